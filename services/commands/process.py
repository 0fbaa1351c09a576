"""Commands that run the services: set-up, everything in one process, one role of one service."""

import signal
import threading
from collections.abc import Callable, Sequence
from functools import partial

import click
import structlog

from services.chassis import logs
from services.chassis.run import Running, gateway, listen, prepare, running, serve
from services.chassis.settings import Settings, from_environment
from services.commands.terminal import tell
from services.contracts.sentence import say
from services.everything import BY_NAME, SERVICES

RETRY_S = 1.0
ALL = "all"

log = structlog.get_logger()

Job = Callable[[threading.Event], None]


@click.command()
def setup() -> None:
    """Make keys, databases and the broker's topology; a second call changes nothing."""
    logs.configure("warning")
    settings = from_environment()
    prepare(SERVICES, settings)
    tell(say("Ready, under %(folder)s.", folder=settings.var))


@click.command()
def up() -> None:
    """Start the whole reserve in one process, until Ctrl-C."""
    logs.configure()
    settings = from_environment()
    prepare(SERVICES, settings)
    jobs = everything(settings)
    stop = stop_on_signals()
    threads = start(jobs, stop)
    tell(say("The reserve answers at %(url)s. Ctrl-C stops it.", url=settings.url))
    join(threads, stop)


@click.command()
@click.argument("name", type=click.Choice([*sorted(BY_NAME), ALL]))
@click.argument("role", type=click.Choice(["web", "worker", "relay"]))
def run(name: str, role: str) -> None:
    """Run one role of one service, until SIGTERM; `all web` is one door for every service."""
    if name == ALL and role != "web":
        raise click.UsageError("all goes with web alone: a worker and a relay are one service's.")
    logs.configure()
    settings = from_environment()
    stop = stop_on_signals()
    services = [running(service, settings) for service in SERVICES if name in (service.name, ALL)]
    job = _web(services, settings) if role == "web" else _role(services[0], role)
    hints = start(_hints(services), stop)
    try:
        if role != "web":
            services[0].wait_for_database(stop)
        job(stop)
    finally:
        stop.set()
        join(hints, stop)
        for one in services:
            one.database.close()
    log.info("ended", name=name, role=role)


def everything(settings: Settings) -> dict[str, Job]:
    """Every job of a whole reserve, by name: `web`, and `<service> worker` and `<service> relay` for each service.

    The web's address is taken at once. Raises `Conflict` where it cannot be had.
    """
    services = [running(service, settings) for service in SERVICES]
    jobs: dict[str, Job] = {"web": _web(services, settings)}
    for one in services:
        jobs |= {f"{one.service.name} {role}": _role(one, role) for role in ("worker", "relay")}
    return jobs | _hints(services)


def _web(services: Sequence[Running], settings: Settings) -> Job:
    door = gateway({one.service.name: one.application() for one in services})
    return partial(serve, listen(door, settings))


def _hints(services: Sequence[Running]) -> dict[str, Job]:
    return {f"{one.service.name} hints": one.hints for one in services}


def start(jobs: dict[str, Job], stop: threading.Event) -> list[threading.Thread]:
    """Start jobs as threads of this process; each ends after `stop` is set."""
    threads = [threading.Thread(target=_kept, args=(name, job, stop), name=name) for name, job in jobs.items()]
    for thread in threads:
        thread.start()
    return threads


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and Ctrl-C set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def join(threads: list[threading.Thread], stop: threading.Event) -> None:
    """Wait for `stop`, then for every thread to finish what it has in hand."""
    stop.wait()
    for thread in threads:
        thread.join()


def _role(one: Running, role: str) -> Job:
    return one.worker if role == "worker" else one.relay


def _kept(name: str, job: Job, stop: threading.Event) -> None:
    """Run a job; a fault in it is told and the job started again: one thread's end must not go unseen."""
    while not stop.is_set():
        try:
            job(stop)
        except Exception as error:
            log.error("thread failed", name=name, exc_info=error)
            stop.wait(RETRY_S)
