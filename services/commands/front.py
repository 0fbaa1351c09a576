"""The web role: processes that answer HTTP for one service, or for all."""

import os
import signal
import threading
from functools import partial
from typing import Any

import structlog

from services.chassis.family import collect_seldom, end_with
from services.chassis.metering.meters import OF_WEB, begin
from services.chassis.metering.telling import forget, tell
from services.chassis.run import gateway, keys, running
from services.chassis.settings import from_environment
from services.chassis.web.processes import serve_in_processes
from services.named import NAMES, named

log = structlog.get_logger()


def run(name: str, role: str) -> None:
    """Answer HTTP for the service of this name, or for `all`, until SIGTERM."""
    settings = from_environment()
    keys(settings)
    serve_in_processes(partial(_door, name, os.getpid()), settings)
    forget(settings.processes, f"{name}-{role}")
    log.info("ended", name=name, role=role)


def _door(name: str, parent: int) -> Any:
    """The application of a web process, whose commits are told to the relays."""
    end_with(parent, signal.SIGKILL)
    names = [name] if name in NAMES else NAMES
    settings = from_environment()
    services = [running(named(one), settings) for one in names]
    telling = partial(tell, settings.processes, f"{name}-web", threading.Event())
    threading.Thread(target=telling, daemon=True).start()
    for one in services:
        begin(one.service.name, OF_WEB)
        threading.Thread(target=one.hints, args=(threading.Event(),), daemon=True).start()
    door = gateway({one.service.name: one.application() for one in services})
    collect_seldom()
    log.info("web process ready", name=name, pid=os.getpid())
    return door
