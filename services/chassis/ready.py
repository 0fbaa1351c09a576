"""What keeps a service from work: its database, its migrations, the broker and the queue that it should have there."""

from sqlalchemy.exc import SQLAlchemyError

from services.chassis import migrate
from services.chassis.broker.consumer import BrokerAway
from services.chassis.broker.topology import missing
from services.chassis.database import Database
from services.chassis.service import Service


def lacking(service: Service, database: Database, broker: str) -> list[str]:
    """What keeps the service from work, in words; empty when it is ready."""
    return [*_lacking_in_database(service, database), *_lacking_on_broker(service, broker)]


def _lacking_in_database(service: Service, database: Database) -> list[str]:
    try:
        return [f"migrations: {name} is behind" for name in migrate.behind(database, service)]
    except SQLAlchemyError:
        return ["database: cannot be reached"]


def _lacking_on_broker(service: Service, broker: str) -> list[str]:
    try:
        return [f"broker: {what}" for what in missing(broker, {service.name: service.bindings})]
    except BrokerAway:
        return ["broker: cannot be reached"]
