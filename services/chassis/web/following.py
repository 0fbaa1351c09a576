"""Each request followed: its id and its trace in every line of the log that it causes, and how long it took.

A path is told as its route's template, and a query not at all: people type names and numbers into both.
"""

import re
import time

import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, reset_contextvars
from uuid_utils.compat import uuid7

from services.chassis.metering import meters
from services.chassis.trace import trace_of, traceparent_of
from services.chassis.web.lane import STACK

# An id that a proxy gives: a UUID, with or without its dashes. Nothing else, for it stands in our logs.
GIVEN = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
NOWHERE = "none"
# Asked every few seconds by machines.
QUIET = ("/health/live", "/health/ready", "/metrics")

log = structlog.get_logger()


def follow(app: Flask) -> None:
    """Have every request of the application followed."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.began = time.perf_counter()
        g.request_id = given if GIVEN.fullmatch(given) else str(uuid7())
        g.traceparent = traceparent_of(request.headers.get("traceparent", ""))
        trace = trace_of(g.traceparent)
        g.bound = bind_contextvars(service=app.name, request=g.request_id, trace=trace)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "-")
        took = time.perf_counter() - g.get("began", time.perf_counter())
        # A method may be any word where no route takes it.
        found = request.url_rule
        asked = (request.method, found.rule) if found else (NOWHERE, NOWHERE)
        _count(app.name, *asked, response.status_code, took)
        _tell(*asked, response.status_code, took)
        return response

    @app.teardown_request
    def over(_error: BaseException | None) -> None:
        reset_contextvars(**g.pop("bound", {}))


def _count(service: str, method: str, route: str, status: int, took: float) -> None:
    meters.REQUESTS.labels(service, method, route, f"{status // 100}xx").observe(took)
    if scans := g.get("scans"):
        meters.SCAN_REQUESTS.labels(service, "stack" if scans > STACK else "single").observe(took)
        meters.SCANS_TOGETHER.labels(service).observe(scans)


def _tell(method: str, route: str, status: int, took: float) -> None:
    person, told = g.get("person"), log.debug if route.endswith(QUIET) else log.info
    told(
        "request",
        method=method,
        route=route,
        status=status,
        ms=round(took * 1000, 1),
        actor=person.actor if person else None,
        code=g.get("refused"),
        scans=g.get("scans"),
    )
