"""Consignments: ready shipments of one board to one address that leave and arrive as one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Conflict
from services.chassis.version import Versioned
from services.contracts.sentence import Sentence, say
from services.contracts.values import BoardCode
from services.shipping.model.destination import Destination
from services.shipping.model.record import Record
from services.shipping.model.shipment import Shipment
from services.shipping.model.stage import NAMES, Stage

Address = tuple[BoardCode, str, str, str]


class Consignment(Versioned, Record):
    """Several requests' shipments on one truck, with one paper, one tracking number and one freight.

    Each stays a shipment of its request: the clock, the receipt, fulfilment and the freight charged are counted by
    request, so nobody who hears of a shipment need know that it did not travel alone. A request that is withdrawn takes
    its own cartons out, and nothing else.
    """

    __tablename__ = "consignment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    board: Mapped[BoardCode]
    made_at: Mapped[datetime]

    @staticmethod
    def numbered(number: int) -> str:
        """The number people say: `G000012`, G as in groupage."""
        return f"G{number:06d}"

    def join(self, shipment: Shipment) -> None:
        """Take a shipment in. Raises `Conflict` where it is not ready, or is in another one or on a carrier's trip."""
        _check_waits(shipment)
        if shipment.consignment_id not in (None, self.id):
            raise Conflict("shipment.consigned", _named(shipment, CONSIGNED))
        if shipment.trip_id is not None:
            raise Conflict("shipment.on_trip", _named(shipment, ON_TRIP))
        shipment.consignment_id = self.id

    def part(self, shipment: Shipment) -> None:
        """Let a shipment go alone again. Raises `Conflict` where it has left, is not in it, or is on a trip."""
        if shipment.consignment_id != self.id:
            raise Conflict("shipment.not_consigned", _named(shipment, NOT_CONSIGNED))
        if shipment.state not in {Stage.PREPARING, Stage.READY}:
            raise Conflict("shipment.left", _named(shipment, GONE))
        if shipment.trip_id is not None:
            raise Conflict("shipment.on_trip", _named(shipment, ON_TRIP))
        shipment.consignment_id = None


CONSIGNED = say("Shipment %(number)s is put together with others already. Set it apart there first.")
NOT_CONSIGNED = say("Shipment %(number)s is not of these. Open them again and look.")
ON_TRIP = say("Shipment %(number)s is on a carrier’s trip. Take it off the trip first.")
GONE = say("Shipment %(number)s is %(stage)s: what has left together stays together.")
WAITS = say("Shipment %(number)s is %(stage)s: only shipments that are ready are put together.")


def address_of(to: Destination) -> Address:
    """What two destinations share when one truck stops once for both."""
    street, town, code = (" ".join(text.split()).casefold() for text in (to.street, to.town, to.postal_code))
    return to.board, street, town, code


def check_one_address(destinations: Sequence[Destination | None]) -> None:
    """Raises `Conflict` where these are several addresses, or one is not known yet."""
    known = {address_of(one) for one in destinations if one is not None}
    if None in destinations or len(known) > 1:
        raise Conflict(
            "consignment.addresses",
            say("These shipments do not go to one and the same address: look at each, and send them apart."),
        )


def _check_waits(shipment: Shipment) -> None:
    if shipment.state is not Stage.READY:
        raise Conflict("shipment.not_ready", _named(shipment, WAITS))


def _named(shipment: Shipment, told: Sentence) -> Sentence:
    return Sentence(told.msgid, {"number": shipment.number, "stage": NAMES[shipment.state]})
