"""Health and figures of a running service, for those who operate it."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from services.chassis.act import now
from services.chassis.backlog import backlog
from services.chassis.broker.consumer import BrokerAway, depth
from services.chassis.database import Database
from services.chassis.ready import lacking
from services.chassis.service import Service
from services.chassis.web.edge import edge
from services.chassis.web.rule import bare


def health(service: Service, database: Database, broker: str) -> Blueprint:
    """`/<service>/health/live`, `/health/ready` and `/metrics`. The edge proxy keeps them from the public."""
    pages = Blueprint("health", __name__, url_prefix=f"/{service.name}")

    @pages.get("/health/live")
    @bare()
    def live() -> ResponseReturnValue:
        return jsonify(status="live", installation=edge().keys.installation)

    @pages.get("/health/ready")
    @bare()
    def ready() -> ResponseReturnValue:
        missing = lacking(service, database, broker)
        return jsonify(status="ready" if not missing else "not ready", missing=missing), 503 if missing else 200

    @pages.get("/metrics")
    @bare()
    def metrics() -> ResponseReturnValue:
        return Response(_metrics(service, database, broker), content_type=CONTENT_TYPE_LATEST)

    return pages


def _metrics(service: Service, database: Database, broker: str) -> bytes:
    """What waits where. What is away leaves its own figures out; the others still stand."""
    registry = CollectorRegistry()
    for name, value in (_of_database(database) | _of_broker(service, broker)).items():
        Gauge(f"reserve_{name}", name.replace("_", " "), ["service"], registry=registry).labels(service.name).set(value)
    return generate_latest(registry)


def _of_database(database: Database) -> dict[str, float]:
    try:
        found = backlog(database)
    except SQLAlchemyError:
        return {"database_up": 0}
    return {
        "database_up": 1,
        "outbox_unsent": found.unsent,
        "outbox_oldest_seconds": (now() - found.oldest).total_seconds() if found.oldest else 0.0,
        "inbox_parked": found.parked,
    }


def _of_broker(service: Service, broker: str) -> dict[str, float]:
    try:
        return {"inbox_waiting": depth(broker, service.name), "broker_up": 1}
    except BrokerAway:
        return {"broker_up": 0}
