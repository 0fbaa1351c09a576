"""A device as the log tells it: its identity, its state and its one holder; a projection for lists and figures."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.tables import BIG_ID
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.event import Event
from services.portal.model.past import Told, standing
from services.portal.model.record import Record
from services.portal.model.state import State
from services.portal.model.step import STEPS, state_after


class Device(Record):
    """One device. `holder` is a code or an id of the kind beside it; `board` whose it is or is to be, if anyone's."""

    __tablename__ = "device"
    __table_args__ = (
        Index("device_type_state", "type", "state"),
        Index("device_holder", "holder_kind", "holder"),
        # What waits for somebody, and since when, is counted from these two alone.
        Index("device_board", "board", "state", "changed_at"),
        Index("device_state", "state", "changed_at"),
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
        if step is None or not (self.state in step.after or returned) or self._is_elsewhere(event):
            return
        self.state = state_after(event) or self.state
        self.holder_kind, self.holder = step.holder(event) or (self.holder_kind, self.holder)
        self.last_position, self.changed_at = position, at
        self._belong(event, returned)

    def stand(self, told: Sequence[Told], at: datetime, position: int) -> None:
        """Be what all its entries say without those that were undone; `at` and `position` are of what undid some."""
        before = (self.state, self.holder_kind, self.holder, self.board, self.request, self.delivery)
        changed = (self.last_position, self.changed_at)
        self.state = State.NAMED
        self.holder_kind = self.holder = self.board = self.request = self.delivery = None
        for number, envelope in standing(told):
            self.hear(envelope.data, envelope.time, number)
        same = before == (self.state, self.holder_kind, self.holder, self.board, self.request, self.delivery)
        self.last_position, self.changed_at = changed if same else (position, at)

    def _identify(self, event: Event) -> None:
        if isinstance(event, w.CartonClosed):
            self._name(next(one for one in event.devices if one.device == self.id))
        elif isinstance(event, w.DeviceIdentified | w.DeviceClaimed):
            self._name(event)
        elif isinstance(event, w.DeviceReceived):
            self._name(event)
            self.delivery = event.delivery or self.delivery
        else:
            self.type = self.type or getattr(event, "type", "")

    def _name(self, told: w.DeviceReceived | w.DeviceIdentified | w.DeviceClaimed | w.PackedDevice) -> None:
        self.maker, self.serial, self.model, self.type = told.maker, told.serial, told.model, told.type
        self.asset_tag = told.asset_tag or self.asset_tag

    def _is_elsewhere(self, event: Event) -> bool:
        """Whether a receipt ended without this device, which was in another's hands by then and stays there."""
        gone = isinstance(event, s.DeviceMissing) and event.elsewhere
        return gone and (self.holder_kind, self.holder) != ("shipment", str(getattr(event, "shipment", None)))

    def _belong(self, event: Event, returned: bool) -> None:
        if returned or isinstance(event, w.DeviceStored | w.DeviceRetired | w.DeviceDestroyed):
            # Back from a board, or on the shelf, also put back there after a pick, or gone: it serves nobody now.
            self.board = self.request = None
            return
        self.board = getattr(event, "board", None) or self.board
        if isinstance(event, s.DeviceTransferred):
            # Another board asked for it.
            self.request = None
        elif getattr(event, "transfer", None) is None:
            self.request = getattr(event, "request", None) or self.request


def first_heard(device: UUID, at: datetime, position: int) -> Device:
    """A device of which nothing is known yet but that an entry names it."""
    unknown = {"maker": "", "serial": "", "model": "", "type": ""}
    return Device(id=device, **unknown, state=State.NAMED, last_position=position, changed_at=at)
