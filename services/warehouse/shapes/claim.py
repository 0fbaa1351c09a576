"""Shapes of claims."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.chassis.web.shapes import Answer, Body
from services.contracts.values import BoardCode
from services.warehouse.model.claim import ClaimKind, ClaimState


class Identified(Body):
    """The device that a board found."""

    device: UUID


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
    state: ClaimState
    closed_at: datetime | None


class Claims(Answer):
    items: Sequence[ClaimAnswer]
    next: UUID | None
