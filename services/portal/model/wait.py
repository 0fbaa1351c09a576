"""What waits for somebody: a delivery, an order, a shipment, a loan past its term, a portrait; one row a thing.

Kept as events are heard, so that what waits is counted from an index and never from the log.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.event import Event
from services.contracts.undone import Undone
from services.portal.model.flow import beginning
from services.portal.model.past import Told, undone
from services.portal.model.record import Record
from services.portal.model.subject import key


class Task(StrEnum):
    """What is to be done about a thing that waits, by whoever has it."""

    RECEIVE = "receive"
    PICK = "pick"
    DISPATCH = "dispatch"
    END_RECEIPT = "end_receipt"
    # From the day after its last day on.
    TAKE_BACK = "take_back"
    # Of a transfer between boards: the Ministry's, then the giver's, then the receiver's until it is closed.
    DECIDE = "decide"
    SEND_ON = "send_on"
    TAKE_OVER = "take_over"
    # Of a round of the split: by whoever of the Ministry set nothing of it.
    CONFIRM = "confirm"
    # Every board's, from its last portrait on: how old one may be is a setting.
    PORTRAIT = "portrait"


class Wait(Record):
    """A thing that waits, or did: `task` is None while nothing is to be done about it.

    `since`: from when on the same task waits. `count`: of an order, the devices promised to it.
    """

    __tablename__ = "wait"
    __table_args__ = (Index("wait_task", "task", "board", "since"), {"sqlite_with_rowid": False})

    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    task: Mapped[Task | None]
    board: Mapped[str | None] = mapped_column(String(6))
    since: Mapped[datetime | None]
    count: Mapped[int] = mapped_column(default=0)
    # Of a round, the actors who may not confirm it, each between two spaces.
    but: Mapped[str | None] = mapped_column(Text)

    def hear(self, event: Event, at: datetime) -> None:
        """Take what an event says of the thing."""
        self.board = getattr(event, "board", None) or self.board
        match event:
            case w.OrderReserved() | w.OrderShort():
                self._promise(event, at)
            case w.OrderPacked(final=False) | w.CartonUndone(state="discarded"):
                pass
            case w.CartonUndone():
                self._begin(Task.PICK if self.count else None, at)
            case w.OrderCancelled():
                self.count = 0
                self._begin(None, at)
            case s.DeviceLent(given_back=False) if event.until:
                self.task, self.since = Task.TAKE_BACK, beginning(event.until + timedelta(days=1))
            case s.TransferOffered() | s.TransferApproved():
                self.board = event.origin
                self._begin(BEGINS[type(event)], at)
            case s.TransferDispatched():
                self.board = event.receiver
                self._begin(Task.TAKE_OVER, at)
            case i.RoundPrepared():
                self.but = f" {' '.join(event.set_by)} "
                self._begin(Task.CONFIRM, at)
            case i.PortraitUpdated():
                self.task, self.since = Task.PORTRAIT, at
            case _:
                self._begin(BEGINS.get(type(event)), at)

    def stand(self, told: Sequence[Told]) -> None:
        """Be what the thing's entries, by position, say without those that were undone."""
        self.task, self.since, self.count = None, None, 0
        gone = undone(told)
        for _, envelope in told:
            tells = type(envelope.data) in TELLING and subject_of(envelope.data) == self.subject
            if tells and envelope.id not in gone:
                self.hear(envelope.data, envelope.time)

    def _promise(self, event: w.OrderReserved | w.OrderShort, at: datetime) -> None:
        """An order that was packed whole stays so unless more is promised to it."""
        if isinstance(event, w.OrderReserved):
            promised = sum(one.quantity for one in event.reserved)
        else:
            promised = sum(one.reserved for one in event.lines)
        if self.task is Task.PICK or promised > self.count:
            self._begin(Task.PICK if promised else None, at)
        self.count = promised

    def _begin(self, task: Task | None, at: datetime) -> None:
        if task is not self.task:
            self.task, self.since = task, at if task else None


# What begins each task; what is heard and named here by no task ends whatever waited.
BEGINS: dict[type[Event], Task] = {
    w.DeliveryAnnounced: Task.RECEIVE,
    s.ShipmentReadied: Task.DISPATCH,
    s.ShipmentDelivered: Task.END_RECEIPT,
    s.TransferOffered: Task.DECIDE,
    s.TransferApproved: Task.SEND_ON,
}
# The field of each event that names the thing.
TELLING: dict[type[Event], str] = {
    w.DeliveryAnnounced: "delivery",
    w.DeliveryClosed: "delivery",
    **dict.fromkeys((w.OrderReserved, w.OrderShort, w.OrderPacked, w.OrderCancelled, w.CartonUndone), "order"),
    s.ShipmentReadied: "shipment",
    s.ShipmentDispatched: "shipment",
    s.ShipmentDelivered: "shipment",
    s.ShipmentReceived: "shipment",
    s.ShipmentVoided: "shipment",
    s.DeviceLent: "device",
    s.DeviceTakenBack: "device",
    s.DeviceHandedOver: "device",
    s.DeviceSentBack: "device",
    s.DeviceLost: "device",
    s.DeviceStolen: "device",
    w.DeviceReceived: "device",
    **dict.fromkeys((s.TransferOffered, s.TransferApproved, s.TransferRefused, s.TransferWithdrawn), "transfer"),
    **dict.fromkeys((s.TransferDispatched, s.TransferClosed), "transfer"),
    **dict.fromkeys((i.RoundPrepared, i.RoundConfirmed), "round"),
    i.PortraitUpdated: "portrait",
}
# After these a thing's task is read from all that the log has of it.
REWRITING: dict[type[Undone], str] = {
    w.DeliveryUndone: "delivery",
    s.ShipmentUndone: "shipment",
    s.ShippingDeviceUndone: "device",
    s.TransferUndone: "transfer",
}


def subject_of(event: Any) -> str | None:
    """The key of the thing of which an event may begin or end a task; None where it does neither."""
    noun = TELLING.get(type(event)) or REWRITING.get(type(event))
    if noun is None or (isinstance(event, w.DeviceReceived) and not event.returned):
        return None
    return event.subject() if noun == "portrait" else key(noun, getattr(event, noun))


def first_heard(subject: str) -> Wait:
    """A thing of which nothing waits yet."""
    return Wait(subject=subject, task=None, board=None, since=None, count=0, but=None)
