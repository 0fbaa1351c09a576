"""One scan of a carton: the step of every device in it that is ready, and how that is answered."""

from collections.abc import Callable
from functools import partial

from scanner.codes import Label
from services.chassis import undo
from services.chassis.errors import Conflict
from services.chassis.scans import Answer, Outcome, Scan
from services.contracts.event import Event
from services.contracts.sentence import say
from services.shipping.model import Custody, Device
from services.shipping.scans.desk import Desk
from services.shipping.scans.starts import GONE


def step_carton(
    desk: Desk, scan: Scan, label: Label, wanted: Custody, move: Callable[[Device], Event]
) -> Answer | None:
    """The step of all in the carton on the label that are ready for it; None where the label names no carton.

    Raises `Conflict` where nothing in it is ready, and nothing did this step before.
    """
    carton = desk.carton(label)
    if carton is None:
        return None
    devices = desk.devices_in(carton)
    ready = [device for device in devices if device.may(wanted) and device.state not in GONE]
    if not ready and any(device.state is wanted for device in devices):
        return Answer(Outcome.REPEATED, say("Carton %(code)s: already done.", code=carton.code))
    if not ready:
        raise Conflict("carton.not_ready", say("Nothing in carton %(code)s is ready for that step.", code=carton.code))
    desk.take([undo.step(device, scan.at, partial(move, device)) for device in ready])
    return Answer(
        Outcome.DONE, say("Carton %(code)s: done for %(count)s device(s).", code=carton.code, count=len(ready))
    )
