"""Which device a label means: the one that all it says agrees with, or a refusal; never a guess."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from scanner.codes import Kind, Label, Reading
from services.chassis.errors import Conflict, Invalid, NotFound, Refusal
from services.chassis.scans import Scan
from services.contracts.sentence import say
from services.warehouse.model.device import Device
from services.warehouse.scans.desk import Desk
from services.warehouse.scans.expected import expectations
from services.warehouse.scans.label import MISTYPED, has_mistyped, makers_on, tags_on


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
