"""A device's stay at a board: from its acceptance to where it is of use, and the seconds that each stage took.

Told by shipping alone, whose word of one device comes in its order.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.tables import BIG_ID
from services.contracts import shipping as s
from services.contracts.event import Event
from services.portal.model import clock
from services.portal.model.past import Told, standing
from services.portal.model.record import Record

BEGINS = s.DeviceAccepted
TIMED: tuple[type[Event], ...] = (BEGINS, s.DeviceTransferred, s.DeviceConfigured, s.DeviceHandedOver)
# After this the stays of the device are read from all that the log has of it.
REWRITING = s.ShippingDeviceUndone


class Stay(Record):
    """What a board did with a device that it accepted in one shipment; a device that comes again has another stay.

    Of what came from another board, `shipment` is the transfer.

    The first configuration and the first hand-over count: what is taken back and given again was of use already.
    `position` is the acceptance's. It stays when the device has gone: who took how long remains so.
    """

    __tablename__ = "stay"
    # Figures are read from the index alone.
    __table_args__ = (Index("stay_times", "board", "to_configure_s", "to_hand_over_s", "to_use_s"),)

    device: Mapped[UUID] = mapped_column(primary_key=True)
    shipment: Mapped[UUID] = mapped_column(primary_key=True)
    board: Mapped[str] = mapped_column(String(6))
    position: Mapped[int] = mapped_column(BIG_ID)
    accepted_at: Mapped[datetime]
    configured_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]
    to_configure_s: Mapped[int | None]
    to_hand_over_s: Mapped[int | None]
    to_use_s: Mapped[int | None]

    def configure(self, at: datetime) -> None:
        self.configured_at = self.configured_at or at
        self.to_configure_s = clock.seconds(self.accepted_at, self.configured_at, ())

    def hand_over(self, at: datetime) -> None:
        if self.handed_over_at is None:
            self.handed_over_at = at
            self.to_hand_over_s = clock.seconds(self.configured_at, at, ())
            self.to_use_s = clock.seconds(self.accepted_at, at, ())


def hear(stays: list[Stay], told: Told) -> None:
    """Have the stays of one device, in their order, take what an entry says; what is told again changes nothing."""
    position, envelope = told
    event: Any = envelope.data
    match event:
        case s.DeviceAccepted() | s.DeviceTransferred(damaged=False):
            came_in = _came_in(event)
            if all(one.shipment != came_in for one in stays):
                stays.append(_begun(event, came_in, position, envelope.time))
        case s.DeviceConfigured() if stays:
            stays[-1].configure(envelope.time)
        case s.DeviceHandedOver() if stays:
            stays[-1].hand_over(envelope.time)


def stays_of(told: Sequence[Told]) -> list[Stay]:
    """The stays that a device's entries, by position, come to without those that were undone."""
    stays: list[Stay] = []
    for one in standing(told):
        hear(stays, one)
    return stays


def _came_in(event: s.DeviceAccepted | s.DeviceTransferred) -> UUID:
    return event.transfer if isinstance(event, s.DeviceTransferred) else event.transfer or event.shipment


def _begun(event: s.DeviceAccepted | s.DeviceTransferred, came_in: UUID, position: int, at: datetime) -> Stay:
    return Stay(
        device=event.device, shipment=came_in, board=event.board, position=position, accepted_at=at,
        configured_at=None, handed_over_at=None, to_configure_s=None, to_hand_over_s=None, to_use_s=None,
    )  # fmt: skip
