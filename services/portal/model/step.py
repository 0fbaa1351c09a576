"""What each event makes of a device: from which states on, to which state, in whose hands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.event import Event
from services.portal.model.state import HANDED, HERE, LEAVING, State

Holder = tuple[str | None, str | None]
NOBODY: Holder = (None, None)


@dataclass(frozen=True)
class Step:
    """What an event makes of a device that is in one of `after`: its state and its holder; None keeps each.

    Lost, stolen, missing and written off keep the last holder as answerable; a retired or destroyed device has none.

    Services tell independently, so their events may cross. Custody passes at two points only: packed, to shipping;
    received as returned, to the warehouse. What the other side tells outside of these comes late and changes nothing.
    """

    state: State | None
    holder: Callable[[Any], Holder | None]
    after: frozenset[State]


def _located(event: Any) -> Holder:
    return "location", str(event.location)


def _boarded(event: Any) -> Holder:
    return "board", str(event.board)


def _shipped(event: Any) -> Holder:
    return "shipment", str(event.shipment)


def _kept(_: Any) -> None:
    return None


def _handed_over(event: s.DeviceHandedOver) -> Holder:
    return ("school", str(event.school)) if event.school else ("loan", str(event.loan))


STEPS: dict[type[Event], Step] = {
    w.DeviceReceived: Step(State.RECEIVED, _located, HERE),
    w.DeviceStored: Step(State.STORED, _located, HERE),
    w.DeviceMoved: Step(None, _located, HERE),
    w.DeviceQuarantined: Step(State.QUARANTINED, _located, HERE),
    w.DeviceReleased: Step(None, _located, HERE),
    w.DeviceWiped: Step(State.WIPED, _located, HERE),
    w.DeviceRepairStarted: Step(State.IN_REPAIR, _located, HERE),
    w.DeviceRepairEnded: Step(None, _located, HERE),
    w.DeviceRetired: Step(State.RETIRED, lambda _: NOBODY, HERE),
    w.DeviceDestroyed: Step(State.DESTROYED, lambda _: NOBODY, HERE),
    w.DeviceWrittenOff: Step(State.WRITTEN_OFF, _located, HERE),
    # Put into a carton without a scan, and found at a board: what it does there is shipping's from now on.
    w.DeviceIdentified: Step(State.DELIVERED, _shipped, HERE),
    w.DevicePicked: Step(State.PICKED, lambda event: ("request", str(event.request)), HERE),
    w.CartonClosed: Step(State.PACKED, lambda event: ("carton", str(event.carton)), HERE),
    s.ShipmentDispatched: Step(State.IN_TRANSIT, _shipped, LEAVING),
    s.ShipmentDelivered: Step(State.DELIVERED, _shipped, LEAVING | {State.IN_TRANSIT}),
    s.DeviceAccepted: Step(State.AT_BOARD, _boarded, LEAVING | HANDED),
    s.DeviceMissing: Step(State.MISSING, _kept, LEAVING | HANDED),
    # Missing until it is told how it came, which is next.
    s.DeviceTurnedUp: Step(State.MISSING, _kept, LEAVING | HANDED),
    s.DeviceDamaged: Step(State.DAMAGED, _boarded, LEAVING | HANDED),
    s.DeviceConfigured: Step(State.CONFIGURED, _boarded, LEAVING | HANDED),
    s.DeviceHandedOver: Step(None, _handed_over, LEAVING | HANDED),
    s.DeviceTakenBack: Step(State.TAKEN_BACK, _boarded, LEAVING | HANDED),
    s.DeviceLent: Step(State.AT_SCHOOL, lambda event: ("school", str(event.school)), LEAVING | HANDED),
    s.DeviceLost: Step(State.LOST, _kept, LEAVING | HANDED),
    s.DeviceStolen: Step(State.STOLEN, _kept, LEAVING | HANDED),
    s.DeviceFound: Step(State.TAKEN_BACK, _boarded, LEAVING | HANDED),
    s.DeviceSentOn: Step(State.SENT_ON, lambda event: ("transfer", str(event.transfer)), LEAVING | HANDED),
    s.DeviceTransferred: Step(State.AT_BOARD, _boarded, LEAVING | HANDED),
    s.DeviceUnreturned: Step(State.TAKEN_BACK, _boarded, LEAVING | HANDED),
    s.DeviceSentBack: Step(State.SENT_BACK, lambda event: ("return", str(event.shipment)), LEAVING | HANDED),
}


def state_after(event: Event) -> State | None:
    """The state that an event makes of a device: as the event itself says, else as its step; None keeps the state."""
    match event:
        case w.DeviceReceived(returned=True):
            return State.RETURNED
        case w.DeviceReceived() | w.DeviceReleased() | w.DeviceRepairEnded():
            return State(event.state)
        case s.DeviceHandedOver():
            return State.AT_SCHOOL if event.school else State.ON_LOAN
        case s.DeviceFound(damaged=True) | s.DeviceTransferred(damaged=True) | s.DeviceUnreturned(damaged=True):
            return State.DAMAGED
    return STEPS[type(event)].state
