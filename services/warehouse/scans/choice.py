"""Which device a label means: the one that all it says agrees with, or a refusal; never a guess."""

from collections.abc import Mapping, Sequence

from services.chassis.errors import Conflict, Invalid, NotFound, Refusal
from services.contracts.sentence import say
from services.warehouse.model.count_result import PRESENT
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState, origins
from services.warehouse.scans.desk import Desk
from services.warehouse.scans.label import MISTYPED, Label


def _around(*targets: DeviceState) -> frozenset[DeviceState]:
    return frozenset(targets).union(*(origins(target) for target in targets))


# Where a device may stand for an action, done before included: if two makers share a serial, this may tell them apart.
# A device in quarantine is released, one in repair repaired, before anything else.
ASIDE = frozenset({DeviceState.QUARANTINED, DeviceState.IN_REPAIR})
POSSIBLE: Mapping[str, frozenset[DeviceState]] = {
    "receive": _around(DeviceState.RECEIVED, DeviceState.RETURNED) - ASIDE,
    "put_away": _around(DeviceState.STORED),
    "pick": _around(DeviceState.PICKED),
    "pack": _around(DeviceState.PACKED),
    "wipe": _around(DeviceState.WIPED) - ASIDE,
    "quarantine": _around(DeviceState.QUARANTINED),
    "release": frozenset({DeviceState.QUARANTINED}),
    "undo": frozenset(DeviceState) - {DeviceState.ANNOUNCED},
    "repair": _around(DeviceState.IN_REPAIR),
    "repaired": frozenset({DeviceState.IN_REPAIR}),
    "count": PRESENT,
}

# What a supplier's carton holds when it is received or put away: what was taken out of it since is elsewhere.
IN_CARTON: Mapping[str, frozenset[DeviceState]] = {
    "receive": frozenset({DeviceState.ANNOUNCED, DeviceState.RECEIVED}),
    "put_away": frozenset({DeviceState.RECEIVED, DeviceState.STORED}),
}


def choose(desk: Desk, label: Label, action: str, maker: str | None = None) -> Device | None:
    """The one device that the label names, of this maker where one is given, or None when it names none that is known.

    Raises `Conflict` for several.
    """
    found = [device for device in _named(desk, label) if maker in (None, device.maker)]
    if len(found) > 1 and label.makers:
        found = [device for device in found if device.maker in label.makers] or found
    if len(found) > 1 and len({device.serial for device in found}) == 1:
        found = [device for device in found if device.state in POSSIBLE[action]] or found
    if len(found) > 1:
        raise Conflict(
            "scan.ambiguous",
            say("This label may be that of %(count)s devices: scan the model's code with it.", count=len(found)),
        )
    return found[0] if found else None


def content(desk: Desk, label: Label, action: str) -> Sequence[Device]:
    """The devices of the supplier's carton that the label names. Raises `NotFound`, or `Conflict` when none fits."""
    members = [device for code in label.cartons for device in desk.by_carton.get(code, ())]
    if not members or action not in IN_CARTON:
        raise unknown(label)
    found = [device for device in members if device.state in IN_CARTON[action]]
    if not found:
        raise Conflict(
            "scan.carton", say("Nothing of this carton is to be received or put away now: scan its devices one by one.")
        )
    return found


def unknown(label: Label) -> Refusal:
    """The refusal of a label that names nothing here."""
    if label.mistyped:
        return Invalid("scan.mistyped", MISTYPED)
    return NotFound(
        "scan.unknown",
        say("This label is not known here: scan another of its codes, or receive the device under its model."),
    )


def _named(desk: Desk, label: Label) -> list[Device]:
    """Who is named by an asset tag or a serial; a tag decides between devices of one serial."""
    tagged = {device.id: device for tag in label.tags for device in desk.by_tag.get(tag, ())}
    decided = {device.serial for device in tagged.values()}
    others = [device for serial in label.serials if serial not in decided for device in desk.by_serial.get(serial, ())]
    return [*tagged.values(), *others]
