"""Shapes of the stock and of claims."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import RootModel

from services.chassis.web.shapes import Answer
from services.contracts.values import BoardCode
from services.warehouse.model.claim import ClaimKind


class StockLine(Answer):
    type: str
    on_shelf: int
    reserved: int
    free: int


class StockAnswer(RootModel[Sequence[StockLine]]):
    """The stock, one line a device type."""


class ClaimAnswer(Answer):
    id: UUID
    kind: ClaimKind
    device_id: UUID | None
    maker: str | None
    serial: str | None
    board: BoardCode
    shipment: UUID
    request: UUID | None
    reason: str
    opened_at: datetime


class Claims(Answer):
    items: Sequence[ClaimAnswer]
    next: UUID | None
