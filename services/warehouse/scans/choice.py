"""Which device a label means: the one that all it says agrees with, or a refusal; never a guess."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from scanner.codes import Kind, Label, Reading
from services.chassis.errors import Conflict, Invalid, NotFound, Refusal
from services.chassis.scans import Scan
from services.contracts.sentence import Sentence, say
from services.warehouse.model.carton_state import NEXT
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.scans.desk import Desk
from services.warehouse.scans.expected import expectations
from services.warehouse.scans.label import MISTYPED, cartons_on, has_mistyped, makers_on, returns_on, tags_on

# What a supplier's carton holds when it is received or put away: what was taken out of it since is elsewhere.
IN_CARTON: Mapping[str, frozenset[DeviceState]] = {
    "receive": frozenset({DeviceState.ANNOUNCED, DeviceState.RECEIVED}),
    "put_away": frozenset({DeviceState.RECEIVED, DeviceState.STORED}),
}


class Named(NamedTuple):
    """A device, and the code of the label that names it."""

    device: Device
    code: Reading


def choose(desk: Desk, scan: Scan, label: Label, maker: str | None = None) -> Named | None:
    """The one device that the label names, of this maker where one is given, or None when it names none that is known.

    Of several, the model on the label decides, then what the act expects. Raises `Conflict` where several are left.
    """
    found = [one for one in devices_named(desk, label) if maker in (None, one.device.maker)]
    makers = makers_on(label)
    for fits in (lambda device: device.maker in makers, *expectations(desk, scan)):
        if len(found) > 1:
            found = [one for one in found if fits(one.device)] or found
    if len(found) > 1:
        raise Conflict(
            "scan.ambiguous",
            say("This label may be that of %(count)s devices: scan the model's code with it.", count=len(found)),
        )
    return found[0] if found else None


def content(desk: Desk, label: Label, action: str) -> tuple[Reading, Sequence[Device]]:
    """The return shipment or supplier's carton that the label names, and its devices. Raises `NotFound`, or `Conflict`
    when none fits or the carton is one of ours: each says what to do."""
    for one in returns_on(label):
        if one.value in desk.by_return and action == "receive":
            return one, desk.by_return[one.value]
    cartons = [one for one in cartons_on(label) if one.value in desk.by_carton]
    if not cartons:
        _check_ours(desk, label)
    if not cartons or action not in IN_CARTON:
        raise unknown(label)
    members = content_of(desk, label)
    found = [device for device in members if device.state in IN_CARTON[action]]
    if not found:
        raise Conflict(
            "scan.carton", say("Nothing of this carton is to be received or put away now: scan its devices one by one.")
        )
    return cartons[0], found


def _check_ours(desk: Desk, label: Label) -> None:
    for one in label.of(Kind.CARTON):
        if (carton := desk.named_cartons.get(one.value)) is not None:
            raise Conflict("scan.own_carton", Sentence(NEXT[carton.state].msgid, {"code": carton.code}))


def content_of(desk: Desk, label: Label) -> Sequence[Device]:
    """The devices of the return shipment or supplier's carton that the label names; none where it names none."""
    sent_back = [device for one in returns_on(label) for device in desk.by_return.get(one.value, ())]
    values = dict.fromkeys(one.value for one in cartons_on(label) if one.value in desk.by_carton)
    return sent_back or [device for value in values for device in desk.by_carton[value]]


def unknown(label: Label) -> Refusal:
    """The refusal of a label that names nothing here."""
    if has_mistyped(label):
        return Invalid("scan.mistyped", MISTYPED)
    return NotFound(
        "scan.unknown",
        say("This label is not known here: scan another of its codes, or receive the device under its model."),
    )


def devices_named(desk: Desk, label: Label) -> list[Named]:
    """Who is named by an asset tag or a serial; a tag decides between devices of one serial.

    What no serial of the label names may be known by a text as it stands there: a supplier may give an IMEI as serial.
    """
    tagged = {device.id: Named(device, tag) for tag in tags_on(label) for device in desk.by_tag.get(tag.value, ())}
    decided = {one.device.serial for one in tagged.values()}
    serials = [one for one in label.serials if one.value not in decided]
    return [*tagged.values(), *_of(desk, serials)] or _of(desk, label.plain)


def _of(desk: Desk, codes: Iterable[Reading]) -> list[Named]:
    serials = [replace(code, kind=Kind.SERIAL) for code in codes]
    return [Named(device, code) for code in serials for device in desk.by_serial.get(code.value, ())]
