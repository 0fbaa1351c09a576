"""That nothing of a service is at work: its relay, its worker, its web; asked before its database is replaced."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from time import sleep

import httpx
from sqlalchemy import text

from services.chassis.broker.figures import figures
from services.chassis.broker.topology import queue_name
from services.chassis.errors import Conflict
from services.chassis.run import Running, running
from services.chassis.settings import Settings
from services.commands.acting import turn_of
from services.contracts.sentence import say
from services.everything import BY_NAME

ANSWER_WITHIN_S = 2.0
LOOKS, LOOK_S = 10, 0.1
SESSIONS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name = 'reserve' AND pid <> pg_backend_pid()"
)


@contextmanager
def all_stopped(settings: Settings, names: Sequence[str]) -> Iterator[None]:
    """The block runs in the place of these services' relays. Raises `Conflict` where anything of them is at work."""
    found = figures(settings.broker, [queue_name(name) for name in names])
    for name in names:
        if (queue := found.get(queue_name(name))) and queue.consumers:
            raise Conflict(
                "worker.active", say("A worker of %(service)s is at work: stop it for so long.", service=name)
            )
        if _answers(settings, name):
            raise Conflict("web.active", say("The web of %(service)s is at work: stop it for so long.", service=name))
    with ExitStack() as stack:
        for name in names:
            one = running(BY_NAME[name], settings)
            stack.enter_context(closing(one.database))
            _require_left(one)
            stack.enter_context(turn_of(one))
        yield


def _require_left(one: Running) -> None:
    """On PostgreSQL a web on another machine shows by its sessions; one that has just ended may show for a moment."""
    if one.database.engine.dialect.name == "sqlite":
        return
    with one.database.engine.connect() as connection:
        for _ in range(LOOKS):
            if not connection.execute(SESSIONS).scalar_one():
                return
            # Else the server shows the same state of its sessions again.
            connection.rollback()
            sleep(LOOK_S)
    held = say("Processes of %(service)s hold its database: stop them for so long.", service=one.service.name)
    raise Conflict("database.held", held)


def _answers(settings: Settings, name: str) -> bool:
    try:
        return httpx.get(f"{settings.url}/{name}/health/live", timeout=ANSWER_WITHIN_S).is_success
    except httpx.TransportError:
        return False
