"""The bench by scan: a device or a carton taken to be configured, left again, set aside with what is wrong."""

from scanner.codes import Label
from services.chassis.errors import Conflict
from services.chassis.scans import Answer, Outcome, Scan
from services.contracts.sentence import say
from services.contracts.values import FreeText
from services.shipping.model import Custody
from services.shipping.model.bench import WAITING, leave, set_aside, take
from services.shipping.operations.bench import manages
from services.shipping.scans.answer import done, given, known_device, repeated
from services.shipping.scans.desk import Desk


def take_up(desk: Desk, scan: Scan, label: Label) -> Answer:
    """Nobody else configures it now. Of a carton, all in it that waits and that nobody else has taken."""
    carton = desk.carton(label)
    if carton is None:
        device = known_device(desk, label, Custody.CONFIGURED)
        if device.taken_by == desk.person.actor:
            return repeated(device)
        take(device, desk.person.actor, scan.at)
        return done(device, say("%(serial)s is on your bench.", serial=device.serial))
    free = [one for one in desk.devices_in(carton) if one.state in WAITING and one.taken_by is None and not one.fault]
    if not free:
        raise Conflict("carton.not_waiting", say("Nothing in carton %(code)s waits for you.", code=carton.code))
    for device in free:
        take(device, desk.person.actor, scan.at)
    told = say("Carton %(code)s: %(count)s device(s) on your bench.", code=carton.code, count=len(free))
    return Answer(Outcome.DONE, told)


def put_down(desk: Desk, scan: Scan, label: Label) -> Answer:
    """It waits for anybody again."""
    device = known_device(desk, label, Custody.CONFIGURED)
    leave(device, desk.person.actor, manages(desk.person))
    return done(device, say("%(serial)s waits again.", serial=device.serial))


def fail(desk: Desk, scan: Scan, label: Label) -> Answer:
    """It cannot be configured, as `reason` says."""
    device, reason = known_device(desk, label, Custody.CONFIGURED), given(scan, "reason", FreeText)
    set_aside(device, reason)
    return done(device, say("%(serial)s is set aside.", serial=device.serial))
