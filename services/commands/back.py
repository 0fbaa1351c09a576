"""The roles behind the web: the worker, which hears events, and the relay, which takes them to the broker."""

from functools import partial

import structlog

from services.chassis.alive import Watched, sign_of
from services.chassis.family import collect_seldom
from services.chassis.metering.door import answer_http
from services.chassis.metering.key import key_of
from services.chassis.metering.meters import OF_RELAY, OF_WORKER, begin
from services.chassis.metering.telling import tell
from services.chassis.run import Running, running
from services.chassis.settings import from_environment, notify_address
from services.commands.jobs import Job, join, start, stop_on_signals
from services.named import named

log = structlog.get_logger()


def run(name: str, role: str) -> None:
    """Run the worker or the relay of this service until SIGTERM; what is in hand is finished."""
    one = running(named(name), from_environment())
    stop = stop_on_signals()
    begin(name, OF_WORKER if role == "worker" else OF_RELAY)
    watched = Watched(stop, sign_of(one.settings.var, name, role), notify_address())
    beside = start({"hints": one.hints, **_telling(one, role)}, stop)
    try:
        one.wait_for_database(watched)
        collect_seldom()
        if role == "worker":
            beside += start(one.jobs, stop)
        job = one.worker if role == "worker" else one.relay
        job(watched)
    finally:
        stop.set()
        watched.end()
        join(beside, stop)
        one.database.close()
    log.info("ended", name=name, role=role)


def _telling(one: Running, role: str) -> dict[str, Job]:
    """By what this process tells what it counted: a web process of its machine, and, where it is set, Prometheus."""
    name, address = one.service.name, one.settings.metrics_address
    jobs: dict[str, Job] = {"metrics": partial(tell, one.settings.processes, f"{name}-{role}")}
    if address:
        jobs["metrics door"] = partial(answer_http, name, f"{name}-{role}-0", address, key_of(one.settings))
    return jobs
