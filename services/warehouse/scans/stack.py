"""What one scan stands for many by: a supplier's carton or pallet, or a return shipment, that the label names."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from scanner.codes import Kind, Label, Reading
from services.chassis.errors import Conflict
from services.chassis.scans import Scan
from services.contracts.sentence import Sentence, say
from services.warehouse.model.carton_state import NEXT
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.scans.choice import unknown
from services.warehouse.scans.desk import Desk, given
from services.warehouse.scans.label import cartons_on, returns_on

# What it holds when it is received or put away: what was taken out of it since is elsewhere.
HOLDS: Mapping[str, frozenset[DeviceState]] = {
    "receive": frozenset({DeviceState.ANNOUNCED, DeviceState.RECEIVED}),
    "put_away": frozenset({DeviceState.RECEIVED, DeviceState.STORED}),
}
GONE_ON = say("All %(count)s device(s) of %(code)s were received before, and have gone on since: none is left in it.")
NOTHING = say("Nothing of this carton or pallet is to be received or put away now: scan its devices one by one.")
TWO = say("%(code)s is announced in several deliveries, %(numbers)s: choose the one that came, then scan it again.")


class Stack(NamedTuple):
    """The code of the label, the devices that the act is about, how many were announced in it, and whether it is a
    pallet; `late` is the number of its delivery where that was closed before."""

    code: Reading
    devices: Sequence[Device]
    announced: int
    is_pallet: bool
    late: str | None


def stacks_on(desk: Desk, label: Label) -> Sequence[Reading]:
    """The codes of a label that name a supplier's carton or pallet."""
    return [one for one in cartons_on(label) if desk.is_stack(one.value)]


def content_of(desk: Desk, label: Label) -> Sequence[Device]:
    """The devices of the return shipment, or those announced in the carton or pallet, that the label names."""
    if sent_back := _sent_back(desk, label):
        return sent_back.devices
    values = dict.fromkeys(one.value for one in stacks_on(desk, label))
    return [device for value in values for device in _members(desk, value)]


def stack(desk: Desk, scan: Scan, label: Label) -> Stack:
    """The carton or pallet that the label names. Raises `NotFound`, or `Conflict` where none of it fits, where it may
    be of two deliveries, or where the carton is one of ours: each says what to do."""
    if sent_back := _sent_back(desk, label) if scan.action == "receive" else None:
        return sent_back
    codes = stacks_on(desk, label)
    if not codes:
        _check_ours(desk, label)
    if not codes or scan.action not in HOLDS:
        raise unknown(label)
    members = content_of(desk, label)
    if scan.action == "receive":
        members = _of_one_delivery(desk, scan, codes[0].value, members)
    found = [device for device in members if device.state in HOLDS[scan.action]]
    if not found:
        raise _empty(scan, codes[0].value, members)
    lots = [desk.lots.get(device.delivery_id) for device in found]
    late = next((lot.number for lot in lots if lot and not lot.open), None)
    return Stack(codes[0], found, len(members), codes[0].value not in desk.by_carton, late)


def stack_as_it_came(desk: Desk, label: Label) -> Stack | None:
    """The carton or pallet that the label names with all that was announced in it; None where it names none."""
    codes = stacks_on(desk, label)
    if not codes:
        return None
    devices = content_of(desk, label)
    return Stack(codes[0], devices, len(devices), codes[0].value not in desk.by_carton, None)


def _sent_back(desk: Desk, label: Label) -> Stack | None:
    """What a board sent back in the return shipment that the label names."""
    for one in returns_on(label):
        if one.value in desk.by_return:
            devices = desk.by_return[one.value]
            return Stack(one, devices, len(devices), False, None)
    return None


def _members(desk: Desk, code: str) -> Sequence[Device]:
    return desk.by_carton[code] if code in desk.by_carton else desk.by_pallet.get(code, ())


def _of_one_delivery(desk: Desk, scan: Scan, code: str, members: Sequence[Device]) -> Sequence[Device]:
    """Those of the delivery that is named; else of the one that still waits for them, an open one before a closed."""
    named = desk.named_deliveries.get(given(scan, "delivery"))
    ours = [device for device in members if named and device.delivery_id == named.id]
    if ours:
        return ours
    waiting = {device.delivery_id for device in members if device.state is DeviceState.ANNOUNCED}
    waiting = {one for one in waiting if desk.is_receiving(one)} or waiting
    if len(waiting) > 1:
        raise Conflict("scan.two_deliveries", Sentence(TWO.msgid, {"code": code, "numbers": _numbers(desk, waiting)}))
    return [device for device in members if device.delivery_id in waiting] if waiting else members


def _numbers(desk: Desk, deliveries: set[UUID | None]) -> str:
    return ", ".join(sorted(desk.lots[one].number for one in deliveries if one in desk.lots))


def _empty(scan: Scan, code: str, members: Sequence[Device]) -> Conflict:
    if scan.action == "receive":
        return Conflict("scan.carton", Sentence(GONE_ON.msgid, {"count": len(members), "code": code}))
    return Conflict("scan.carton", NOTHING)


def _check_ours(desk: Desk, label: Label) -> None:
    for one in label.of(Kind.CARTON):
        if (carton := desk.named_cartons.get(one.value)) is not None:
            raise Conflict("scan.own_carton", Sentence(NEXT[carton.state].msgid, {"code": carton.code}))
