"""Who held a device, from when until when: what its entries say of its one holder, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.portal.model.device import first_heard
from services.portal.model.past import Told, standing


@dataclass(frozen=True)
class Holding:
    """A holder, a code or an id of the kind beside it; `until` is None while it has the device."""

    kind: str
    holder: str
    since: datetime
    until: datetime | None = None


def holdings(device: UUID, told: Sequence[Told]) -> list[Holding]:
    """The holders of a device, in their order, from its entries by position; what was undone never held."""
    found: list[Holding] = []
    counted = standing(told)
    if not counted:
        return found
    one = first_heard(device, counted[0][1].time, 0)
    for position, envelope in counted:
        before = one.holder_kind, one.holder
        one.hear(envelope.data, envelope.time, position)
        if (one.holder_kind, one.holder) == before:
            continue
        if before[0]:
            found[-1] = replace(found[-1], until=envelope.time)
        if one.holder_kind and one.holder:
            found.append(Holding(one.holder_kind, one.holder, envelope.time))
    return found
