"""The warehouse's judge of scans: it loads all at once, judges each in memory, and writes the good ones in one go."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from scanner.codes import Label, Makers, Reading
from services.chassis.errors import Conflict, Forbidden, Invalid, Refusal
from services.chassis.scans import Answer, Outcome, Scan, label_of, refused, traced
from services.chassis.station.fits import hinted
from services.contracts.reference import Model
from services.contracts.roles import Person, Role
from services.contracts.sentence import say
from services.contracts.values import Serial
from services.warehouse.model.device import Device
from services.warehouse.model.life import WORDS, DeviceState
from services.warehouse.model.receiving import be_received_as
from services.warehouse.scans.action import Action
from services.warehouse.scans.actions import ACTIONS
from services.warehouse.scans.choice import Named, choose, unknown
from services.warehouse.scans.counting import check_whole
from services.warehouse.scans.desk import Desk, given_model
from services.warehouse.scans.expected import STARTS
from services.warehouse.scans.label import has_mistyped, serials_on
from services.warehouse.scans.load import load
from services.warehouse.scans.modes import MODES
from services.warehouse.scans.stack import Stack, content_of, stack, stack_as_it_came


def judge(session: Session, person: Person, scans: Sequence[Scan], makers: Makers) -> Sequence[Answer]:
    """Answer these scans in order; a refused one changes nothing. A constant number of statements for 5 or 500."""
    if person.board is not None:
        raise Forbidden("role.forbidden", say("This station is a board's: it does not scan in the warehouse."))
    labels = [label_of(scan, makers) for scan in scans]
    desk = load(session, scans, labels)
    desk.manages, desk.actor = person.role is Role.WAREHOUSE_MANAGER, person.actor
    answers = [_answer(desk, scan, label) for scan, label in zip(scans, labels, strict=True)]
    desk.tally.write(session)
    desk.counting.write(session)
    return answers


def describe(device: Device) -> dict[str, Any]:
    """What a station shows of a device."""
    return {
        "id": str(device.id),
        "maker": device.maker,
        "serial": device.serial,
        "type": device.type,
        "state": device.state.value,
        "location": device.location,
    }


def _shown(device: Device, scan: Scan) -> dict[str, Any]:
    """What is shown of it; who counts is not shown where and how it stands by the records."""
    blind = {"state": None, "location": None} if scan.action == "count" else {}
    return describe(device) | blind


@traced
def _answer(desk: Desk, scan: Scan, label: Label) -> Answer:
    device = code = None
    try:
        if scan.action not in ACTIONS:
            raise Invalid("scan.action", say("The warehouse has no such action: choose another."))
        model = given_model(scan)
        device, code = choose(desk, scan, label, model.maker if model else None) or (None, None)
        if model and not device and not content_of(desk, label):
            device, code = _unannounced(desk, scan, label, model)
        action = ACTIONS[scan.action](desk, scan)
        if model and device and device.is_phantom:
            be_received_as(device, model, desk.delivery(scan))
        if device is None and scan.action == "count":
            return _counted(desk, scan, label, action)
        return _one(action, scan, device, code) if device else _all(action, stack(desk, scan, label))
    except Refusal as refusal:
        answer = refused(refusal, _shown(device, scan) if device else None, code)
        about = [device] if device else content_of(desk, label)
        # Who counts is told no mode that would fit: that would say how it stands by the records.
        states = set() if scan.action == "count" else {one.state for one in about}
        return hinted(answer, scan.action, states, STARTS, MODES)


def _counted(desk: Desk, scan: Scan, label: Label, action: Action) -> Answer:
    """What a label that names no single device comes to in a count: a whole carton, or something not known here."""
    found = stack_as_it_came(desk, label)
    if found is None:
        return desk.counting.see_unknown(scan, label, desk.said_location(scan)) or refused(unknown(label))
    check_whole(found.devices)
    return _all(action, found)


def _one(action: Action, scan: Scan, device: Device, code: Reading | None) -> Answer:
    if action.take(device):
        return Answer(Outcome.DONE, action.tell(device), _shown(device, scan), took=code)
    before = say("Done before: %(device)s is %(state)s.", device=device.name, state=WORDS[device.state])
    told = action.tell_again(device) if action.tell_again else before
    return Answer(Outcome.REPEATED, told, _shown(device, scan), took=code)


def _all(action: Action, many: Stack) -> Answer:
    taken = sum(action.take(device) for device in many.devices)
    if taken and action.tell_all:
        return Answer(Outcome.DONE, action.tell_all(many, taken), took=many.code)
    before = say("Done before, with all %(count)s device(s) of it.", count=len(many.devices))
    before = action.tell_again(many.devices[0]) if action.tell_again else before
    return Answer(Outcome.REPEATED, before, took=many.code)


def _unannounced(desk: Desk, scan: Scan, label: Label, model: Model) -> Named:
    """A device that no supplier announced, which the person receives under `model`."""
    if has_mistyped(label):
        raise unknown(label)
    serials = serials_on(label, model.maker)
    if len(serials) != 1:
        raise Conflict("scan.ambiguous", say("Which code is the serial cannot be told: scan the serial alone."))
    # Before it is kept, so that a scan without a good location leaves nothing behind.
    desk.location(scan)
    device = Device(
        id=uuid7(),
        maker=model.maker,
        serial=Serial(serials[0].value),
        model=model.code,
        type=model.type,
        delivery_id=desk.delivery(scan),
        unexpected=True,
        state=DeviceState.ANNOUNCED,
    )
    desk.add(device)
    return Named(device, serials[0])
