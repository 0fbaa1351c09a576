"""Shapes of short picks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self, cast
from uuid import UUID

from pydantic import RootModel, model_validator

from services.chassis.web.shapes import Answer, Body
from services.contracts.sentence import say
from services.contracts.values import LocationCode, Malformed
from services.warehouse.model.order_state import OrderState
from services.warehouse.model.short_pick import ShortReason
from services.warehouse.queries.short_pick import Lack
from services.warehouse.shapes.order import PickDevice

EITHER = say("Give an order or a wave, one of the two.")


class Lacking(Body):
    """Why a device could not be picked, as a form sends it."""

    why: ShortReason


class NewShortPick(Body):
    """The device of the pick list that could not be picked, why, and what it was to be picked for."""

    device: UUID
    reason: ShortReason
    order: UUID | None = None
    wave: UUID | None = None

    @property
    def picked_for(self) -> UUID:
        """The id of the order or of the wave."""
        (found,) = {self.order, self.wave} - {None}
        return cast(UUID, found)

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        if (self.order is None) == (self.wave is None):
            raise Malformed(EITHER)
        return self


class ShortPickAnswer(Answer):
    """A report. `short`: there was no other for the order, which was promised one fewer."""

    id: UUID
    device_id: UUID
    location: LocationCode
    order_id: UUID
    wave_id: UUID | None
    reason: ShortReason
    said_by: str
    said_at: datetime
    short: bool


class Proposal(Answer):
    """What to pick in its stead."""

    location: LocationCode
    device: PickDevice


class ShortPickDetail(ShortPickAnswer):
    """A report, how its order stands now, and what is proposed in its stead; null where there is nothing."""

    order_state: OrderState
    proposed: Proposal | None

    @classmethod
    def of(cls, found: Lack) -> Self:
        proposed = None
        if found.take is not None and found.location is not None:
            proposed = Proposal(location=LocationCode(found.location), device=PickDevice.of(found.take))
        told = ShortPickAnswer.model_validate(found.short)
        return cls(**told.model_dump(), order_state=found.order.state, proposed=proposed)


class ShortPicks(Answer):
    items: Sequence[ShortPickAnswer]
    next: UUID | None


class ToCountAnswer(Answer):
    """A place where something could not be picked and which nobody has counted since."""

    location: LocationCode
    lacking: int
    since: datetime


class ToCountList(RootModel[Sequence[ToCountAnswer]]):
    """The places to count, in walking order."""
