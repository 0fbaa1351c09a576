"""The warehouse's judge of scans: it loads all at once, judges each in memory, and writes the good ones in one go."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.errors import Conflict, Forbidden, Invalid, Refusal
from services.chassis.scans import Answer, Outcome, Scan, refused
from services.contracts.reference import Model
from services.contracts.roles import Person, Role
from services.contracts.sentence import say
from services.contracts.values import Serial
from services.warehouse.model.device import Device
from services.warehouse.model.life import WORDS, DeviceState
from services.warehouse.scans.actions import ACTIONS, Action
from services.warehouse.scans.choice import choose, content, unknown
from services.warehouse.scans.counting import check_single
from services.warehouse.scans.desk import Desk, given_model
from services.warehouse.scans.label import Label, read
from services.warehouse.scans.load import load


def judge(session: Session, person: Person, scans: Sequence[Scan]) -> Sequence[Answer]:
    """Answer these scans in order; a refused one changes nothing. A constant number of statements for 5 or 500."""
    if person.board is not None:
        raise Forbidden("role.forbidden", say("This station is a board's: it does not scan in the warehouse."))
    labels = [read(scan) for scan in scans]
    desk = load(session, scans, labels)
    desk.manages = person.role is Role.WAREHOUSE_MANAGER
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


def _answer(desk: Desk, scan: Scan, label: Label) -> Answer:
    device = None
    try:
        if scan.action not in ACTIONS:
            raise Invalid("scan.action", say("The warehouse has no such action: choose another."))
        model = given_model(scan)
        device = choose(desk, label, scan.action, model.maker if model else None)
        if model and not device and not label.cartons & desk.by_carton.keys():
            device = _unannounced(desk, scan, label, model)
        action = ACTIONS[scan.action](desk, scan)
        if model and device and device.is_phantom:
            device.be_received_as(model, desk.delivery(scan))
        if device is None and scan.action == "count":
            check_single(label, desk.by_carton)
            return desk.counting.see_unknown(scan, label) or refused(unknown(label))
        return _one(action, device) if device else _all(action, content(desk, label, scan.action))
    except Refusal as refusal:
        return refused(refusal, describe(device) if device else None)


def _one(action: Action, device: Device) -> Answer:
    if action.take(device):
        return Answer(Outcome.DONE, action.tell(device), describe(device))
    before = say("Done before: %(device)s is %(state)s.", device=device.name, state=WORDS[device.state])
    return Answer(Outcome.REPEATED, before, describe(device))


def _all(action: Action, devices: Sequence[Device]) -> Answer:
    taken = sum(action.take(device) for device in devices)
    if taken and action.tell_all:
        return Answer(Outcome.DONE, action.tell_all(taken))
    return Answer(Outcome.REPEATED, say("Done before, with all %(count)s device(s) of it.", count=len(devices)))


def _unannounced(desk: Desk, scan: Scan, label: Label, model: Model) -> Device:
    """A device that no supplier announced, which the person receives under `model`."""
    if label.mistyped:
        raise unknown(label)
    if len(label.serials) != 1:
        raise Conflict("scan.ambiguous", say("Which code is the serial cannot be told: scan the serial alone."))
    # Before it is kept, so that a scan without a good location leaves nothing behind.
    desk.location(scan)
    device = Device(
        id=uuid7(),
        maker=model.maker,
        serial=Serial(label.serials[0]),
        model=model.code,
        type=model.type,
        delivery_id=desk.delivery(scan),
        unexpected=True,
        state=DeviceState.ANNOUNCED,
    )
    desk.add(device)
    return device
