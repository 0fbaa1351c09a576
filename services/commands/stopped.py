"""That nothing of a service is at work: its relay, its worker, its web; asked before its database is replaced."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager

import httpx

from services.chassis.broker.figures import figures
from services.chassis.broker.topology import queue_name
from services.chassis.errors import Conflict
from services.chassis.run import running
from services.chassis.settings import Settings
from services.commands.acting import turn_of
from services.contracts.sentence import say
from services.everything import BY_NAME

ANSWER_WITHIN_S = 2.0


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
            stack.enter_context(turn_of(one))
        yield


def _answers(settings: Settings, name: str) -> bool:
    try:
        return httpx.get(f"{settings.url}/{name}/health/live", timeout=ANSWER_WITHIN_S).is_success
    except httpx.TransportError:
        return False
