"""A device's journey, and the story of any other subject: the entries that mention it, as a reader may see them."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.trace import trace_of
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.sentence import Sentence, say
from services.portal.detail import detail
from services.portal.model.device import Device
from services.portal.model.log import Entry
from services.portal.model.mention import Concern, Mention, Name
from services.portal.model.past import Told
from services.portal.model.subject import key, place
from services.portal.queries.label import NUMBERED, labels
from services.portal.queries.whereabouts import Whereabouts, whereabouts

# A statement takes a limited number of values.
MOST_VALUES = 10_000


@dataclass(frozen=True)
class Undoing:
    """Who took a step back, when, and why; `position` is that entry's own."""

    position: int
    at: datetime
    who: str
    reason: str


@dataclass(frozen=True)
class Step:
    """One entry for a reader. `at` is when it happened; `place` the key of where, `where` what people call that.

    `about` is the key of what it is told of, and `called` its name, in the story of something else.
    """

    position: int
    at: datetime
    recorded_at: datetime
    who: str
    what: str
    about: str | None
    called: str | None
    place: str | None
    where: str | None
    detail: Sentence | None
    undone: Undoing | None
    # The trace under which logs tell of it: of a scan, the scan's id.
    trace: str | None


@dataclass(frozen=True)
class Journey:
    """A device and all that happened to it, in order of time; `told` are the same entries, by position."""

    device: Whereabouts
    steps: Sequence[Step]
    told: Sequence[Told]


def journey(session: Session, device_id: UUID, scope: str | None) -> Journey:
    """The journey as `scope` may see it: a board sees what happened for it and in the warehouse, not at another board.

    Raises `NotFound` when there is no such device, or it never was that board's.
    """
    device = session.get(Device, device_id)
    if device is None:
        raise _unknown()
    must_be_seen(session, key("device", device_id), scope, known=True)
    entries = session.scalars(mentioning(key("device", device_id), scope).order_by(Entry.time, Entry.position))
    read = _read(entries)
    told = sorted(((entry.position, envelope) for entry, envelope in read), key=lambda one: one[0])
    return Journey(whereabouts(session, [device], scope)[0], _steps(session, read), told)


def story(
    session: Session, subject: str, scope: str | None, before: int | None, limit: int
) -> tuple[Sequence[Step], int | None]:
    """A page of what mentions a subject, newest first, and the position to go on from. Raises `NotFound`."""
    must_be_seen(session, subject, scope)
    told = mentioning(subject, scope).order_by(Mention.position.desc()).limit(limit + 1)
    if before is not None:
        told = told.where(Mention.position < before)
    found = session.scalars(told).all()
    shown = found[:limit]
    others = _others(session, {entry.subject for entry in shown} - {subject}, scope)
    return _steps(session, _read(shown), others), found[limit - 1].position if len(found) > limit else None


def trace(session: Session, code: str) -> Sequence[Journey]:
    """The journeys of the devices that bear this serial or asset tag; several when makers' serials collide."""
    named = select(Name.subject).where(Name.text == code.strip().upper(), Name.kind.in_(("serial", "asset_tag")))
    ids = {UUID(subject.removeprefix("device/")) for subject in session.scalars(named)}
    return [journey(session, device, None) for device in sorted(ids)]


def _others(session: Session, subjects: set[str], scope: str | None) -> set[str]:
    """Of these subjects, the ones with a number for people, and of a board's reader its own alone."""
    numbered = {one for one in subjects if one.startswith(NUMBERED)}
    if scope is None:
        return numbered
    return set(session.scalars(select(Concern.subject).where(Concern.subject.in_(numbered), Concern.board == scope)))


def _read(entries: Iterable[Entry]) -> list[tuple[Entry, Envelope[Event]]]:
    return [(entry, entry.envelope()) for entry in entries]


def _steps(
    session: Session, read: Sequence[tuple[Entry, Envelope[Event]]], others: Set[str] = frozenset()
) -> Sequence[Step]:
    undone = _undone(session, [entry.event_id for entry, _ in read])
    places = {where for _, told in read if (where := place(told.data))}
    called = labels(session, places | others)
    return [
        Step(
            position=entry.position,
            at=entry.time,
            recorded_at=entry.recorded_at,
            who=entry.actor,
            what=entry.what,
            about=entry.subject if entry.subject in others else None,
            called=called.get(entry.subject) if entry.subject in others else None,
            place=place(told.data),
            where=called[place(told.data) or ""] if place(told.data) else None,
            detail=detail(told.data),
            undone=undone.get(entry.event_id),
            trace=trace_of(told.traceparent),
        )
        for entry, told in read
    ]


def actors(told: Iterable[Step]) -> set[str]:
    """Everyone whose name may be shown beside these steps."""
    return {who for step in told for who in (step.who, step.undone.who if step.undone else step.who)}


def _undone(session: Session, events: Sequence[UUID]) -> dict[UUID, Undoing]:
    """By the id of an event that was taken back: by whom, when and why. What was told of it has passed on then."""
    found: dict[UUID, Undoing] = {}
    for start in range(0, len(events), MOST_VALUES):
        for entry in session.scalars(select(Entry).where(Entry.undoes.in_(events[start : start + MOST_VALUES]))):
            reason = getattr(entry.envelope().data, "reason", "")
            found[entry.undoes or entry.event_id] = Undoing(entry.position, entry.time, entry.actor, reason)
    return found


def mentioning(subject: str, scope: str | None) -> Select[Entry]:
    """The entries that mention a subject, as `scope` may see them."""
    found = select(Entry).join(Mention, Mention.position == Entry.position).where(Mention.key == subject)
    return found if scope is None else found.where(or_(Entry.board.is_(None), Entry.board == scope))


def must_be_seen(session: Session, subject: str, scope: str | None, known: bool = False) -> None:
    """Raise `NotFound` where nothing mentions a subject, unless it is `known`, and of another board's alike."""
    known = known or session.scalar(select(Mention.position).where(Mention.key == subject).limit(1)) is not None
    if known and scope is not None:
        known = session.get(Concern, (subject, scope)) is not None
    if not known:
        raise _unknown()


def _unknown() -> NotFound:
    return NotFound("subject.unknown", say("Nothing is known here under this number."))
