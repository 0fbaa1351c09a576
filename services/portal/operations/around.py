"""What lies around a run of events, loaded with one statement each: devices, cartons, and the entries before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.among import among
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.portal.model import subject
from services.portal.model.device import Device
from services.portal.model.log import Entry, what_of
from services.portal.model.mention import Carton, CartonDevice, Mention, Name
from services.portal.model.past import REWRITING, Told

T = TypeVar("T")
Events = Sequence[Event]

# A statement takes a limited number of values: 32,766 on SQLite, 65,535 on PostgreSQL.
MOST_VALUES = 10_000

# What of a request, an order or a delivery belongs to the journey of each device that serves or came by it.
STORY = frozenset(
    {
        "request.submitted",
        "request.granted",
        "request.amended",
        "request.fulfilled",
        "request.undone",
        "request.withdrawn",
        "withdrawal.asked",
        "withdrawal.refused",
        "order.cancelled",
        "order.reserved",
        "order.short",
        "delivery.announced",
    }
)
# What a device joins by a later step: all of it but what a board gave up of other devices before.
BEFORE = STORY - {"request.amended"}


def look_back(event: Event) -> list[str]:
    """The subjects whose story a device joins by this event."""
    if isinstance(event, w.DevicePicked):
        return [subject.key("request", event.request), subject.key("order", event.order)]
    if isinstance(event, w.DeviceReceived) and event.delivery:
        return [subject.key("delivery", event.delivery)]
    return []


def named_devices(events: Events) -> set[UUID]:
    """The devices that events name themselves."""
    single = {event.device for event in events if hasattr(event, "device")}
    return single.union(
        *([one.device for one in event.devices] for event in events if isinstance(event, w.CartonClosed))
    )


def devices(session: Session, events: Events, named: set[UUID]) -> dict[UUID, Device]:
    """Those devices, and those of the requests and deliveries told of; locked in the order of their ids."""
    told = [event for event in events if what_of(event) in STORY]
    requests = {event.correlation() for event in told}
    deliveries = {event.delivery for event in told if isinstance(event, w.DeliveryAnnounced)}
    found: dict[UUID, Device] = {}
    for chunk in _chunks(sorted(named)) or [[]]:
        which = among(session, Device.__table__.c.id, chunk)
        if told:
            which = or_(which, Device.request.in_(requests), Device.delivery.in_(deliveries))
        some = select(Device).where(which).order_by(Device.id).with_for_update()
        found |= {device.id: device for device in session.scalars(some)}
    return found


def cartons(session: Session, events: Events) -> dict[UUID, Carton]:
    """The cartons that events name, and those of the shipments whose receipt ended."""
    ids = {carton for event in events for carton in getattr(event, "cartons", ())}
    ids |= {event.carton for event in events if hasattr(event, "carton")}
    shipments = {event.shipment for event in events if isinstance(event, s.ShipmentReceived)}
    found: dict[UUID, Carton] = {}
    for chunk in _chunks(sorted(ids)) or [[]]:
        which = or_(Carton.id.in_(chunk), Carton.shipment.in_(shipments))
        found |= {carton.id: carton for carton in session.scalars(select(Carton).where(which))}
    return found


def contents(session: Session, known: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """What is in these cartons."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for chunk in _chunks(sorted(known)):
        rows = select(CartonDevice.carton, CartonDevice.device).where(CartonDevice.carton.in_(chunk))
        for carton, device in session.execute(rows):
            found[carton].add(device)
    return found


def story(session: Session, events: Events, before: int) -> dict[str, list[int]]:
    """The positions of what was told of requests, orders and deliveries that devices join now."""
    subjects = {about for event in events for about in look_back(event)}
    found: dict[str, list[int]] = defaultdict(list)
    for chunk in _chunks(sorted(subjects)):
        rows = select(Entry.subject, Entry.position).where(
            Entry.subject.in_(chunk), Entry.what.in_(BEFORE), Entry.position < before
        )
        for about, position in session.execute(rows):
            found[about].append(position)
    return found


def past(
    session: Session, subjects: Iterable[str], before: int | None, whats: Collection[str] = ()
) -> dict[str, list[Told]]:
    """What was told of these subjects (before a position, or of these kinds), in its order; two statements.

    An entry of many subjects is read once.
    """
    found: dict[str, list[int]] = defaultdict(list)
    for chunk in _chunks(sorted(subjects)):
        rows = select(Mention.key, Mention.position).where(Mention.key.in_(chunk))
        if before is not None:
            rows = rows.where(Mention.position < before)
        if whats:
            rows = rows.join(Entry, Entry.position == Mention.position).where(Entry.what.in_(whats))
        for about, position in session.execute(rows.order_by(Mention.position)):
            found[about].append(position)
    entries = _entries(session, {position for positions in found.values() for position in positions})
    return {about: [(position, entries[position]) for position in positions] for about, positions in found.items()}


def _entries(session: Session, positions: set[int]) -> dict[int, Envelope[Any]]:
    found: dict[int, Envelope[Any]] = {}
    for chunk in _chunks(sorted(positions)):
        entries = session.scalars(select(Entry).where(Entry.position.in_(chunk)))
        found |= {entry.position: entry.envelope() for entry in entries}
    return found


def closing(events: Events) -> set[str]:
    """The cartons that are closed now: services are heard in any order, something may have been told of them before."""
    return {event.subject() for event in events if isinstance(event, w.CartonClosed)}


def rewritten(events: Events, contents: dict[UUID, set[UUID]]) -> set[UUID]:
    """The devices of which something told before is undone, or seen in another light."""
    rewriting = [event for event in events if isinstance(event, REWRITING)]
    cartons = {carton for event in rewriting for carton in getattr(event, "cartons", ())}
    cartons |= {event.carton for event in rewriting if isinstance(event, w.CartonUndone)}
    named = {event.device for event in rewriting if hasattr(event, "device")}
    packed = [event for event in events if isinstance(event, w.CartonClosed) and event.carton in cartons]
    inside = [contents.get(carton, set()) for carton in cartons]
    return named.union(*inside, *({one.device for one in event.devices} for event in packed))


def serials(session: Session, events: Events) -> dict[str, set[UUID]]:
    """The devices that bear the serials which boards found unexpectedly."""
    asked = {event.serial for event in events if isinstance(event, s.DeviceUnexpected)}
    found: dict[str, set[UUID]] = defaultdict(set)
    if asked:
        rows = select(Name.text, Name.subject).where(Name.text.in_(asked), Name.kind == "serial")
        for text, about in session.execute(rows):
            found[text].add(UUID(about.removeprefix("device/")))
    return found


def _chunks(values: Sequence[T]) -> list[Sequence[T]]:
    return [values[start : start + MOST_VALUES] for start in range(0, len(values), MOST_VALUES)]
