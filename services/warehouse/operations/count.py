"""Locations and zones are counted: opened over what should stand there, scanned, ended, adjusted by a second person."""

from collections.abc import Collection, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, insert, literal, or_, select, update
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from uuid_utils.compat import uuid7

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.errors import Conflict, Invalid, NotFound
from services.chassis.upsert import as_they_are, insert_all
from services.contracts.sentence import say
from services.contracts.values import LocationCode, ZoneCode
from services.warehouse.model.count import Count, number
from services.warehouse.model.count_place import CountedPlace, PlaceFigure, figures
from services.warehouse.model.count_result import (
    CountedDevice,
    CountedUnknown,
    Result,
    check_unknown,
)
from services.warehouse.model.count_state import UNSETTLED
from services.warehouse.model.device import Device
from services.warehouse.model.grounds import Grounds
from services.warehouse.model.life import PRESENT
from services.warehouse.model.location import Location
from services.warehouse.operations import counted, loading, steps
from services.warehouse.operations.counted import Sight
from services.warehouse.operations.tally import Tally

# A count with its places and all that was seen in it.
WHOLE = (selectinload(Count.lines), selectinload(Count.codes), selectinload(Count.places))
FIGURES = cast(Table, PlaceFigure.__table__)


def open_count(session: Session, place: LocationCode | ZoneCode) -> Count:
    """Count what stands at a location, or in a whole zone, of which no other count is under way.

    What should stand there is noted. Raises `Invalid` where no such location is known, `Conflict` where another count
    of one of them is not settled.
    """
    zone = isinstance(place, ZoneCode)
    codes = _places(session, place)
    if not codes:
        raise Invalid("location.unknown", say("Location %(code)s is not known here.", code=place))
    others = select(Count.number).join(CountedPlace, CountedPlace.count_id == Count.id)
    other = session.scalar(others.where(CountedPlace.location.in_(codes), Count.state.in_(UNSETTLED)).limit(1))
    if other is not None:
        told = say("Count %(number)s of this location is not settled yet: settle it first.", number=other)
        raise Conflict("count.unsettled", told)
    act = act_of(session)
    count = Count(
        id=uuid7(),
        number=number(next_number(session, "count")),
        location=place,
        zone=zone,
        opened_by=act.actor,
        opened_at=act.at,
        former=[],
    )
    session.add(count)
    session.flush()
    places = [{"count_id": count.id, "location": code} for code in codes]
    insert_all(session, cast(Table, CountedPlace.__table__), places, as_they_are)
    should = select(literal(count.id), Device.id, literal(True), Device.state, Device.location, literal(count.id))
    should = should.join(CountedPlace, CountedPlace.location == Device.location)
    should = should.where(CountedPlace.count_id == count.id, Device.state.in_(PRESENT))
    columns = ["count_id", "device_id", "expected", "state", "location", "noted"]
    session.execute(insert(CountedDevice).from_select(columns, should))
    return count


def _places(session: Session, place: LocationCode | ZoneCode) -> Sequence[str]:
    """The locations that are counted, locked so that two counts of one of them are not opened at once."""
    ours: ColumnElement[bool] = Location.code == place
    if isinstance(place, ZoneCode):
        ours = or_(ours, Location.code.startswith(f"{place}-", autoescape=True))
    return session.scalars(select(Location.code).where(ours).order_by(Location.code).with_for_update()).all()


def add_devices(session: Session, key: UUID, ids: Collection[UUID], place: LocationCode | None = None) -> int:
    """Devices were seen at the location, `place` in a zone; how many of them for the first time."""
    count = load_count(session, key)
    count.check_open()
    return _add(session, count, count.place_of(place), loading.devices(session, ids))


def add_codes(session: Session, key: UUID, codes: Collection[str], place: LocationCode | None = None) -> int:
    """Serials or asset tags were seen at the location, of devices known here or not; how many for the first time.

    Raises `Conflict` for a serial of several makers of which none, or more than one, stands there by its records, and
    `Invalid` for an unknown one that may be a student's code.
    """
    count = load_count(session, key)
    count.check_open()
    there = count.place_of(place)
    by_code: dict[str, list[Device]] = {code: [] for code in codes}
    for device in loading.devices_where(session, Device.serial.in_(by_code), Device.asset_tag.in_(by_code)):
        for name in {device.serial, device.asset_tag} & by_code.keys():
            by_code[str(name)].append(device)
    for code in (code for code, named in by_code.items() if not named):
        check_unknown(code)
    return _add(session, count, there, [_one(count, code, named) if named else code for code, named in by_code.items()])


