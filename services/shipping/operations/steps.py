"""A step of many devices at once: each is asked of the model, all are written in a constant number of statements."""

from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy.orm import Session

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.outbox import Happening
from services.contracts.event import Event
from services.shipping.model import Device
from services.shipping.operations.books import keep_books
from services.shipping.operations.loading import write_alike


def take_steps(
    session: Session, devices: Sequence[Device], move: Callable[[Device], Event], before: Sequence[Happening] = ()
) -> int:
    """Have each device take its step, so that it can be undone; `before` is told first. Returns how many did."""
    at = act_of(session).at
    steps = [undo.step(device, at, partial(move, device)) for device in devices]
    write_alike(devices)
    outbox.record_all(session, [*before, *steps])
    keep_books(session, steps)
    return len(steps)
