"""Shapes of return shipments: which are listed, and what is told of each."""

from datetime import datetime
from typing import Self
from uuid import UUID

from services.chassis.web.shapes import Answer, Body, Paging, UndoAnswer
from services.contracts.values import BoardCode, FreeText
from services.shipping.model import Custody, ReturnStage, Tracking
from services.shipping.queries import Line
from services.shipping.shapes.sent import Carrier

# What a return itself keeps, and what is counted over its devices.
WHOSE = ("id", "number", "board", "reason", "sent_at", "received_at", "carrier", "tracking")
CLOSING = ("closed_at", "closing_reason", "listed", "missing")
COUNTED = ("devices", "received", "expected", "open")


class ReturnList(Paging):
    """Which returns a list shows."""

    board: BoardCode | None = None
    stage: ReturnStage | None = None


class DispatchReturn(Body):
    """With which carrier a return travels, and under which number."""

    carrier: Carrier
    tracking: Tracking


class CloseReturn(Body):
    """What is known of what was not in the boxes; needed only when something was not."""

    reason: FreeText | None = None


class ReturnShown(Answer):
    """A return: `number` is on its label; `expected` of its devices the reserve has not received yet.

    `days` since it was sent. `listed` and `missing`: how many it was closed with, and without; `open`: of those that
    were missing, neither come since nor answered for by the board.
    """

    id: UUID
    number: str
    board: str
    reason: str
    sent_at: datetime
    received_at: datetime | None
    carrier: str | None
    tracking: str | None
    stage: ReturnStage
    days: int
    late: bool
    devices: int
    received: int
    expected: int
    open: int
    closed_at: datetime | None
    closing_reason: str | None
    listed: int | None
    missing: int | None

    @classmethod
    def of(cls, line: Line) -> Self:
        """A return as it stands."""
        told = {name: getattr(line.parcel, name) for name in (*WHOSE, *CLOSING)}
        told |= {name: getattr(line.inside, name) for name in COUNTED}
        return cls.model_validate(told | {"stage": line.stage, "days": line.days, "late": line.late})


class ReturnWhole(ReturnShown):
    """A return, and whether its closing can be undone."""

    undo: UndoAnswer


class ReturnedDevice(Answer):
    """A device of a return, as it stands now."""

    id: UUID
    maker: str
    serial: str
    type: str
    state: Custody


class Returns(Answer):
    items: list[ReturnShown]
    next: UUID | None


class ReturnedDevices(Answer):
    items: list[ReturnedDevice]
    next: UUID | None


class Unlisted(Answer):
    items: list[ReturnedDevice]
