"""What the log tells an operator at a glance: clocks that breach their target, holes, and how long it is."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.act import now
from services.chassis.metering.gauge import Gauge
from services.portal.model.log import Entry
from services.portal.model.tally import Tally
from services.portal.queries.figures import clocks

RUNNING = "Requests whose clock runs: in time, at risk, late; or stands still, paused."


def gauges(session: Session) -> Sequence[Gauge]:
    """A fixed number of statements; the holes take a look at a row a subject."""
    clock = clocks(session, None, now()).all
    in_time = clock.running - clock.late - clock.at_risk - clock.paused
    standing = {"in_time": in_time, "at_risk": clock.at_risk, "late": clock.late, "paused": clock.paused}
    holes = session.scalar(select(func.count()).select_from(Tally).where(Tally.heard != Tally.told)) or 0
    last, recorded = session.execute(
        select(Entry.position, Entry.recorded_at).order_by(Entry.position.desc()).limit(1)
    ).one_or_none() or (0, None)
    return [
        *(Gauge("clock_running_requests", RUNNING, count, {"clock": name}) for name, count in standing.items()),
        Gauge("clock_breached_requests", "Requests delivered beyond the target of their zone, ever.", clock.breaches),
        Gauge("log_gap_subjects", "Subjects of which events are missing in the log.", holes),
        Gauge("log_entries", "Entries of the permanent log.", last),
        Gauge(
            "log_last_entry_timestamp_seconds",
            "When the last of them was written.",
            recorded.timestamp() if recorded else 0,
        ),
    ]
