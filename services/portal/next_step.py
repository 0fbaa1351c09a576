"""What can be done next with a device, by whom and where: a row a state; and whose last step can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.event import Event
from services.contracts.roles import BOARD, WAREHOUSE, Role
from services.contracts.sentence import Sentence, say
from services.contracts.undone import Undone
from services.portal.model.past import Told
from services.portal.model.state import State
from services.portal.model.step import STEPS

MANAGER, BOARD_MANAGER = frozenset({Role.WAREHOUSE_MANAGER}), frozenset({Role.BOARD_MANAGER})
# `{device}` stands for the device's id.
AT_WAREHOUSE, AT_BOARD = "/warehouse/devices/{device}", "/shipping/devices/{device}"
FLOOR, DESK = "/warehouse/scan?action=", "/shipping/scan?action="


@dataclass(frozen=True)
class Next:
    """A step that these roles may take, at `path`."""

    title: Sentence
    path: str
    roles: frozenset[Role] = WAREHOUSE


ASIDE = Next(say("Set it aside in quarantine"), f"{FLOOR}quarantine")
SHELVE = Next(say("Put it away"), f"{FLOOR}put_away")
REPAIR = Next(say("Put it into repair"), AT_WAREHOUSE)
LOST = Next(say("Report it lost or stolen"), AT_BOARD, BOARD)
BACK = Next(say("Send it back to the reserve"), f"{DESK}send_back", BOARD)
CONFIGURE = Next(say("Configure it"), "/shipping/queue", BOARD)
TAKE_BACK = Next(say("Take it back"), f"{DESK}take_back", BOARD)
FOUND = Next(say("Say that it was found"), f"{DESK}found", BOARD)
INCIDENT = Next(say("Complete the register of incidents"), "/shipping/incidents", BOARD_MANAGER)
RECEIVE = Next(say("Receive it"), f"{FLOOR}receive")
ACCEPT = Next(say("Receive it"), f"{DESK}accept", BOARD)
CLAIM = Next(say("See the report, and claim"), "/warehouse/claims")

NEXT: Mapping[State, Sequence[Next]] = {
    State.NAMED: (RECEIVE,),
    State.RECEIVED: (SHELVE, ASIDE, REPAIR),
    State.QUARANTINED: (Next(say("Release it"), f"{FLOOR}release"), REPAIR),
    State.IN_REPAIR: (Next(say("End its repair"), AT_WAREHOUSE),),
    State.STORED: (Next(say("Pick it for an order"), "/warehouse/orders"), ASIDE, REPAIR),
    State.PICKED: (Next(say("Pack it"), f"{FLOOR}pack"), SHELVE),
    State.PACKED: (Next(say("Load and dispatch its shipment"), "/shipping/shipments?state=ready"),),
    State.IN_TRANSIT: (
        Next(say("Say that its shipment was delivered"), "/shipping/shipments?state=dispatched", BOARD | WAREHOUSE),
    ),
    State.DELIVERED: (ACCEPT,),
    State.AT_BOARD: (CONFIGURE, BACK, LOST),
    State.MISSING: (ACCEPT, CLAIM),
    State.DAMAGED: (BACK, CLAIM),
    State.CONFIGURED: (Next(say("Hand it over"), f"{DESK}hand_over", BOARD), BACK, LOST),
    State.AT_SCHOOL: (TAKE_BACK, Next(say("Lend it to another school"), "/shipping/loans", BOARD), LOST),
    State.ON_LOAN: (TAKE_BACK, LOST),
    State.TAKEN_BACK: (CONFIGURE, BACK, LOST),
    State.LOST: (FOUND, INCIDENT),
    State.STOLEN: (FOUND, INCIDENT),
    State.SENT_ON: (Next(say("Receive it, or see its transfer"), "/shipping/transfers", BOARD),),
    State.SENT_BACK: (RECEIVE, Next(say("Print the papers of the return"), "/shipping/returns", BOARD)),
    State.RETURNED: (Next(say("Wipe it"), f"{FLOOR}wipe"), REPAIR),
    State.WIPED: (SHELVE, REPAIR),
    State.WRITTEN_OFF: (RECEIVE,),
    State.RETIRED: (Next(say("Say that it was destroyed"), AT_WAREHOUSE, MANAGER),),
    State.DESTROYED: (),
}

# Who takes back a step, at whose page; what is not named cannot be taken back from the device.
UNDOERS: Mapping[type[Event], tuple[str, frozenset[Role]]] = {
    **dict.fromkeys(
        (
            w.DeviceReceived,
            w.DeviceStored,
            w.DeviceMoved,
            w.DevicePicked,
            w.DeviceQuarantined,
            w.DeviceReleased,
            w.DeviceWiped,
            w.DeviceRepairStarted,
            w.DeviceRepairEnded,
        ),
        (AT_WAREHOUSE, WAREHOUSE),
    ),
    **dict.fromkeys((w.DeviceRetired, w.DeviceWrittenOff), (AT_WAREHOUSE, MANAGER)),
    **dict.fromkeys(
        (
            s.DeviceAccepted,
            s.DeviceDamaged,
            s.DeviceConfigured,
            s.DeviceHandedOver,
            s.DeviceTakenBack,
            s.DeviceLent,
            s.DeviceSentBack,
            s.DeviceSentOn,
            s.DeviceTransferred,
            s.DeviceLost,
            s.DeviceStolen,
            s.DeviceFound,
        ),
        (AT_BOARD, BOARD),
    ),
}
# After these what was before is not the last step any more.
STEPPING: tuple[type[Event], ...] = (*STEPS, s.ShipmentReceived, Undone)


def steps_for(state: str | None, role: Role) -> list[Next]:
    """What this role may do next with a device in this state, as far as the log tells."""
    return [one for one in NEXT[State(state)] if role in one.roles] if state else []


def undo_page(told: Sequence[Told], role: Role) -> str | None:
    """Where this role may take back the last of a device's entries, by position; the service has the last word."""
    last = next((one[1].data for one in reversed(told) if isinstance(one[1].data, STEPPING)), None)
    path, roles = UNDOERS.get(type(last), ("", frozenset[Role]()))  # type: ignore[arg-type]
    return path if role in roles else None
