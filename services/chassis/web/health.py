"""Health of a running service, for those who operate it."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from services.chassis import migrate
from services.chassis.broker.consumer import BrokerAway
from services.chassis.broker.topology import missing
from services.chassis.database import Database
from services.chassis.service import Service
from services.chassis.web.edge import edge
from services.chassis.web.rule import bare


def health(service: Service, database: Database, broker: str) -> Blueprint:
    """`/<service>/health/live`, and `/health/ready`, which names what is missing."""
    pages = Blueprint("health", __name__, url_prefix=f"/{service.name}")

    @pages.get("/health/live")
    @bare()
    def live() -> ResponseReturnValue:
        return jsonify(status="live", installation=edge().keys.installation)

    @pages.get("/health/ready")
    @bare()
    def ready() -> ResponseReturnValue:
        lacking = _lacking(service, database, broker)
        return jsonify(status="ready" if not lacking else "not ready", missing=lacking), 503 if lacking else 200

    return pages


def _lacking(service: Service, database: Database, broker: str) -> list[str]:
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
