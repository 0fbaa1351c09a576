"""Counts: listed, one of them, how much was seen in it, and what it found once it ended."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.errors import Conflict, NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import Sentence, say
from services.warehouse.model.count import Count, CountState
from services.warehouse.model.count_result import CountedDevice, CountedUnknown, Result, counters, judge
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
    found = select(CountedDevice, Device).join(Device, Device.id == CountedDevice.device_id)
    pairs = session.execute(found.where(CountedDevice.count_id == one.id).order_by(Device.maker, Device.serial)).all()
    unknown = select(CountedUnknown.code).where(CountedUnknown.count_id == one.id).order_by(CountedUnknown.code)
    devices = {device.id: device for _, device in pairs}
    return judge(one.location, [line for line, _ in pairs], devices, session.scalars(unknown).all())


def why_not_adjust(session: Session, one: Count, actor: str) -> Sentence | None:
    """Why `actor` may not adjust this count now; None where they may."""
    try:
        one.check_adjusts(actor, counters(session, one.id))
    except Conflict as refusal:
        return refusal.sentence
    return None
