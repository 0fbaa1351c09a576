"""One device type of an order, and what shipping has of an order."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.warehouse.model.record import Record
from services.warehouse.model.stock import Stock


@dataclass(frozen=True)
class Passed:
    """How many devices of an order are in cartons that shipping has: closed at the dock, and departed."""

    closed: int = 0
    departed: int = 0

    @property
    def devices(self) -> int:
        return self.closed + self.departed


class OrderLine(Record):
    """One device type of an order. `picked` and `packed` count what is held for it here or left with its shipments;
    what is put away again, or came back before its shipment was given up, counts no more."""

    __tablename__ = "order_line"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    type: Mapped[str] = mapped_column(String(24), primary_key=True)
    granted: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    picked: Mapped[int] = mapped_column(default=0)
    packed: Mapped[int] = mapped_column(default=0)

    @property
    def to_pick(self) -> int:
        """How many that are promised to it stand on the shelves."""
        return self.reserved - self.picked

    def let_go(self, count: int, stock: Stock) -> None:
        """Hold `count` devices fewer, which are in no carton any more; as many others are promised, if there are."""
        wanted = min(self.granted, self.reserved)
        self.picked, self.packed, self.reserved = self.picked - count, self.packed - count, self.reserved - count
        self.reserved += stock.reserve(max(wanted, self.picked) - self.reserved)
