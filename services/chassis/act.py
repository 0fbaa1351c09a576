"""The circumstances of a change: who acts, when, at which station, for which request. Travels with the session."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Act:
    """`actor` is an id (a person's, a station's, or `service:<name>`), never a name. `at`: when it happened, in UTC.

    `seen`: the versions, any of which the actor saw of what he changes; None when he does not say.
    """

    actor: str
    at: datetime
    station: str | None = None
    correlation: UUID | None = None
    traceparent: str | None = None
    seen: frozenset[str] | None = None


def act_of(session: Session) -> Act:
    """The act for which this session's transaction was opened."""
    act: Act = session.info["act"]
    return act


def now() -> datetime:
    """The present moment in UTC, to the millisecond: what the wire and both databases keep alike."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
