"""Commands that run the whole reserve: its set-up, and everything at once."""

from functools import partial

import click

from services.chassis import logs
from services.chassis.family import collect_seldom
from services.chassis.metering.meters import OF_RELAY, OF_WEB, OF_WORKER, begin
from services.chassis.metering.telling import tell as tell_metrics
from services.chassis.run import gateway, prepare, running
from services.chassis.settings import Settings, for_child, from_environment
from services.chassis.web.processes import must_be_free
from services.chassis.web.threaded import listen, serve
from services.commands.children import Child, keep_running
from services.commands.jobs import Job, join, start, stop_on_signals
from services.commands.terminal import tell
from services.contracts.sentence import say
from services.everything import SERVICES


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
    logs.configure(role="site")
    settings = from_environment()
    prepare(SERVICES, settings)
    jobs = whole(settings)
    collect_seldom()
    stop = stop_on_signals()
    threads = start(jobs, stop)
    tell(say("The reserve answers at %(url)s. Ctrl-C stops it.", url=settings.url))
    join(threads, stop)


def whole(settings: Settings) -> dict[str, Job]:
    """The jobs of a whole reserve: on real servers one, which keeps a process for each role; else `everything`."""
    if not settings.on_servers:
        return everything(settings)
    must_be_free(settings)
    roles = [(service.name, role) for service in SERVICES for role in ("worker", "relay")]
    environment = for_child(settings)
    children = [Child(arguments, environment) for arguments in (("all", "web"), *roles)]
    return {"children": partial(keep_running, children)}


def everything(settings: Settings) -> dict[str, Job]:
    """Every job of a reserve in one process, by name: `web`, `metrics`; for each service `worker`, `relay`, `hints` and
    its own.

    The web's address is taken at once. Raises `Conflict` where it cannot be had.
    """
    services = [running(service, settings) for service in SERVICES]
    for service in SERVICES:
        begin(service.name, (*OF_WEB, *OF_RELAY, *OF_WORKER))
    door = gateway({one.service.name: one.application() for one in services})
    jobs: dict[str, Job] = {"web": partial(serve, listen(door, settings))}
    jobs["metrics"] = partial(tell_metrics, settings.processes, "all-site")
    for one in services:
        jobs |= {f"{one.service.name} worker": one.worker, f"{one.service.name} relay": one.relay}
        jobs[f"{one.service.name} hints"] = one.hints
        jobs |= {f"{one.service.name} {name}": job for name, job in one.jobs.items()}
    return jobs
