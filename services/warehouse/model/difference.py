"""How what came of a delivery differs from what was announced: missing, damaged on arrival, not announced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, select
from sqlalchemy.orm import aliased

from services.contracts.sentence import Sentence, say
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState

# Set aside, or given up, before it was ever shelved: it was so when it came. Released or repaired, it differs no more.
DAMAGED = frozenset({DeviceState.QUARANTINED, DeviceState.IN_REPAIR, DeviceState.RETIRED})


class Difference(StrEnum):
    """Why a device of a delivery is not as announced; of another model where the notice has none of that model."""

    MISSING = "missing"
    DAMAGED = "damaged"
    UNEXPECTED = "unexpected"
    OTHER_MODEL = "other_model"


WORDS: Mapping[Difference, Sentence] = {
    Difference.MISSING: say("missing"),
    Difference.DAMAGED: say("damaged on arrival"),
    Difference.UNEXPECTED: say("not announced"),
    Difference.OTHER_MODEL: say("of a model that was not announced"),
}


@dataclass(frozen=True)
class Differences:
    """How many devices of a delivery differ, by why."""

    missing: int = 0
    damaged: int = 0
    unexpected: int = 0
    other_model: int = 0

    @classmethod
    def of(cls, counts: Iterable[Any]) -> Self:
        """Of rows of a difference and how many devices have it."""
        return cls(**{Difference(kind).value: count for kind, count in counts})

    @property
    def any(self) -> bool:
        return self != Differences()


@dataclass(frozen=True)
class Different:
    """A device and why it differs."""

    device: Device
    kind: Difference


def counted(delivery: UUID) -> Select[str, int]:
    """How many devices of a delivery differ, by why."""
    why = kind_of(delivery)
    return select(why, func.count()).where(Device.delivery_id == delivery, why.is_not(None)).group_by(why)


def different(delivery: UUID) -> Select[Device, str]:
    """The devices of a delivery that differ, each with why."""
    why = kind_of(delivery)
    return select(Device, why).where(Device.delivery_id == delivery, why.is_not(None))


def kind_of(delivery: UUID) -> ColumnElement[str]:
    """Why a device of this delivery differs; null where it does not."""
    other = aliased(Device)
    announced = select(other.model).where(other.delivery_id == delivery, not_(other.unexpected))
    came = Device.state != DeviceState.ANNOUNCED
    whys: Mapping[Difference, ColumnElement[bool]] = {
        Difference.MISSING: and_(not_(Device.unexpected), not_(came)),
        Difference.OTHER_MODEL: and_(Device.unexpected, came, Device.model.not_in(announced)),
        Difference.UNEXPECTED: and_(Device.unexpected, came),
        Difference.DAMAGED: and_(Device.state.in_(DAMAGED), Device.stored_at.is_(None)),
    }
    return case(*((why, kind.value) for kind, why in whys.items()))
