"""A wave: several orders picked in one walk, each into its own bin of the cart."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, and_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from services.chassis.errors import Conflict
from services.contracts.sentence import Sentence, say
from services.contracts.values import LocationCode
from services.warehouse.model.order import Order, Orders
from services.warehouse.model.order_line import OrderLine
from services.warehouse.model.order_state import OrderState
from services.warehouse.model.record import Record

# More bins than a cart has.
MOST_ORDERS = 40


class WaveState(StrEnum):
    """Whether it is being walked, or its cart is unloaded and free for another."""

    OPEN = "open"
    CLOSED = "closed"


MOVES: frozenset[tuple[WaveState, WaveState]] = frozenset({(WaveState.OPEN, WaveState.CLOSED)})

WORDS: Mapping[WaveState, Sentence] = {WaveState.OPEN: say("under way"), WaveState.CLOSED: say("finished")}


def number(value: int) -> str:
    """What a wave is called."""
    return f"V{value:06d}"


class Bin(Record):
    """A part of a wave's cart, by its number from 1, and the order whose devices go into it."""

    __tablename__ = "wave_bin"
    __table_args__ = (Index("wave_bin_order", "order_id"),)

    wave_id: Mapped[UUID] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))


class Wave(Record):
    """One walk with one cart. How far it is stands in the lines of its orders and nowhere else: what is cancelled,
    short, granted anew or taken back while it is under way is so in the wave at once."""

    __tablename__ = "wave"
    __table_args__ = (Index("wave_cart", "cart", "state"), Index("wave_state", "state", "id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    cart: Mapped[str] = mapped_column(String(12))
    state: Mapped[WaveState] = mapped_column(default=WaveState.OPEN)
    opened_by: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime]
    closed_by: Mapped[str | None] = mapped_column(String(200))
    closed_at: Mapped[datetime | None]
    bins: Mapped[list[Bin]] = relationship(order_by=Bin.number, lazy="raise")

    @property
    def place(self) -> LocationCode:
        return LocationCode(self.cart)

    def bin_of(self, order: UUID | None) -> Bin | None:
        """The bin of an order; None for one that is not in this wave."""
        return next((one for one in self.bins if one.order_id == order), None)

    def bin_for(self, kind: str, orders: Orders, taken: Mapping[tuple[int, str], int] | None = None) -> Bin:
        """Where a device of a type goes: the first bin whose order still needs one. `orders` holds those of the wave;
        `taken` counts by bin and type what goes there beside. Raises `Conflict` when none needs one."""
        beside = taken or {}
        for one in self.bins:
            if orders[one.order_id].needs[kind] > beside.get((one.number, kind), 0):
                return one
        raise self._enough()

    def last_bin_for(self, kind: str, orders: Orders) -> Bin:
        """The bin that is filled last with a type: whose order gets fewer where there are not enough. Raises
        `Conflict` when none needs one."""
        for one in reversed(self.bins):
            if orders[one.order_id].needs[kind] > 0:
                return one
        raise self._enough()

    def sort(self, kinds: Iterable[str], orders: Orders) -> list[int]:
        """The bins of devices of these types, scanned in this order."""
        taken: dict[tuple[int, str], int] = {}
        bins = []
        for kind in kinds:
            found = self.bin_for(kind, orders, taken).number
            taken[found, kind] = taken.get((found, kind), 0) + 1
            bins.append(found)
        return bins

    def needs(self, orders: Orders) -> Counter[str]:
        """By type, how many devices its orders still need."""
        return sum((orders[one.order_id].needs for one in self.bins), Counter())

    def check_open(self) -> None:
        """Raise `Conflict` once it is finished."""
        if self.state is not WaveState.OPEN:
            raise Conflict("wave.closed", say("Wave %(number)s is finished: make another.", number=self.number))

    def close(self, actor: str, at: datetime) -> None:
        """Be finished: the cart is free, and what was not picked may go into another wave. Refused a second time."""
        self.check_open()
        self.state, self.closed_by, self.closed_at = WaveState.CLOSED, actor, at

    def _enough(self) -> Conflict:
        told = say("Wave %(number)s needs no more of this type: leave it there.", number=self.number)
        return Conflict("wave.enough", told)


def in_waves() -> Select[UUID]:
    """The ids of the orders that are in a wave under way."""
    return select(Bin.order_id).join(Wave, Bin.wave_id == Wave.id).where(Wave.state == WaveState.OPEN)


def ready() -> ColumnElement[bool]:
    """Whether an order waits to be picked, and is in no wave under way."""
    waits = Order.lines.any(OrderLine.picked < OrderLine.reserved)
    return and_(Order.state.in_((OrderState.RESERVED, OrderState.SHORT)), waits, Order.id.not_in(in_waves()))


def check_fits(cart: str, capacity: int | None, orders: Iterable[Order]) -> None:
    """Raise `Conflict` where a cart takes fewer devices than these orders come to."""
    devices = sum(order.left for order in orders)
    if capacity is not None and devices > capacity:
        raise Conflict(
            "wave.too_large",
            say(
                "These orders come to %(devices)s devices, cart %(cart)s takes %(capacity)s: choose fewer.",
                devices=devices,
                cart=cart,
                capacity=capacity,
            ),
        )
