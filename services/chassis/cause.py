"""Which of the events just heard an event follows from: so that it bears their trace, though they come in batches."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.contracts.envelope import Envelope
from services.contracts.event import Event

CAUSES = "causes"


class Causes:
    """The traces of a run of events, by what they are about. Where all have one trace, that is everybody's."""

    def __init__(self, envelopes: Sequence[Envelope[Any]]) -> None:
        self._by_thing = {
            thing: one.traceparent for one in envelopes if one.traceparent for thing in _things(one.subject, one.data)
        }
        traces = {one.traceparent for one in envelopes}
        self._only = traces.pop() if len(traces) == 1 else None

    def of(self, event: Event) -> str | None:
        """The trace of the event that this one follows from; None where nobody can tell."""
        things = _things(event.subject(), event)
        return self._only or next((self._by_thing[one] for one in things if one in self._by_thing), None)


def follow(session: Session, envelopes: Sequence[Envelope[Any]]) -> None:
    """What is recorded from now on follows from these."""
    session.info[CAUSES] = Causes(envelopes)


def trace_behind(session: Session, event: Event) -> str | None:
    """The trace that an event takes over from what was heard; None where nothing was."""
    causes = session.info.get(CAUSES)
    return causes.of(event) if causes else None


def _things(subject: str, event: Event) -> Iterator[Any]:
    """What an event is about: its subject first, then every other thing that it names."""
    yield subject
    named: Iterable[Any] = (getattr(event, name) for name in type(event).model_fields)
    yield from (one for one in named if isinstance(one, UUID))
