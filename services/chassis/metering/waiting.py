"""What waits where in a service, asked of its database and of the broker when it is scraped."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from services.chassis.act import now
from services.chassis.backlog import backlog
from services.chassis.broker.consumer import BrokerAway
from services.chassis.broker.figures import figures
from services.chassis.broker.topology import DEAD, queue_name
from services.chassis.database import Database
from services.chassis.metering.gauge import Gauge
from services.chassis.service import Service
from services.chassis.tables import inbox


def waiting(service: Service, database: Database, broker: str) -> Sequence[Gauge]:
    """Of both. What is away leaves its own gauges out; the others still stand."""
    return [*_of_database(database), *_of_broker(service, broker)]


def _of_database(database: Database) -> Sequence[Gauge]:
    up = "1 where the service's database answers."
    try:
        found = backlog(database)
        with database.reading() as session:
            taken = session.scalar(select(func.max(inbox.c.taken_at)))
    except SQLAlchemyError:
        return [Gauge("database_up", up, 0)]
    age = (now() - found.oldest).total_seconds() if found.oldest else 0.0
    return [
        Gauge("database_up", up, 1),
        Gauge("outbox_unsent", "Events that wait to be sent.", found.unsent),
        Gauge("outbox_oldest_seconds", "The age of the oldest of them.", age),
        Gauge("inbox_parked", "Events set aside, of which an operator decides.", found.parked),
        Gauge(
            "inbox_last_taken_timestamp_seconds",
            "When the service last took an event; 0 where it never did.",
            taken.timestamp() if taken else 0,
        ),
    ]


def _of_broker(service: Service, broker: str) -> Sequence[Gauge]:
    up = "1 where the broker answers."
    queue = queue_name(service.name)
    try:
        found = figures(broker, [queue, DEAD] if service.everything else [queue])
    except BrokerAway:
        return [Gauge("broker_up", up, 0)]
    declared = Gauge("queue_up", "1 where the broker has the service's queue.", float(queue in found))
    gauges = [Gauge("broker_up", up, 1), declared]
    if queue in found:
        gauges.append(Gauge("inbox_waiting", "Messages of this service not yet dealt with.", found[queue].messages))
        gauges.append(Gauge("inbox_consumers", "Workers that take them, or stand by.", found[queue].consumers))
    if DEAD in found:
        gauges.append(Gauge("dead_letters", "Messages that nobody could read, of all services.", found[DEAD].messages))
    return gauges