def _add(session: Session, count: Count, place: LocationCode, things: Sequence[Device | str]) -> int:
    sights = {sight.key: sight for sight in (Sight.of(count, one, act_of(session).at, place) for one in things)}
    devices = {one.id for one in things if isinstance(one, Device)}
    before = counted.seen(session, {count.id}, devices, {one for one in things if isinstance(one, str)})
    new = [sight for sight in sights.values() if sight.key not in before]
    counted.note(session, new)
    return len(new)


def recount(session: Session, key: UUID, place: LocationCode | None = None) -> Count:
    """Have a location of a count, `place` in a zone, counted once more: what was seen there is thrown away.

    What should stand there stays as it was noted when the count was opened. Who saw it does not confirm the count.
    """
    count = load_count(session, key, *WHOLE)
    there = count.place_of(place)
    seen: dict[type[CountedDevice] | type[CountedUnknown], ColumnElement[bool]] = {
        kind: kind.seen_at == there if count.zone else kind.found_at.is_not(None)
        for kind in (CountedDevice, CountedUnknown)
    }
    count.recount(counted.counters(session, key, seen))
    ours = (CountedDevice.count_id == key, seen[CountedDevice])
    session.execute(delete(CountedUnknown).where(CountedUnknown.count_id == key, seen[CountedUnknown]))
    session.execute(delete(CountedDevice).where(*ours, CountedDevice.expected.is_(False)))
    session.execute(update(CountedDevice).where(*ours).values(found_at=None, found_by=None, seen_at=None))
    return count


def end_count(session: Session, key: UUID) -> Count:
    """Scanning is done; what was found is judged, and shown from now on."""
    count = load_count(session, key, *WHOLE)
    count.end(_result(session, count), act_of(session).at)
    return count


def adjust_count(session: Session, key: UUID, reason: str, chosen: Collection[UUID] | None = None) -> Count:
    """A second person confirms, and says why: what is missing still is written off, what is misplaced stands from now
    on where it was seen; all of it, or these devices alone, and the rest stays as the records have it."""
    count, act = load_count(session, key, *WHOLE), act_of(session)
    count.check_adjusts(act.actor, count.counters)
    count.check_lines(chosen or ())
    result, tally = _result(session, count), Tally()
    wanted = {one.id for one in (*result.missing, *result.misplaced)}
    taken = wanted if chosen is None else wanted & set(chosen)
    misplaced = [device for device in result.misplaced if device.id in taken]
    _note_counted(session, count, misplaced)
    for device in result.missing:
        if device.id in taken:
            steps.write_off(tally, device, act.at, Grounds(count.number))
    for device in misplaced:
        steps.relocate(tally, device, act.at, result.places[device.id])
    tally.write(session)
    found = figures(count.id, [one.location for one in count.places], result, act.at)
    insert_all(session, FIGURES, found, as_they_are)
    outbox.record(session, count.adjust(result, act.actor, act.at, reason, len(wanted) - len(taken)))
    return count


def _note_counted(session: Session, count: Count, misplaced: Sequence[Device]) -> None:
    """Say of the places of a count that they were counted now. Those from which devices go are locked with them, in
    the order in which all lock places."""
    ours = [one.location for one in count.places]
    around = sorted({*ours, *(device.location for device in misplaced if device.location)})
    session.execute(select(Location.code).where(Location.code.in_(around)).order_by(Location.code).with_for_update())
    session.execute(update(Location).where(Location.code.in_(ours)).values(counted_at=act_of(session).at))


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
    here = [device for device in named if count.covers(device.location)] if len(named) > 1 else named
    if len(here) != 1:
        told = say("%(code)s is the serial of several devices: give the device instead.", code=code)
        raise Conflict("scan.ambiguous", told)
    return here[0]
