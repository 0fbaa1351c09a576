"""Which board holds which of the reserve's devices, and whether a granted device came well."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.shipping import DeviceAccepted, DeviceDamaged, DeviceMissing, DeviceSentBack
from services.contracts.values import BoardCode
from services.contracts.warehouse import DeviceReceived
from services.intake.model.record import Record

Receipt = DeviceAccepted | DeviceDamaged | DeviceMissing
DeviceEvent = Receipt | DeviceSentBack | DeviceReceived


class HoldingState(StrEnum):
    """What became of a device that was sent to a board. Only an accepted one covers need."""

    ACCEPTED = "accepted"
    DAMAGED = "damaged"
    MISSING = "missing"
    SENT_BACK = "sent_back"
    RETURNED = "returned"


@dataclass(frozen=True)
class Outcome:
    """What came of devices of one type in a request: they came `well`, or are lacking (missing or damaged)."""

    request: UUID
    type: str
    well: bool


class Holding(Record):
    """A device at a board, as shipping and the warehouse tell it.

    `request`: the one in which it counts now: as accepted if it `arrived`, also after it was sent back, else as
    lacking. `returned_at` is when the warehouse had it again: what shipping tells of the time before may arrive later,
    and then brings the device back to nobody.
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

    @classmethod
    def unheard(cls, device: UUID, kind: str) -> "Holding":
        """A device of which nothing was told yet."""
        state = HoldingState.RETURNED
        return cls(device=device, type=kind, board=None, request=None, state=state, arrived=False, returned_at=None)

    def hear(self, event: DeviceEvent, at: datetime) -> Mapping[Outcome, int]:
        """Follow one event; gives by how much each outcome of the request changes."""
        match event:
            case DeviceReceived():
                self.state, self.returned_at = HoldingState.RETURNED, at
                return {}
            case DeviceSentBack():
                self._becomes(HoldingState.SENT_BACK, event.board, at)
                return {}
            case DeviceAccepted():
                self._becomes(HoldingState.ACCEPTED, event.board, at)
                return self._counts(event.request, True)
            case DeviceDamaged():
                self._becomes(HoldingState.DAMAGED, event.board, at)
                return self._counts(event.request, False)
            case DeviceMissing():
                self._becomes(HoldingState.MISSING, event.board, at)
                return self._counts(event.request, False)

    def _becomes(self, state: HoldingState, board: BoardCode, at: datetime) -> None:
        self.board = board
        if self.returned_at is None or at > self.returned_at:
            if self.state is HoldingState.RETURNED:
                # It went out anew: what it counted for before is settled, even if it goes to the same request.
                self.request, self.arrived = None, False
            self.state = state

    def _counts(self, request: UUID, well: bool) -> Mapping[Outcome, int]:
        changed = Counter({Outcome(request, self.type, well): 1})
        if self.request == request:
            changed[Outcome(request, self.type, self.arrived)] -= 1
        self.request, self.arrived = request, well
        return changed
