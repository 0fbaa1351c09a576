"""What is done to a device beside the way to a board: wiped, set aside, repaired, retired, destroyed, written off."""

from services.chassis.errors import Conflict
from services.contracts.care import Outcome, Proof
from services.contracts.sentence import Sentence
from services.contracts.values import LocationCode
from services.contracts.warehouse import (
    DeviceDestroyed,
    DeviceMoved,
    DeviceQuarantined,
    DeviceReceived,
    DeviceReleased,
    DeviceRepairEnded,
    DeviceRepairStarted,
    DeviceRetired,
    DeviceWiped,
    DeviceWrittenOff,
)
from services.warehouse.model.device import Device
from services.warehouse.model.grounds import Grounds
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
from services.warehouse.model.receiving import receive


def wipe(device: Device, proof: Proof | None = None) -> DeviceWiped:
    """Have its last user's data wiped, as a certificate proves: only now may it be shelved again."""
    device.check_move(DeviceState.WIPED)
    device.state = DeviceState.WIPED
    return DeviceWiped(device=device.id, location=device.place, proof=proof)


def quarantine(device: Device, grounds: Grounds) -> DeviceQuarantined:
    """Be set aside, with the reason; no stock until released."""
    _become(device, DeviceState.QUARANTINED, grounds)
    return DeviceQuarantined(device=device.id, location=device.place, reason=grounds.text, why=grounds.why)


def release(device: Device) -> DeviceReleased:
    """Leave quarantine and go on from before it; what came back from a board must still be wiped."""
    _go_on(device, DeviceState.QUARANTINED, NOT_ASIDE)
    return DeviceReleased(device=device.id, location=device.place, state=device.state.value)


def start_repair(device: Device, grounds: Grounds) -> DeviceRepairStarted:
    """Go into repair, with what is wrong; no stock until it ends."""
    _become(device, DeviceState.IN_REPAIR, grounds)
    return DeviceRepairStarted(
        device=device.id, location=device.place, reason=grounds.text, why=grounds.why, proof=grounds.proof
    )


def end_repair(device: Device, outcome: Outcome = Outcome.REPAIRED) -> DeviceRepairEnded:
    """Go on from before the repair, however that ended; what came back from a board must still be wiped."""
    _go_on(device, DeviceState.IN_REPAIR, NOT_IN_REPAIR)
    return DeviceRepairEnded(device=device.id, location=device.place, state=device.state.value, outcome=outcome)


def retire(device: Device, grounds: Grounds) -> DeviceRetired:
    """Leave the reserve for good; nothing holds it any more."""
    _become(device, DeviceState.RETIRED, grounds)
    where, device.location = device.place, None
    told = {"reason": grounds.text, "why": grounds.why}
    return DeviceRetired(device=device.id, type=device.type, location=where, proof=grounds.proof, **told)


def destroy(device: Device, grounds: Grounds) -> DeviceDestroyed:
    """Be destroyed, as the certificate among the grounds proves: nothing follows."""
    proof = grounds.certificate()
    _become(device, DeviceState.DESTROYED, grounds)
    return DeviceDestroyed(device=device.id, type=device.type, reason=grounds.text, why=grounds.why, proof=proof)


def write_off(device: Device, grounds: Grounds) -> DeviceWrittenOff:
    """Not be where it should be; its last location stays answerable, until it is found and received again."""
    _become(device, DeviceState.WRITTEN_OFF, grounds)
    told = {"reason": grounds.text, "why": grounds.why}
    return DeviceWrittenOff(device=device.id, type=device.type, location=device.place, **told)


def relocate(device: Device, location: LocationCode) -> DeviceMoved | DeviceReceived:
    """Stand where a count saw it, in the state it is in; what was written off is received again there."""
    if device.state is DeviceState.WRITTEN_OFF:
        return receive(device, location)
    origin, device.location = device.place, location
    return DeviceMoved(device=device.id, origin=origin, location=location)


def refused(device: Device, target: DeviceState) -> Conflict | None:
    """Why the device does not get to this state from where it is; None where it does."""
    if (device.state, target) in MOVES:
        return None
    return refusal(device.name, device.state, ASIDE.get(device.state, REFUSED[target]))


def _become(device: Device, target: DeviceState, grounds: Grounds) -> None:
    """Take the step where the table of moves has it, and keep from where the device is to go on afterwards."""
    if (why := refused(device, target)) is not None:
        raise why
    if device.state in AFTER_QUARANTINE:
        device.set_aside_from = device.state
    device.state, device.reason = target, grounds.text or None


def _go_on(device: Device, aside: DeviceState, refused: Sentence) -> None:
    """Be aside no more, but where that found the device; what stood on a shelf is shelved anew."""
    if device.state is not aside or device.set_aside_from is None:
        raise refusal(device.name, device.state, refused)
    device.state, device.set_aside_from, device.reason = AFTER_QUARANTINE[device.set_aside_from], None, None
