"""The roles behind the web: the worker, which hears events, and the relay, which takes them to the broker."""

import structlog

from services.chassis.alive import Watched, sign_of
from services.chassis.family import collect_seldom
from services.chassis.run import running
from services.chassis.settings import from_environment, notify_address
from services.commands.jobs import join, start, stop_on_signals
from services.named import named

log = structlog.get_logger()


def run(name: str, role: str) -> None:
    """Run the worker or the relay of this service until SIGTERM; what is in hand is finished."""
    one = running(named(name), from_environment())
    stop = stop_on_signals()
    watched = Watched(stop, sign_of(one.settings.var, name, role), notify_address())
    beside = start({"hints": one.hints}, stop)
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
