"""Shapes of return shipments: which are listed, and what is told of each."""

from datetime import datetime
from uuid import UUID

from services.chassis.web.shapes import Answer, Paging
from services.contracts.values import BoardCode
from services.shipping.model import Custody


class ReturnList(Paging):
    """Which returns a list shows."""

    board: BoardCode | None = None


class ReturnShown(Answer):
    """A return: `number` is on its label; `expected` of its devices the reserve has not received yet."""

    id: UUID
    number: str
    board: str
    reason: str
    sent_at: datetime
    received_at: datetime | None
    devices: int
    received: int
    expected: int


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
