"""Shapes of transfers between boards: what is offered, decided and received, and what is told of each."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.chassis.web.shapes import Answer, Body, Paging, UndoAnswer
from services.contracts.values import BoardCode, FreeText
from services.shipping.model import Came, Tracking, TransferStage
from services.shipping.shapes.sent import AT_ONCE, Carrier
from services.shipping.shapes.stack import Text

MOST_TYPES = 20
# The code of a type, as the catalogue of types has it.
TypeCode = Annotated[str, Field(max_length=40)]


class TransferList(Paging):
    """Which transfers a list shows; `board`: it gives or receives."""

    stage: TransferStage | None = None
    board: BoardCode | None = None


class Quantity(Body):
    """So many devices of one type."""

    type: TypeCode
    quantity: int = Field(ge=1, le=AT_ONCE)


class OfferTransfer(Body):
    """What a board can do without, and why."""

    lines: list[Quantity] = Field(min_length=1, max_length=MOST_TYPES)
    reason: FreeText

    def wanted(self) -> dict[str, int]:
        """By type; lines of one type add up."""
        kinds = {line.type for line in self.lines}
        return {kind: sum(line.quantity for line in self.lines if line.type == kind) for kind in kinds}


class ApproveTransfer(Body):
    """Which board receives it."""

    receiver: BoardCode


class DispatchTransfer(Body):
    """Who brings it; neither where the boards do it themselves."""

    carrier: Carrier | None = None
    tracking: Tracking | None = None


class TakeOver(Body):
    """Devices of a transfer by serial or asset tag; none: all that is left. With `damage`, what is broken."""

    codes: list[Text] = Field([], max_length=AT_ONCE)
    damage: FreeText | None = None


class AtHand(Answer):
    """How many devices of one type a board may still offer."""

    type: str
    quantity: int


class AtHands(Answer):
    items: list[AtHand]


class TransferShown(Answer):
    """A transfer: `offered` by type, `inside` its boxes, how what was received came, and what is `left`."""

    id: UUID
    number: str
    origin: str
    receiver: str | None
    stage: TransferStage
    reason: str
    answer: str | None
    offered_at: datetime
    decided_at: datetime | None
    dispatched_at: datetime | None
    carrier: str | None
    tracking: str | None
    received_at: datetime | None
    closed_at: datetime | None
    offered: dict[str, int]
    inside: int
    accepted: int
    damaged: int
    missing: int
    left: int


class TransferWhole(TransferShown):
    """A transfer, and whether its end can be undone."""

    undo: UndoAnswer


class Transfers(Answer):
    items: list[TransferShown]
    next: UUID | None


class TransferDeviceShown(Answer):
    """A device in the boxes, and how it came; null: nobody said so yet."""

    id: UUID
    maker: str
    serial: str
    model: str
    type: str
    asset_tag: str | None
    came: Came | None


class TransferDevices(Answer):
    items: list[TransferDeviceShown]
    next: UUID | None
