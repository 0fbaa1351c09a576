"""What the page of a device offers beside the way to a board, and why not where it does not."""

from dataclasses import dataclass

from services.chassis.web.edge import person
from services.contracts.roles import WAREHOUSE, Role
from services.contracts.sentence import Sentence, say
from services.warehouse.model.care import refused
from services.warehouse.model.device import Device
from services.warehouse.model.life import NOT_IN_REPAIR, DeviceState, refusal

MANAGER = say("Only the warehouse's manager does this.")
LABELS = {
    DeviceState.IN_REPAIR: ("repair", say("Put into repair")),
    DeviceState.RETIRED: ("retire", say("Retire for good")),
    DeviceState.WRITTEN_OFF: ("write-off", say("Write off")),
}


@dataclass(frozen=True)
class Offer:
    """One act: its place under the device's, its label, why it is not possible, and whether it asks a reason."""

    act: str
    label: Sentence
    why_not: Sentence | None
    asks_reason: bool = True


def offers(device: Device) -> list[Offer]:
    """All that this person could do with the device, possible or not; nothing to who only reads."""
    if person().role not in WAREHOUSE:
        return []
    return [_repaired(device), *(_offer(device, target) for target in LABELS)]


def _repaired(device: Device) -> Offer:
    in_repair = device.state is DeviceState.IN_REPAIR
    why_not = None if in_repair else refusal(device.name, device.state, NOT_IN_REPAIR).sentence
    return Offer("repaired", say("Repaired"), why_not, asks_reason=False)


def _offer(device: Device, target: DeviceState) -> Offer:
    act, label = LABELS[target]
    why = refused(device, target)
    manages = person().role is Role.WAREHOUSE_MANAGER or target is DeviceState.IN_REPAIR
    return Offer(act, label, (why.sentence if why else None) if manages else MANAGER)
