"""A device as the log tells it: its identity, its state and its one holder; a projection for lists and figures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.tables import BIG_ID
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.event import Event
from services.portal.model.record import Record


class State(StrEnum):
    """Where a device is in its life, in the order of that life."""

    NAMED = "named"
    RECEIVED = "received"
    QUARANTINED = "quarantined"
    RELEASED = "released"
    STORED = "stored"
    PICKED = "picked"
    PACKED = "packed"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    AT_BOARD = "at_board"
    MISSING = "missing"
    DAMAGED = "damaged"
    CONFIGURED = "configured"
    AT_SCHOOL = "at_school"
    ON_LOAN = "on_loan"
    TAKEN_BACK = "taken_back"
    SENT_BACK = "sent_back"
    RETURNED = "returned"
    WIPED = "wiped"


HANDED = frozenset(
    {
        State.IN_TRANSIT,
        State.DELIVERED,
        State.AT_BOARD,
        State.MISSING,
        State.DAMAGED,
        State.CONFIGURED,
        State.AT_SCHOOL,
        State.ON_LOAN,
        State.TAKEN_BACK,
        State.SENT_BACK,
    }
)
LEAVING = frozenset({State.NAMED, State.PICKED, State.PACKED})
HERE = frozenset(State) - HANDED

Holder = tuple[str, str]


@dataclass(frozen=True)
class Step:
    """What an event makes of a device: its state and its holder (None keeps each), when it was in one of `after`.

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


def _handed_over(event: s.DeviceHandedOver) -> Holder:
    return ("school", str(event.school)) if event.school else ("loan", str(event.loan))


STEPS: dict[type[Event], Step] = {
    w.DeviceReceived: Step(State.RECEIVED, _located, HERE),
    w.DeviceStored: Step(State.STORED, _located, HERE),
    w.DeviceMoved: Step(None, _located, HERE),
    w.DeviceQuarantined: Step(State.QUARANTINED, _located, HERE),
    w.DeviceReleased: Step(State.RELEASED, _located, HERE),
    w.DeviceWiped: Step(State.WIPED, _located, HERE),
    w.DevicePicked: Step(State.PICKED, lambda event: ("request", str(event.request)), HERE),
    w.CartonClosed: Step(State.PACKED, lambda event: ("carton", str(event.carton)), HERE),
    s.ShipmentDispatched: Step(State.IN_TRANSIT, _shipped, LEAVING),
    s.ShipmentDelivered: Step(State.DELIVERED, _shipped, LEAVING | {State.IN_TRANSIT}),
    s.DeviceAccepted: Step(State.AT_BOARD, _boarded, LEAVING | HANDED),
    s.DeviceMissing: Step(State.MISSING, lambda _: None, LEAVING | HANDED),
    s.DeviceDamaged: Step(State.DAMAGED, _boarded, LEAVING | HANDED),
    s.DeviceConfigured: Step(State.CONFIGURED, _boarded, LEAVING | HANDED),
    s.DeviceHandedOver: Step(None, _handed_over, LEAVING | HANDED),
    s.DeviceTakenBack: Step(State.TAKEN_BACK, _boarded, LEAVING | HANDED),
    s.DeviceSentBack: Step(State.SENT_BACK, lambda event: ("return", str(event.board)), LEAVING | HANDED),
}


class Device(Record):
    """One device. `holder` is a code or an id of the kind beside it; `board` whose it is or is to be, if anyone's."""

    __tablename__ = "device"
    __table_args__ = (
        Index("device_type_state", "type", "state"),
        Index("device_holder", "holder_kind", "holder"),
        Index("device_board", "board", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    maker: Mapped[str] = mapped_column(String(80))
    serial: Mapped[str] = mapped_column(String(32))
    model: Mapped[str] = mapped_column(String(40))
    type: Mapped[str] = mapped_column(String(20))
    asset_tag: Mapped[str | None] = mapped_column(String(11))
    state: Mapped[State]
    holder_kind: Mapped[str | None] = mapped_column(String(12))
    holder: Mapped[str | None] = mapped_column(String(40))
    board: Mapped[str | None] = mapped_column(String(6))
    request: Mapped[UUID | None] = mapped_column(index=True)
    delivery: Mapped[UUID | None] = mapped_column(index=True)
    last_position: Mapped[int] = mapped_column(BIG_ID)
    changed_at: Mapped[datetime]

    def hear(self, event: Event, at: datetime, position: int) -> None:
        """Take what an entry says of this device; an entry that comes late adds what it knows and moves nothing."""
        self._identify(event)
        step = STEPS.get(type(event))
        returned = isinstance(event, w.DeviceReceived) and event.returned
        if step is None or not (self.state in step.after or returned):
            return
        self.state = State.RETURNED if returned else _state(event) or step.state or self.state
        self.holder_kind, self.holder = step.holder(event) or (self.holder_kind, self.holder)
        self.last_position, self.changed_at = position, at
        self._belong(event, returned)

    def _identify(self, event: Event) -> None:
        if isinstance(event, w.CartonClosed):
            self._name(next(one for one in event.devices if one.device == self.id))
        elif isinstance(event, w.DeviceReceived):
            self._name(event)
            self.delivery = event.delivery or self.delivery
        else:
            self.type = self.type or getattr(event, "type", "")

    def _name(self, told: w.DeviceReceived | w.PackedDevice) -> None:
        self.maker, self.serial, self.model, self.type = told.maker, told.serial, told.model, told.type
        self.asset_tag = told.asset_tag or self.asset_tag

    def _belong(self, event: Event, returned: bool) -> None:
        if returned:
            self.board = self.request = None
            return
        self.board = getattr(event, "board", None) or self.board
        self.request = getattr(event, "request", None) or self.request


def _state(event: Event) -> State | None:
    """The state that depends on what the event says: to a school, or on loan."""
    if isinstance(event, s.DeviceHandedOver):
        return State.AT_SCHOOL if event.school else State.ON_LOAN
    return None


def first_heard(device: UUID, at: datetime, position: int) -> Device:
    """A device of which nothing is known yet but that an entry names it."""
    unknown = {"maker": "", "serial": "", "model": "", "type": ""}
    return Device(id=device, **unknown, state=State.NAMED, last_position=position, changed_at=at)
