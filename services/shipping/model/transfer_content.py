"""What is in a transfer: how many of which type are offered, and the devices in its boxes with how each came."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Invalid
from services.contracts.reference import device_types
from services.contracts.sentence import Sentence, say
from services.shipping.model.custody import Came, Custody
from services.shipping.model.record import Record

# From here a device may go to another board: at hand, and with nobody's work in it but the board's own.
MAY_GO = frozenset({Custody.AT_BOARD, Custody.CONFIGURED, Custody.TAKEN_BACK})

CAME: dict[Came, Sentence] = {
    Came.ACCEPTED: say("accepted"),
    Came.DAMAGED: say("damaged"),
    Came.MISSING: say("missing"),
}


class TransferLine(Record):
    """How many devices of one type are offered."""

    __tablename__ = "transfer_line"

    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("transfer.id"), primary_key=True)
    type: Mapped[str] = mapped_column(String(40), primary_key=True)
    quantity: Mapped[int]


class TransferDevice(Record):
    """A device in the boxes of a transfer, and how it came; None: nobody said so yet."""

    __tablename__ = "transfer_device"

    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("transfer.id"), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True)
    came: Mapped[Came | None]


def check_offer(wanted: Mapping[str, int], has: Mapping[str, int]) -> None:
    """So many of each type are offered; `has`: how many may go. Raises `Invalid`."""
    if not wanted:
        raise Invalid("transfer.nothing", say("Say how many of which type: nothing is offered yet."))
    for kind, quantity in wanted.items():
        if kind not in device_types():
            raise Invalid("transfer.type", say("There is no such type of device. Choose one of the list."))
        if quantity > has.get(kind, 0):
            told = say(
                "%(quantity)s are more than can go: of that type your board has %(has)s at hand "
                "that no other offer names.",
                quantity=quantity,
                has=has.get(kind, 0),
            )
            raise Invalid("transfer.over", told, field=kind)
