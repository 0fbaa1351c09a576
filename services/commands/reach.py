"""The site on which a command plays: the one that answers at its address already, or one that it starts itself."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx

from services.chassis.run import keys
from services.chassis.settings import Settings
from services.commands.jobs import join, start, stop_on_signals
from services.commands.process import whole
from services.commands.terminal import stop_with
from services.contracts.sentence import say

# On real servers nine processes begin at once, each with its imports: a busy machine takes its time over that.
ANSWERS_WITHIN_S = 60.0
LOOK_S = 0.1


@contextmanager
def site_running(settings: Settings) -> Iterator[tuple[threading.Event, bool]]:
    """For the block; whether it is ours, and the event that a signal sets, which ends it. Raises where none answers."""
    stop = stop_on_signals()
    threads = [] if answers(settings) else start(whole(settings), stop)
    try:
        _wait(settings)
        yield stop, bool(threads)
    finally:
        stop.set()
        join(threads, stop)


def reachable(settings: Settings) -> Settings:
    """The settings as they are; with a free port instead when another program, or another Reserve, holds theirs."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((settings.host, settings.port))
        except OSError:
            return settings if answers(settings) else replace(settings, port=_free_port(settings.host))
    return settings


def answers(settings: Settings, get: Callable[..., httpx.Response] = httpx.get) -> bool:
    """Whether this installation, and no other Reserve, already answers at its address."""
    try:
        told = get(f"{settings.url}/portal/health/live", timeout=2).json()
    except (httpx.HTTPError, ValueError):
        return False
    return bool(told == {"status": "live", "installation": keys(settings).installation})


def _wait(settings: Settings) -> None:
    looking = threading.Event()
    # One for all looks: each made anew reads the certificates that a machine trusts.
    with httpx.Client() as http:
        for _ in range(int(ANSWERS_WITHIN_S / LOOK_S)):
            if answers(settings, http.get):
                return
            looking.wait(LOOK_S)
    raise stop_with(say("%(url)s does not answer.", url=settings.url))


def _free_port(host: str) -> int:
    with socket.socket() as door:
        door.bind((host, 0))
        port: int = door.getsockname()[1]
    return port
