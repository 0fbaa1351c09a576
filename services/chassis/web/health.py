"""Health of a running service, for those who operate it."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from services.chassis.database import Database
from services.chassis.ready import lacking
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
        missing = lacking(service, database, broker)
        return jsonify(status="ready" if not missing else "not ready", missing=missing), 503 if missing else 200

    return pages
