"""Counts: listed, one of them, how much was seen in it, and what it found once it ended."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from services.chassis import undo
from services.chassis.errors import Conflict, NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import Sentence, say
from services.warehouse.model.count import Count
from services.warehouse.model.count_result import CountedDevice, CountedUnknown, Result
from services.warehouse.model.count_state import CountState
from services.warehouse.model.device import Device


def counts(
    session: Session, state: CountState | None = None, cursor: UUID | None = None, limit: int = 50
) -> Page[Count]:
    """One page of counts, newest first."""
    found = select(Count) if state is None else select(Count).where(Count.state == state)
    return page(session, found, Count.id, cursor, limit)


def count(session: Session, key: UUID) -> Count:
    """One count. Raises `NotFound`."""
    found = session.get(Count, key)
    if found is None:
        raise NotFound("count.unknown", say("This count is not known here."))
    return found


def scanned(session: Session, key: UUID) -> int:
    """How many devices and unknown codes were seen in a count: all that is told before it ends."""
    devices = select(func.count()).where(CountedDevice.count_id == key, CountedDevice.found_at.is_not(None))
    unknown = select(func.count()).where(CountedUnknown.count_id == key)
    return (session.scalar(devices) or 0) + (session.scalar(unknown) or 0)


def result(session: Session, one: Count) -> Result | None:
    """What an ended count comes to now; None where it is not shown: before its end, and once it is settled."""
    if one.state is not CountState.ENDED:
        return None
    whole = _whole(session, one)
    ours = select(CountedDevice.device_id).where(CountedDevice.count_id == one.id)
    found = session.scalars(select(Device).where(Device.id.in_(ours)).order_by(Device.maker, Device.serial))
    devices = {device.id: device for device in found}
    told = undo.last_events(session, [f"device/{key}" for key in whole.doubtful])
    last = {UUID(name.removeprefix("device/")): event.event for name, event in told.items()}
    return whole.judge(devices, last)


def why_not_adjust(session: Session, one: Count, actor: str) -> Sentence | None:
    """Why `actor` may not adjust this count now; None where they may."""
    try:
        one.check_adjusts(actor, _whole(session, one).counters)
    except Conflict as refusal:
        return refusal.sentence
    return None


def _whole(session: Session, one: Count) -> Count:
    """The count with all that was seen in it."""
    options = (selectinload(Count.lines), selectinload(Count.codes), selectinload(Count.places))
    return session.get_one(Count, one.id, options=options, populate_existing=True)
