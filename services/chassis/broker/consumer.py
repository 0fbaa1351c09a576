"""The consumer's loop: messages go in batches to a handler and are acknowledged after it, until told to stop."""

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence

import structlog

from services.chassis.broker.connection import BrokerAway
from services.chassis.broker.reception import Batch, Reception, receiving
from services.chassis.broker.topology import queue_name
from services.chassis.metering import meters

__all__ = ["BrokerAway", "Handle", "consume"]

SHORTEST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
# A broker that is back is noticed soon: the next attempt is never farther away.
LONGEST_AWAY = 1.0

log = structlog.get_logger()

Handle = Callable[[Sequence[bytes]], Collection[int]]


def consume(
    url: str,
    service: str,
    handle: Handle,
    stop: threading.Event,
    *,
    prefetch: int = 500,
    on_active: Callable[[], None] | None = None,
) -> None:
    """Hand the messages of a service's queue to `handle`, in order, up to `prefetch` at a time, until `stop` is set.

    `handle` gets the bodies and commits its own transaction; the indexes it returns cannot be read and go to
    `reserve.dead`, all others are acknowledged. When it raises, nothing is acknowledged and the same batch is handed
    over again after 0.1 s, then longer, up to 5 s. A crash at any moment brings what was not acknowledged back, in
    order: `handle` must bear a second delivery. A broker that goes away is connected to again, after 0.1 to 1 s; that
    one fell silent is noticed after two heartbeats, 20 s. `handle` may take its time: heartbeats go on.

    Only one consumer of a service is active; others stand by and take over at once. `on_active` is called each time
    this one becomes active (on RabbitMQ, which does not tell: with its first message). Returns within a fraction of a
    second of `stop`, after finishing and acknowledging the batch in hand.
    """
    pauses = _pauses(LONGEST_AWAY)
    while not stop.is_set():
        started = time.monotonic()
        try:
            with receiving(url, queue_name(service), prefetch) as reception:
                _serve(reception, handle, stop, on_active or _nothing)
        except BrokerAway as problem:
            meters.BROKER_LOSSES.labels(service).inc()
            log.warning("broker away", service=service, reason=str(problem))
            if time.monotonic() - started > LONGEST_PAUSE:
                pauses = _pauses(LONGEST_AWAY)
            stop.wait(next(pauses))


def _serve(reception: Reception, handle: Handle, stop: threading.Event, on_active: Callable[[], None]) -> None:
    told = False
    while not stop.is_set():
        batch = reception.gather()
        if reception.active and not told:
            on_active()
            told = True
        if batch:
            unreadable = _handled(reception, batch, handle, stop)
            if unreadable is None:
                return
            reception.settle(batch, unreadable)


def _handled(reception: Reception, batch: Batch, handle: Handle, stop: threading.Event) -> Collection[int] | None:
    # The batch stays in hand between attempts. Giving it back to the broker would bring it straight back here, one
    # delivery nearer to the limit: an hour without a database would then bury good messages.
    bodies = [message.body.encode() if isinstance(message.body, str) else bytes(message.body) for message in batch]
    for pause in _pauses(LONGEST_PAUSE):
        try:
            with reception.keeping_alive():
                return handle(bodies)
        except Exception as error:
            log.error("batch failed", messages=len(batch), again_after_s=pause, exc_info=error)
        reception.rest(pause, stop)
        if stop.is_set():
            break
    return None


def _pauses(longest: float) -> Iterator[float]:
    pause = SHORTEST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, longest)


def _nothing() -> None:
    pass
