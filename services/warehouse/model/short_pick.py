"""A short pick: what the picker did not find where the records have it, and what follows for its order."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.contracts.intake import Quantity
from services.contracts.sentence import Sentence, say
from services.contracts.warehouse import OrderReserved, OrderShort
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState, refusal
from services.warehouse.model.order import Order, Orders
from services.warehouse.model.record import Record
from services.warehouse.model.stock import Stock
from services.warehouse.model.wave import Wave

NOT_SHELVED = say("%(device)s is %(state)s: only what should stand on a shelf can be lacking there.")


class ShortReason(StrEnum):
    """Why a device could not be picked."""

    NOT_FOUND = "not_found"
    DAMAGED = "damaged"
    BLOCKED = "blocked"


WORDS: Mapping[ShortReason, Sentence] = {
    ShortReason.NOT_FOUND: say("not found when it was to be picked"),
    ShortReason.DAMAGED: say("found damaged when it was to be picked"),
    ShortReason.BLOCKED: say("could not be reached when it was to be picked"),
}


class ShortPick(Record):
    """One device that was to be picked at `location` for an order and was not; its place is to be counted."""

    __tablename__ = "short_pick"
    __table_args__ = (Index("short_pick_location", "location", "said_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    location: Mapped[str] = mapped_column(String(12))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    wave_id: Mapped[UUID | None] = mapped_column(ForeignKey("wave.id"))
    reason: Mapped[ShortReason]
    said_by: Mapped[str] = mapped_column(String(200))
    said_at: Mapped[datetime]
    # Whether no other was there for the order, which got fewer then.
    short: Mapped[bool] = mapped_column(default=False)


def check_for_order(device: Device, order: Order) -> None:
    """Raise `Conflict` unless the records have the device on a shelf, and the order needs one of its type."""
    if device.state is not DeviceState.STORED:
        raise refusal(device.name, device.state, NOT_SHELVED)
    order.check_needs(device.type)


def order_in_wave(device: Device, wave: Wave, orders: Orders) -> Order:
    """The order of a wave under way that gets one fewer where there is no other: that of the last bin which needs one.

    Raises `Conflict` like `check_for_order`.
    """
    wave.check_open()
    order = orders[wave.last_bin_for(device.type, orders).order_id]
    check_for_order(device, order)
    return order


def reserve_elsewhere(order: Order, kind: str, stock: Mapping[str, Stock]) -> OrderReserved | OrderShort | None:
    """Have an order make do with what stands on the shelves after one of a type left them that was promised: another
    is as good while there is one; where there is none, it is promised one fewer and says by how much it is short."""
    if stock[kind].free >= 0:
        return None
    order.line(kind).reserved -= 1
    stock[kind].reserved -= 1
    return order.reserve([Quantity(type=one.type, quantity=one.granted) for one in order.lines], stock)
