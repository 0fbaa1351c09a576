"""What of a service stands still: events that wait to be sent, those that no queue is bound to, parked ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from services.chassis.database import Database
from services.chassis.parking import waiting
from services.chassis.tables import outbox

MOST_KEYS = 10


class Backlog(NamedTuple):
    """`oldest` is when the oldest unsent event was recorded; `unheard` are routing keys that found no queue."""

    unsent: int
    oldest: datetime | None
    unheard: Sequence[str]
    parked: int


def backlog(database: Database) -> Backlog:
    """Three statements, none of which looks at what was sent."""
    unsent = outbox.c.sent_at.is_(None)
    with database.reading() as session:
        count, oldest = session.execute(select(func.count(), func.min(outbox.c.recorded_at)).where(unsent)).one()
        keys = select(outbox.c.routing_key).where(unsent, outbox.c.retry_at.is_not(None)).distinct()
        unheard = session.scalars(keys.order_by(outbox.c.routing_key).limit(MOST_KEYS)).all()
        return Backlog(count, oldest, unheard, waiting(session))
