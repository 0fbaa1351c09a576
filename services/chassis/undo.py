"""Undo, one pattern for every noun: the last event of a subject is kept, with what it changed where that matters.

A step that may be undone by its change is told through `step`: the outbox keeps, in the row of the subject that it
numbers anyway, the event's id and the columns before and after. Of every other event it keeps the id alone, which is
enough where the states of a noun alone decide what an undo leads to. The next event of the subject replaces either;
what was undone is not undone again. Facts are never altered: taking back records an event of its own, `<noun> undone`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, ClassVar, Protocol
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, class_mapper

from services.chassis.errors import Conflict, Refusal
from services.chassis.outbox import Change, Happening
from services.chassis.tables import subject
from services.contracts.event import Event
from services.contracts.sentence import Sentence, say

NOTHING = say("There is no step to undo here: the last one was undone already, or cannot be.")
MOVED_ON = say("This has moved on since its last step, which can no longer be undone.")


class Steps(Protocol):
    """A row that takes steps; `STEPPING` names the columns that a step may change."""

    STEPPING: ClassVar[tuple[str, ...]]


@dataclass(frozen=True)
class LastEvent:
    """The last event told of a subject: its id, its noun and verb."""

    event: UUID
    what: str


@dataclass(frozen=True)
class LastStep(LastEvent):
    """The last step told of a subject, where it can be undone: with the row before and after it."""

    change: Change


@dataclass(frozen=True)
class Undoing:
    """What can be taken back: the last step's noun and verb (None for one that nobody told), or why it cannot."""

    step: str | None
    why: Sentence | None = None

    @property
    def possible(self) -> bool:
        return self.why is None


def ask(step: str | None, check: Callable[[], object]) -> Undoing:
    """Whether `step` can be taken back, as `check`, the rule of its undo, says by what it raises."""
    try:
        check()
    except Refusal as refusal:
        return Undoing(step, refusal.sentence)
    return Undoing(step)


def step(row: Steps, at: datetime, move: Callable[[], Event]) -> Happening:
    """Have `row` take a step that can be undone; what `move` refuses goes on to the caller."""
    before = snapshot(row)
    event = move()
    return Happening(event, at, Change(before, snapshot(row)))


def last_steps(session: Session, names: Collection[str]) -> dict[str, LastStep]:
    """By subject (`device/<id>`), the last steps that can still be undone; one statement."""
    if not names:
        return {}
    found = select(subject).where(subject.c.name.in_(sorted(names)), subject.c.change.is_not(None))
    return {row.name: LastStep(row.event_id, row.what, Change(**row.change)) for row in session.execute(found)}


def last_step(session: Session, name: str) -> LastStep | None:
    """The last step of one subject, if it can still be undone."""
    return last_steps(session, [name]).get(name)


def last_events(session: Session, names: Collection[str]) -> dict[str, LastEvent]:
    """By subject, the last events told, whether they can be undone or not; one statement."""
    if not names:
        return {}
    found = select(subject).where(subject.c.name.in_(sorted(names)), subject.c.event_id.is_not(None))
    return {row.name: LastEvent(row.event_id, row.what) for row in session.execute(found)}


def last_event(session: Session, name: str) -> LastEvent | None:
    """The last event told of one subject, whether it can be undone or not."""
    return last_events(session, [name]).get(name)


def check(row: Steps, last: LastStep | None) -> LastStep:
    """The step, when `row` stands as it left it. Raises `Conflict`: `undo.nothing`, or `undo.moved_on`."""
    if last is None:
        raise Conflict("undo.nothing", NOTHING)
    now = snapshot(row)
    # A column that a later release added is in no older step.
    if any(now[name] != value for name, value in last.change.after.items()):
        raise Conflict("undo.moved_on", MOVED_ON)
    return last


def put_back(row: Steps, before: Mapping[str, Any]) -> None:
    """Give the columns the values of this snapshot. The caller has asked `check`, and its own rules."""
    columns = class_mapper(type(row)).columns
    for name, value in before.items():
        setattr(row, name, _revived(columns[name].type.python_type, value))


def forget(session: Session, names: Collection[str]) -> None:
    """Keep of these subjects no more what their last steps changed: none of them can be undone. One statement."""
    session.execute(update(subject).where(subject.c.name.in_(sorted(names))).values(change=None))


def snapshot(row: Steps) -> dict[str, Any]:
    """The columns that a step may change, as JSON keeps them."""
    return {name: _plain(getattr(row, name)) for name in row.STEPPING}


def _plain(value: Any) -> Any:
    if value is None or type(value) is str:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        # As it comes back from the database: a scan's moment has its station's zone.
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | str) else value


def _revived(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    return kind(value) if issubclass(kind, Enum | UUID) else value
