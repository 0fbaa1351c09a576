"""Commands that run the services: set-up, everything in one process, one role of one service."""

import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import click
import structlog

from services.chassis import logs
from services.chassis.family import collect_seldom, end_with
from services.chassis.run import Running, gateway, keys, prepare, running
from services.chassis.settings import Settings, for_child, from_environment
from services.chassis.web.processes import must_be_free, serve_in_processes
from services.chassis.web.threaded import listen, serve
from services.commands.children import Child, keep_running
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
    """Start the whole reserve until Ctrl-C: in one process, or on real servers each role in its own."""
    logs.configure()
    settings = from_environment()
    prepare(SERVICES, settings)
    jobs = whole(settings)
    collect_seldom()
    stop = stop_on_signals()
    threads = start(jobs, stop)
    tell(say("The reserve answers at %(url)s. Ctrl-C stops it.", url=settings.url))
    join(threads, stop)


@click.command()
@click.argument("name", type=click.Choice([*sorted(BY_NAME), ALL]))
@click.argument("role", type=click.Choice(["web", "worker", "relay"]))
@click.option("--with", "parent", type=int, help="End when this process, which started it, ends.")
def run(name: str, role: str, parent: int | None) -> None:
    """Run one role of one service, until SIGTERM; `all web` is one door for every service."""
    if name == ALL and role != "web":
        raise click.UsageError("all goes with web alone: a worker and a relay are one service's.")
    if parent is not None:
        end_with(parent)
    logs.configure()
    settings = from_environment()
    if role == "web":
        keys(settings)
        serve_in_processes(partial(_door, name, os.getpid()), settings)
    else:
        _run_role(running(BY_NAME[name], settings), role)
    log.info("ended", name=name, role=role)


def _door(name: str, parent: int) -> Any:
    """The application of a web process, whose commits are told to the relays."""
    end_with(parent, signal.SIGKILL)
    services = [running(service, from_environment()) for service in SERVICES if name in (service.name, ALL)]
    for one in services:
        threading.Thread(target=one.hints, args=(threading.Event(),), daemon=True).start()
    door = gateway({one.service.name: one.application() for one in services})
    collect_seldom()
    log.info("web process ready", name=name, pid=os.getpid())
    return door


def _run_role(one: Running, role: str) -> None:
    stop = stop_on_signals()
    hints = start({"hints": one.hints}, stop)
    try:
        one.wait_for_database(stop)
        collect_seldom()
        _role(one, role)(stop)
    finally:
        stop.set()
        join(hints, stop)
        one.database.close()


def whole(settings: Settings) -> dict[str, Job]:
    """The jobs of a whole reserve: on real servers one, which keeps a process for each role; else `everything`."""
    if not settings.on_servers:
        return everything(settings)
    must_be_free(settings)
    roles = [(service.name, role) for service in SERVICES for role in ("worker", "relay")]
    environment = for_child(settings)
    children = [Child(arguments, environment) for arguments in ((ALL, "web"), *roles)]
    return {"children": partial(keep_running, children)}


def everything(settings: Settings) -> dict[str, Job]:
    """Every job of a reserve in one process, by name: `web`, and `<service> worker`, `relay` and `hints` for each.

    The web's address is taken at once. Raises `Conflict` where it cannot be had.
    """
    services = [running(service, settings) for service in SERVICES]
    door = gateway({one.service.name: one.application() for one in services})
    jobs: dict[str, Job] = {"web": partial(serve, listen(door, settings))}
    for one in services:
        jobs |= {f"{one.service.name} {role}": _role(one, role) for role in ("worker", "relay")}
        jobs[f"{one.service.name} hints"] = one.hints
    return jobs


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
