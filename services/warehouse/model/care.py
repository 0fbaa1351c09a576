"""What is done to a device beside the way to a board: set aside, repaired, retired, written off, not found."""

from services.chassis.errors import Conflict
from services.contracts.sentence import Sentence
from services.contracts.values import LocationCode
from services.contracts.warehouse import (
    DeviceMoved,
    DeviceQuarantined,
    DeviceReceived,
    DeviceReleased,
    DeviceRepairEnded,
    DeviceRepairStarted,
    DeviceRetired,
    DeviceWrittenOff,
)
from services.warehouse.model.device import Device
from services.warehouse.model.life import (
    AFTER_QUARANTINE,
    ASIDE,
    MOVES,
    NOT_ASIDE,
    NOT_IN_REPAIR,
    REFUSED,
    DeviceState,
    refusal,
)


def quarantine(device: Device, reason: str) -> DeviceQuarantined:
    """Be set aside, with the reason; no stock until released."""
    _become(device, DeviceState.QUARANTINED, reason)
    return DeviceQuarantined(device=device.id, location=device.place, reason=reason)


def release(device: Device) -> DeviceReleased:
    """Leave quarantine and go on from before it; what came back from a board must still be wiped."""
    _go_on(device, DeviceState.QUARANTINED, NOT_ASIDE)
    return DeviceReleased(device=device.id, location=device.place, state=device.state.value)


def start_repair(device: Device, reason: str) -> DeviceRepairStarted:
    """Go into repair, with what is wrong; no stock until it ends."""
    _become(device, DeviceState.IN_REPAIR, reason)
    return DeviceRepairStarted(device=device.id, location=device.place, reason=reason)


def end_repair(device: Device) -> DeviceRepairEnded:
    """Go on from before the repair; what came back from a board must still be wiped."""
    _go_on(device, DeviceState.IN_REPAIR, NOT_IN_REPAIR)
    return DeviceRepairEnded(device=device.id, location=device.place, state=device.state.value)


def retire(device: Device, reason: str) -> DeviceRetired:
    """Leave the reserve for good; nothing holds it any more."""
    _become(device, DeviceState.RETIRED, reason)
    where, device.location = device.place, None
    return DeviceRetired(device=device.id, type=device.type, location=where, reason=reason)


def write_off(device: Device, reason: str) -> DeviceWrittenOff:
    """Not be where it should be; its last location stays answerable, until it is found and received again."""
    _become(device, DeviceState.WRITTEN_OFF, reason)
    return DeviceWrittenOff(device=device.id, type=device.type, location=device.place, reason=reason)


def relocate(device: Device, location: LocationCode) -> DeviceMoved | DeviceReceived:
    """Stand where a count saw it, in the state it is in; what was written off is received again there."""
    if device.state is DeviceState.WRITTEN_OFF:
        return device.receive(location)
    origin, device.location = device.place, location
    return DeviceMoved(device=device.id, origin=origin, location=location)


def refused(device: Device, target: DeviceState) -> Conflict | None:
    """Why the device does not get to this state from where it is; None where it does."""
    if (device.state, target) in MOVES:
        return None
    return refusal(device.name, device.state, ASIDE.get(device.state, REFUSED[target]))


def _become(device: Device, target: DeviceState, reason: str) -> None:
    """Take the step where the table of moves has it, and keep from where the device is to go on afterwards."""
    if (why := refused(device, target)) is not None:
        raise why
    if device.state in AFTER_QUARANTINE:
        device.set_aside_from = device.state
    device.state, device.reason = target, reason


def _go_on(device: Device, aside: DeviceState, refused: Sentence) -> None:
    """Be aside no more, but where that found the device; what stood on a shelf is shelved anew."""
    if device.state is not aside or device.set_aside_from is None:
        raise refusal(device.name, device.state, refused)
    device.state, device.set_aside_from, device.reason = AFTER_QUARANTINE[device.set_aside_from], None, None
