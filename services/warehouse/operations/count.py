"""Locations and zones are counted: opened over what should stand there, scanned once more, ended, or thrown away."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, insert, literal, or_, select, update
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from uuid_utils.compat import uuid7

from services.chassis import undo
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.errors import Conflict, Invalid, NotFound
from services.chassis.upsert import as_they_are, insert_all
from services.contracts.sentence import say
from services.contracts.values import LocationCode, ZoneCode
from services.warehouse.model.count import Count, number
from services.warehouse.model.count_place import CountedPlace
from services.warehouse.model.count_result import CountedDevice, CountedUnknown, Result
from services.warehouse.model.count_state import UNSETTLED
from services.warehouse.model.device import Device
from services.warehouse.model.life import PRESENT
from services.warehouse.model.location import Location
from services.warehouse.operations import counted, loading

# A count with its places and all that was seen in it.
WHOLE = (selectinload(Count.lines), selectinload(Count.codes), selectinload(Count.places))


def open_count(session: Session, place: LocationCode | ZoneCode) -> Count:
    """Count what stands at a location, or in a whole zone, of which no other count is under way.

    What should stand there is noted. Raises `Invalid` where no such location is known, `Conflict` where another count
    of one of them is not settled.
    """
    codes = _places(session, place)
    if not codes:
        raise Invalid("location.unknown", say("Location %(code)s is not known here.", code=place))
    _check_settled(session, codes)
    act = act_of(session)
    count = Count(
        id=uuid7(),
        number=number(next_number(session, "count")),
        location=place,
        zone=isinstance(place, ZoneCode),
        opened_by=act.actor,
        opened_at=act.at,
        former=[],
    )
    session.add(count)
    session.flush()
    _expect(session, count, codes)
    return count


def _check_settled(session: Session, codes: Sequence[str]) -> None:
    others = select(Count.number).join(CountedPlace, CountedPlace.count_id == Count.id)
    other = session.scalar(others.where(CountedPlace.location.in_(codes), Count.state.in_(UNSETTLED)).limit(1))
    if other is not None:
        told = say("Count %(number)s of this location is not settled yet: settle it first.", number=other)
        raise Conflict("count.unsettled", told)


def _expect(session: Session, count: Count, codes: Sequence[str]) -> None:
    """Note the places that are counted, and what should stand there by the records."""
    places = [{"count_id": count.id, "location": code} for code in codes]
    insert_all(session, cast(Table, CountedPlace.__table__), places, as_they_are)
    should = select(literal(count.id), Device.id, literal(True), Device.state, Device.location, literal(count.id))
    should = should.join(CountedPlace, CountedPlace.location == Device.location)
    should = should.where(CountedPlace.count_id == count.id, Device.state.in_(PRESENT))
    columns = ["count_id", "device_id", "expected", "state", "location", "noted"]
    session.execute(insert(CountedDevice).from_select(columns, should))


def _places(session: Session, place: LocationCode | ZoneCode) -> Sequence[str]:
    """The locations that are counted, locked so that two counts of one of them are not opened at once."""
    ours: ColumnElement[bool] = Location.code == place
    if isinstance(place, ZoneCode):
        ours = or_(ours, Location.code.startswith(f"{place}-", autoescape=True))
    return session.scalars(select(Location.code).where(ours).order_by(Location.code).with_for_update()).all()


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
    count.end(result_of(session, count), act_of(session).at)
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


def result_of(session: Session, count: Count) -> Result:
    """What a count comes to now; its devices are locked, as `loading` locks them."""
    ours = select(CountedDevice.device_id).where(CountedDevice.count_id == count.id)
    devices = {one.id: one for one in loading.devices_where(session, Device.id.in_(ours))}
    told = undo.last_events(session, [f"device/{key}" for key in count.doubtful])
    return count.judge(devices, {UUID(name.removeprefix("device/")): one.event for name, one in told.items()})
