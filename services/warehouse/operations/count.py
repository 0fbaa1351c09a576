"""Locations are counted: opened over what should stand there, scanned, ended, adjusted by a second person."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from uuid_utils.compat import uuid7

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.errors import Conflict, Invalid, NotFound
from services.contracts.sentence import say
from services.contracts.values import LocationCode
from services.warehouse.model.count import UNSETTLED, Count, number
from services.warehouse.model.count_result import (
    CountedDevice,
    Result,
    check_unknown,
)
from services.warehouse.model.device import Device
from services.warehouse.model.life import PRESENT
from services.warehouse.model.location import Location
from services.warehouse.operations import counted, loading, steps
from services.warehouse.operations.counted import Sight
from services.warehouse.operations.tally import Tally

# A count with all that was seen in it.
WHOLE = (selectinload(Count.lines), selectinload(Count.codes))


def open_count(session: Session, location: LocationCode) -> Count:
    """Count what stands at a location, of which no other count is under way; what should stand there is noted."""
    if session.get(Location, location, with_for_update=True) is None:
        raise Invalid("location.unknown", say("Location %(code)s is not known here.", code=location))
    other = session.scalar(select(Count.number).where(Count.location == location, Count.state.in_(UNSETTLED)))
    if other is not None:
        told = say("Count %(number)s of this location is not settled yet: settle it first.", number=other)
        raise Conflict("count.unsettled", told)
    act = act_of(session)
    count = Count(
        id=uuid7(),
        number=number(next_number(session, "count")),
        location=location,
        opened_by=act.actor,
        opened_at=act.at,
    )
    session.add(count)
    session.flush()
    should = select(literal(count.id), Device.id, literal(True), Device.state, Device.location, literal(count.id))
    should = should.where(Device.location == location, Device.state.in_(PRESENT))
    columns = ["count_id", "device_id", "expected", "state", "location", "noted"]
    session.execute(insert(CountedDevice).from_select(columns, should))
    return count


def add_devices(session: Session, key: UUID, ids: Collection[UUID]) -> int:
    """Devices were seen at the location; how many of them for the first time."""
    load_count(session, key).check_open()
    return _add(session, key, loading.devices(session, ids))


def add_codes(session: Session, key: UUID, codes: Collection[str]) -> int:
    """Serials or asset tags were seen at the location, of devices known here or not; how many for the first time.

    Raises `Conflict` for a serial of several makers of which none, or more than one, stands there by its records, and
    `Invalid` for an unknown one that may be a student's code.
    """
    count = load_count(session, key)
    count.check_open()
    by_code: dict[str, list[Device]] = {code: [] for code in codes}
    for device in loading.devices_where(session, Device.serial.in_(by_code), Device.asset_tag.in_(by_code)):
        for name in {device.serial, device.asset_tag} & by_code.keys():
            by_code[str(name)].append(device)
    for code in (code for code, named in by_code.items() if not named):
        check_unknown(code)
    return _add(session, key, [_one(count, code, named) if named else code for code, named in by_code.items()])


def _add(session: Session, key: UUID, things: Sequence[Device | str]) -> int:
    sights = {sight.key: sight for sight in (Sight.of(key, one, act_of(session).at) for one in things)}
    devices = {one.id for one in things if isinstance(one, Device)}
    before = counted.seen(session, {key}, devices, {one for one in things if isinstance(one, str)})
    new = [sight for sight in sights.values() if sight.key not in before]
    counted.note(session, new)
    return len(new)


def end_count(session: Session, key: UUID) -> Count:
    """Scanning is done; what was found is judged, and shown from now on."""
    count = load_count(session, key, *WHOLE)
    count.end(_result(session, count), act_of(session).at)
    return count


def adjust_count(session: Session, key: UUID) -> Count:
    """A second person confirms: what is missing still is written off, what is misplaced stands here from now on."""
    count, act = load_count(session, key, *WHOLE), act_of(session)
    count.check_adjusts(act.actor, count.counters)
    result, tally = _result(session, count), Tally()
    for device in result.missing:
        steps.write_off(tally, device, act.at, count.number)
    for device in result.misplaced:
        steps.relocate(tally, device, act.at, count.place)
    tally.write(session)
    outbox.record(session, count.adjust(result, act.actor, act.at))
    return count


def discard_count(session: Session, key: UUID) -> Count:
    """Throw a count away: nothing is adjusted, the location may be counted anew."""
    count = load_count(session, key)
    count.discard(act_of(session).actor, act_of(session).at)
    return count


def load_count(session: Session, key: UUID, *whole: ORMOption) -> Count:
    """This count, locked; with all that was seen in it where asked. Raises `NotFound`."""
    found = session.get(Count, key, with_for_update=True, populate_existing=True, options=whole)
    if found is None:
        raise NotFound("count.unknown", say("This count is not known here."))
    return found


def _result(session: Session, count: Count) -> Result:
    ours = select(CountedDevice.device_id).where(CountedDevice.count_id == count.id)
    devices = {one.id: one for one in loading.devices_where(session, Device.id.in_(ours))}
    told = undo.last_events(session, [f"device/{key}" for key in count.doubtful])
    return count.judge(devices, {UUID(name.removeprefix("device/")): one.event for name, one in told.items()})


def _one(count: Count, code: str, named: Sequence[Device]) -> Device:
    here = [device for device in named if device.location == count.location] if len(named) > 1 else named
    if len(here) != 1:
        told = say("%(code)s is the serial of several devices: give the device instead.", code=code)
        raise Conflict("scan.ambiguous", told)
    return here[0]
