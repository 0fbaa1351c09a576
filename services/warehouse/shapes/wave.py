"""Shapes of waves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from services.chassis.web.shapes import Answer, Body, Paging
from services.contracts.values import LocationCode
from services.warehouse.model.wave import MOST_ORDERS, WaveState
from services.warehouse.queries.wave import Walk


class NewWave(Body):
    """A cart and the orders that are picked onto it; without any, all that are ready and fit."""

    cart: LocationCode
    orders: list[UUID] = Field(default_factory=list, max_length=MOST_ORDERS)


class WaveQuery(Paging):
    state: WaveState | None = None


class BinAnswer(Answer):
    """A bin of the cart: whose it is, how many devices lie in it, and how many are still to be picked into it."""

    number: int
    order: UUID
    order_number: str
    state: str
    left: int
    inside: int


class WaveAnswer(Answer):
    id: UUID
    number: str
    cart: LocationCode
    state: WaveState
    opened_by: str
    opened_at: datetime
    closed_by: str | None
    closed_at: datetime | None


class WaveDetail(WaveAnswer):
    """A wave and how far it is; `left` counts what is still to be picked of all its orders."""

    left: int
    bins: Sequence[BinAnswer]

    @classmethod
    def of(cls, walk: Walk) -> Self:
        wave = WaveAnswer.model_validate(walk.wave)
        orders = {one.number: walk.orders[one.order_id] for one in walk.wave.bins}
        bins = [
            BinAnswer(
                number=one.number,
                order=one.order_id,
                order_number=orders[one.number].number,
                state=orders[one.number].state,
                left=walk.left(one),
                inside=walk.inside(one),
            )
            for one in walk.wave.bins
        ]
        return cls(**wave.model_dump(), left=walk.to_pick, bins=bins)


class Waves(Answer):
    items: Sequence[WaveAnswer]
    next: UUID | None
