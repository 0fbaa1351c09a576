"""What is aside, retired or destroyed, for how long and why; what was done, newest first; and all of one device."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from services.chassis.act import now
from services.chassis.paging import AT_ONCE, LARGEST, Page
from services.contracts.care import CareAct
from services.warehouse.model.care_step import CareStep
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.paper import Paper

# Which step leads to a state.
LED = {
    DeviceState.QUARANTINED: CareAct.QUARANTINE,
    DeviceState.IN_REPAIR: CareAct.REPAIR,
    DeviceState.WIPED: CareAct.WIPE,
    DeviceState.RETIRED: CareAct.RETIRE,
    DeviceState.DESTROYED: CareAct.DESTROY,
    DeviceState.WRITTEN_OFF: CareAct.WRITE_OFF,
}


@dataclass(frozen=True)
class Aside:
    """A device in a state, the step that led there where it was kept, and its document's number."""

    device: Device
    step: CareStep | None
    paper: str | None

    @property
    def key(self) -> UUID:
        """Where it stands in the list."""
        return self.step.id if self.step else self.device.id

    @property
    def days(self) -> int | None:
        """For how many whole days."""
        return (now() - self.step.at).days if self.step else None


@dataclass(frozen=True)
class Done:
    """A step, its device, and its document's number."""

    step: CareStep
    device: Device
    paper: str | None


def aside(session: Session, state: DeviceState, cursor: UUID | None = None, limit: int = 50) -> Page[Aside]:
    """One page of the devices in a state of `LED`, those longest in it first; one statement.

    A device of which no step was kept stands where it was first known.
    """
    step = aliased(CareStep)
    last = select(step.id).where(step.device_id == Device.id, step.act == LED[state], step.undone.is_(False))
    last = last.order_by(step.id.desc()).limit(1).correlate(Device)
    found = select(Device, CareStep, Paper.number).select_from(Device)
    found = found.outerjoin(CareStep, CareStep.id == last.scalar_subquery())
    found = found.outerjoin(Paper, Paper.id == CareStep.paper_id).where(Device.state == state)
    key = func.coalesce(CareStep.id, Device.id)
    if cursor is not None:
        found = found.where(key > cursor)
    limit = min(limit, AT_ONCE)
    rows = [Aside(*row) for row in session.execute(found.order_by(key).limit(limit + 1))]
    return Page(rows[:limit], rows[limit - 1].key if len(rows) > limit else None)


def done(session: Session, act: CareAct, cursor: UUID | None = None, limit: int = 50) -> Page[Done]:
    """One page of what was done, newest first, without what was taken back; one statement that an index serves."""
    found = _steps().where(CareStep.act == act)
    if cursor is not None:
        found = found.where(CareStep.id < cursor)
    limit = min(limit, AT_ONCE)
    rows = [Done(*row) for row in session.execute(found.order_by(CareStep.id.desc()).limit(limit + 1))]
    return Page(rows[:limit], rows[limit - 1].step.id if len(rows) > limit else None)


def of_device(session: Session, device: UUID) -> Sequence[Done]:
    """All that was done to a device, newest first."""
    found = _steps().where(CareStep.device_id == device).order_by(CareStep.id.desc())
    return [Done(*row) for row in session.execute(found.limit(LARGEST))]


def _steps() -> Select[CareStep, Device, str]:
    found = select(CareStep, Device, Paper.number).join(Device, Device.id == CareStep.device_id)
    return found.outerjoin(Paper, Paper.id == CareStep.paper_id).where(CareStep.undone.is_(False))
