"""What the page of a device offers beside the way to a board, and why not where it does not."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.chassis.act import now
from services.chassis.web.edge import person
from services.contracts.care import PROVES, REASONS, CareAct
from services.contracts.roles import WAREHOUSE, Role
from services.contracts.sentence import Sentence, say
from services.warehouse.model.care import refused
from services.warehouse.model.count_place import QUEBEC
from services.warehouse.model.device import Device
from services.warehouse.model.life import NOT_IN_REPAIR, DeviceState, refusal

MANAGER = say("Only the warehouse's manager does this.")
LABELS = {
    DeviceState.IN_REPAIR: (CareAct.REPAIR, say("Put into repair")),
    DeviceState.RETIRED: (CareAct.RETIRE, say("Retire for good")),
    DeviceState.DESTROYED: (CareAct.DESTROY, say("Say that it was destroyed")),
    DeviceState.WRITTEN_OFF: (CareAct.WRITE_OFF, say("Write off")),
}


@dataclass(frozen=True)
class Offer:
    """One act, its label, and why it is not possible."""

    act: CareAct
    label: Sentence
    why_not: Sentence | None

    @property
    def place(self) -> str:
        """Where its form is sent, under the device's page."""
        return self.act.value.replace("_", "-")

    @property
    def asks_reason(self) -> bool:
        return self.act is not CareAct.REPAIRED

    @property
    def asks_paper(self) -> bool:
        return self.act in PROVES


def reasons_for(act: CareAct) -> Sequence[tuple[str, Sentence]]:
    """The codes and words of the reasons that may be given today for an act."""
    today = now().astimezone(QUEBEC).date()
    return [(one.code, one.words) for one in REASONS.values() if one.fits(act, today)]


def offers(device: Device) -> list[Offer]:
    """All that this person could do with the device, possible or not; nothing to who only reads."""
    if person().role not in WAREHOUSE:
        return []
    return [_repaired(device), *(_offer(device, target) for target in LABELS)]


def _repaired(device: Device) -> Offer:
    in_repair = device.state is DeviceState.IN_REPAIR
    why_not = None if in_repair else refusal(device.name, device.state, NOT_IN_REPAIR).sentence
    return Offer(CareAct.REPAIRED, say("Repaired"), why_not)


def _offer(device: Device, target: DeviceState) -> Offer:
    act, label = LABELS[target]
    why = refused(device, target)
    manages = person().role is Role.WAREHOUSE_MANAGER or target is DeviceState.IN_REPAIR
    return Offer(act, label, (why.sentence if why else None) if manages else MANAGER)
