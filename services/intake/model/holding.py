"""Which board holds which of the reserve's devices, and whether a granted device came well."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.shipping import (
    DeviceAccepted,
    DeviceConfigured,
    DeviceDamaged,
    DeviceMissing,
    ShippingDeviceUndone,
)
from services.contracts.values import BoardCode
from services.contracts.warehouse import DeviceIdentified, DeviceReceived, WarehouseDeviceUndone
from services.intake.model.calendar import day_of, monday_of
from services.intake.model.configured import Week
from services.intake.model.record import Record
from services.intake.model.use import CAME_WELL, LACKING, BoardEvent, HoldingState, after

Receipt = DeviceAccepted | DeviceDamaged | DeviceMissing
# What is received is the reserve's; undone, or identified as gone with a shipment, it is not.
ReserveEvent = DeviceReceived | WarehouseDeviceUndone | DeviceIdentified
DeviceEvent = BoardEvent | ReserveEvent
# The steps that count in a request; undoing another changes no count, whatever state it leads back to.
COUNTING = frozenset(f"{event.noun}.{event.verb}" for event in (DeviceAccepted, DeviceDamaged, DeviceMissing))
CONFIGURED = f"{DeviceConfigured.noun}.{DeviceConfigured.verb}"


@dataclass(frozen=True)
class Outcome:
    """What came of devices of one type in a request: they came `well`, or are lacking (missing or damaged)."""

    request: UUID
    type: str
    well: bool


class Holding(Record):
    """A device at a board, as shipping and the warehouse tell it, each in its own order and neither in the other's.

    `told` is shipping's last word, `left_at` when the shipment left that it was last received in, `returned_at` when
    the warehouse had the device again: it is the reserve's then, until it is received in a shipment that left later.
    What a board says of the shipment before moves nothing. `state` follows from the three, so that a return that is
    undone gives back what shipping said. `request`: the one in which it counts now: as accepted if it
    `arrived`, also after it was sent back, else as lacking. `before_request` and `before_arrived`: the count that stays
    settled since it came for another request, or anew. `configured_week`: the Monday of the week in which its board
    last configured it.
    """

    __tablename__ = "holding"
    __table_args__ = (Index("holding_board", "board", "state", "type"),)

    device: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(20))
    board: Mapped[BoardCode | None] = mapped_column(String(6))
    request: Mapped[UUID | None]
    state: Mapped[HoldingState]
    arrived: Mapped[bool]
    returned_at: Mapped[datetime | None]
    told: Mapped[HoldingState | None]
    left_at: Mapped[datetime | None]
    before_request: Mapped[UUID | None]
    before_arrived: Mapped[bool | None]
    configured_week: Mapped[date | None]

    @classmethod
    def unheard(cls, device: UUID, kind: str) -> "Holding":
        """A device of which nothing was told yet."""
        names = ("board", "request", "returned_at", "told", "left_at", "before_request", "before_arrived")
        unknown = dict.fromkeys((*names, "configured_week"))
        return cls(device=device, type=kind, state=HoldingState.RETURNED, arrived=False, **unknown)

    @property
    def worth_keeping(self) -> bool:
        """Something stands of it: a supplier's device whose receipt was undone leaves no trace."""
        return self.told is not None or self.returned_at is not None

    def configure(self, event: DeviceEvent, at: datetime) -> Mapping[Week, int]:
        """By how much an event changes what its board configured in a week: one more, or one less if it is undone."""
        if isinstance(event, DeviceConfigured):
            self.configured_week = monday_of(day_of(at))
            return {(event.board, self.configured_week, self.type): 1}
        undone = isinstance(event, ShippingDeviceUndone) and event.step == CONFIGURED
        if not undone or self.configured_week is None or self.board is None:
            return {}
        week, self.configured_week = self.configured_week, None
        return {(self.board, week, self.type): -1}

    def hear(self, event: DeviceEvent, at: datetime, left: datetime | None = None) -> Mapping[Outcome, int]:
        """Follow one event; gives by how much each outcome of the request changes.

        `left`: when the shipment of a receipt left; None where that is not known, then the receipt's own moment counts.
        """
        if isinstance(event, ReserveEvent):
            self.returned_at = at if isinstance(event, DeviceReceived) else None
            changed: Mapping[Outcome, int] = {}
        else:
            changed = self._follow(event, left or at)
        self.state = self._stands()
        return changed

    def _follow(self, event: BoardEvent, left: datetime) -> Mapping[Outcome, int]:
        if isinstance(event, DeviceMissing) and self._is_elsewhere(event, left):
            return {Outcome(event.request, self.type, well=False): 1}
        self.board, self.told = event.board or self.board, after(event)
        if isinstance(event, ShippingDeviceUndone):
            return self._uncount(event.request) if event.step in COUNTING and event.transfer is None else {}
        if not isinstance(event, Receipt) or event.transfer is not None:
            # What is said of a transfer between boards counts in no request: the reserve's promise was kept.
            return {}
        if self.returned_at is not None and left > self.returned_at and self.state is HoldingState.RETURNED:
            # It went out anew: what it counted for before is settled, even if it goes to the same request.
            self._settle()
        self.left_at = left
        return self._counts(event.request, isinstance(event, DeviceAccepted))

    def _stands(self) -> HoldingState:
        """What the warehouse has is back, whatever the board says of it, until it was sent out again."""
        if self.told is None:
            return HoldingState.RETURNED
        if self.returned_at is None or (self.left_at is not None and self.left_at > self.returned_at):
            return self.told
        return HoldingState.RETURNED

    def _is_elsewhere(self, event: DeviceMissing, left: datetime) -> bool:
        """Whether a receipt ended without the device, which had come in another shipment by then: it stays there."""
        later = self.left_at is not None and left < self.left_at
        return event.elsewhere and (later or self.state is not HoldingState.RETURNED)

    def _counts(self, request: UUID, well: bool) -> Mapping[Outcome, int]:
        changed = Counter({Outcome(request, self.type, well): 1})
        if self.request == request:
            changed[Outcome(request, self.type, self.arrived)] -= 1
        elif self.request is not None:
            self._settle()
        self.request, self.arrived = request, well
        return changed

    def _uncount(self, request: UUID | None) -> Mapping[Outcome, int]:
        """A step is taken back: the device counts as it did before the step, in the request of that time."""
        if self.request is None:
            return {}
        well, now = self._came_well(), Outcome(self.request, self.type, self.arrived)
        if well is None:
            self.request, self.arrived = None, False
            return {now: -1}
        if request in (None, self.request):
            return self._counts(self.request, well)
        changed = Counter({now: -1})
        self.request, self.arrived = None, False
        if request == self.before_request:
            self.request, self.arrived = self.before_request, bool(self.before_arrived)
            self.before_request, self.before_arrived = None, None
        changed.update(self._counts(request, well))
        return changed

    def _came_well(self) -> bool | None:
        """Whether it came well, as shipping says now; None while it is nobody's."""
        return self.told in CAME_WELL if self.told in CAME_WELL | LACKING else None

    def _settle(self) -> None:
        self.before_request, self.before_arrived = self.request, self.arrived
        self.request, self.arrived = None, False
