"""Which entries of the log an EPCIS document is made of, a page at a time, and all that they are read with."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from services.contracts.event import Event
from services.portal.epcis.document import events
from services.portal.epcis.known import Earlier, Known, Told
from services.portal.epcis.mapping import DECLARED, RULES
from services.portal.model.device import Device
from services.portal.model.log import Entry, what_of
from services.portal.model.subject import key
from services.portal.queries.label import labels
from services.portal.queries.story import mentioning, must_be_seen

KINDS: list[type[Event]] = [*RULES, *DECLARED]
EXPORTED = frozenset(map(what_of, KINDS))
# Whether a device had been received, or a shipment had left, before something else was told of it.
BEFORE = ("device.received", "shipment.dispatched")


@dataclass(frozen=True)
class Cursor:
    """The last entry of a page, by when it happened and its position."""

    time: datetime
    position: int


@dataclass(frozen=True)
class Exported:
    """A page of events, and where the next one begins; None at the end."""

    events: Sequence[dict[str, Any]]
    after: Cursor | None


def about(session: Session, subject: str, scope: str | None, after: Cursor | None, limit: int) -> Select[Entry]:
    """The entries that mention a subject, as `scope` may see them. Raises `NotFound` where that is nothing."""
    must_be_seen(session, subject, scope)
    return _page(mentioning(subject, scope), after, limit)


def between(first: datetime, end: datetime, scope: str | None, after: Cursor | None, limit: int) -> Select[Entry]:
    """The entries of what happened from `first` on and before `end`; a board's, where it is bound to one."""
    found = select(Entry).where(Entry.time >= first, Entry.time < end)
    return _page(found if scope is None else found.where(Entry.board == scope), after, limit)


def exported(session: Session, entries: Select[Entry], base: str, scope: str | None, limit: int) -> Exported:
    """The page as events of EPCIS; the same number of statements however many they are."""
    told = [_told(one) for one in session.scalars(entries)]
    known = known_of(session, told, scope)
    last = told[-1] if len(told) == limit else None
    return Exported(
        [event for one in told for event in events(one, known, base)],
        Cursor(last.envelope.time, last.position) if last else None,
    )


def known_of(session: Session, told: Sequence[Told], scope: str | None) -> Known:
    """What these entries are read with, as `scope` may see it: seven statements."""
    undone = _undone(session, {one.envelope.data.undone for one in told if hasattr(one.envelope.data, "undone")}, scope)
    said = [one.envelope.data for one in (*told, *undone.values())]
    cartons = _cartons(session, {event.shipment for event in said if what_of(event) == "shipment.received"})
    named = {key(name, value) for event in said for name, value in _named(event)}
    named |= {key("carton", one) for found in cartons.values() for one in found}
    subjects = {event.subject() for event in said if what_of(event) in (*BEFORE, "shipment.voided")}
    devices = {event.device for event in said if hasattr(event, "device")}
    return Known(_devices(session, devices), labels(session, named), undone, _earlier(session, subjects), cartons)


def _page(entries: Select[Entry], after: Cursor | None, limit: int) -> Select[Entry]:
    found = entries.where(Entry.what.in_(EXPORTED)).order_by(Entry.time, Entry.position).limit(limit)
    if after is None:
        return found
    later = or_(Entry.time > after.time, Entry.position > after.position)
    return found.where(Entry.time >= after.time, later)


def _told(entry: Entry) -> Told:
    return Told(entry.position, entry.hash, entry.recorded_at, entry.envelope())


def _named(event: Any) -> Iterable[tuple[str, Any]]:
    """The subjects with a number for people that an event names."""
    for name in ("request", "shipment", "delivery", "transfer"):
        if getattr(event, name, None):
            yield name, getattr(event, name)
    for carton in getattr(event, "cartons", ()):
        yield "carton", carton


def _undone(session: Session, ids: set[UUID], scope: str | None) -> dict[UUID, Told]:
    found = select(Entry).where(Entry.event_id.in_(ids))
    if scope is not None:
        found = found.where(or_(Entry.board.is_(None), Entry.board == scope))
    return {entry.event_id: _told(entry) for entry in session.scalars(found)}


def _devices(session: Session, ids: set[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = session.execute(select(Device.id, Device.maker, Device.serial).where(Device.id.in_(ids)))
    return {row.id: (row.maker, row.serial) for row in rows}


def _cartons(session: Session, shipments: set[UUID]) -> dict[UUID, list[UUID]]:
    """The cartons with which each left."""
    subjects = [key("shipment", one) for one in shipments]
    left = (
        select(Entry).where(Entry.subject.in_(subjects), Entry.what == "shipment.dispatched").order_by(Entry.position)
    )
    said: list[Any] = [entry.envelope().data for entry in session.scalars(left)]
    return {event.shipment: event.cartons for event in said}


def _earlier(session: Session, subjects: set[str]) -> dict[str, list[Earlier]]:
    steps = select(Entry.subject, Entry.position, Entry.event_id).where(
        Entry.subject.in_(subjects), Entry.what.in_(BEFORE)
    )
    rows = session.execute(steps).all()
    taken = select(Entry.undoes, Entry.position).where(Entry.undoes.in_([row.event_id for row in rows]))
    undone = dict(session.execute(taken).all())
    found: dict[str, list[Earlier]] = defaultdict(list)
    for subject, position, event in rows:
        found[subject].append(Earlier(position, undone.get(event)))
    return found
