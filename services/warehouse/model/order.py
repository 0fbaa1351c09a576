"""An order: what a granted request has the warehouse reserve and pick for a board."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from services.chassis.errors import Conflict
from services.contracts.intake import Quantity
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.contracts.warehouse import OrderReserved, OrderShort, Shortage
from services.warehouse.model.order_line import OrderLine
from services.warehouse.model.order_state import ENDING, WORDS, OrderState
from services.warehouse.model.record import Record
from services.warehouse.model.stock import Stock


class Order(Record):
    """A granted request; its number is the request's. Its lines change only while its row is locked."""

    __tablename__ = "orders"
    __table_args__ = (Index("orders_state", "state", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    request: Mapped[UUID] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(String(40), index=True)
    board: Mapped[str] = mapped_column(String(6))
    state: Mapped[OrderState] = mapped_column(default=OrderState.RESERVED)
    # The state to which it goes back when its cancellation is refused.
    resumes: Mapped[OrderState | None]
    # The event that asks for its cancellation, while that waits for shipping.
    asked_back: Mapped[UUID | None]
    lines: Mapped[list[OrderLine]] = relationship(order_by=OrderLine.type, lazy="raise")

    @property
    def board_code(self) -> BoardCode:
        return BoardCode(self.board)

    def line(self, kind: str) -> OrderLine:
        """The line of a device type; where there is none, one of nothing that is not kept."""
        found = (line for line in self.lines if line.type == kind)
        return next(found, None) or OrderLine(type=kind, granted=0, reserved=0, picked=0, packed=0)

    def reserve(self, granted: Sequence[Quantity], stock: Mapping[str, Stock]) -> OrderReserved | OrderShort:
        """Reserve what was granted, as far as there is stock; quantities are absolute, a later grant supersedes.

        What is picked already stays reserved: it is put away again by scan, not by a message. A cancelled order lives
        again.
        """
        asked = {one.type: one.quantity for one in granted}
        for kind in sorted({*asked, *(line.type for line in self.lines)}):
            line = self.line(kind)
            if line not in self.lines:
                self.lines.append(line)
            line.granted = asked.get(kind, 0)
            line.reserved += stock[kind].reserve(max(line.granted, line.picked) - line.reserved)
        self._stand()
        return self.answer(stock)

    def promised(self, kind: str) -> int:
        """How many devices of a type on the shelves are promised to it. The stock's `reserved` is the sum of these."""
        return self.line(kind).to_pick

    @property
    def needs(self) -> Counter[str]:
        """By type, how many devices are still to be picked for it: none once it is cancelled or about to be."""
        return Counter({one.type: one.to_pick for one in self.lines if self.state not in ENDING})

    def take(self, kind: str) -> None:
        """Count a device of a type as picked; `check_needs` first."""
        self.check_needs(kind)
        self.line(kind).picked += 1

    def check_needs(self, kind: str) -> None:
        """Raise `Conflict` when the order has all that is reserved of this type, or is cancelled."""
        self.check_live()
        line = self.line(kind)
        if line.picked >= line.reserved:
            raise Conflict(
                "order.enough",
                say(
                    "Order %(number)s needs no more of this type: %(reserved)s reserved, %(picked)s picked.",
                    number=self.number,
                    reserved=line.reserved,
                    picked=line.picked,
                ),
            )

    def give_back(self, kind: str) -> None:
        """A picked device is put away again: another is picked instead. Beyond what is granted, none is."""
        line = self.line(kind)
        line.picked -= 1
        if line.reserved > line.granted:
            line.reserved -= 1

    def check_live(self) -> None:
        """Raise `Conflict` when it is cancelled or about to be."""
        if self.state in ENDING:
            raise Conflict(
                "order.cancelled",
                say(
                    "Order %(number)s is %(state)s: nothing more is picked or packed for it.",
                    number=self.number,
                    state=WORDS[self.state],
                ),
            )

    def check_to_pack(self) -> None:
        """Raise `Conflict` when it is packed whole, or cancelled."""
        self.check_live()
        if self.state not in (OrderState.RESERVED, OrderState.SHORT):
            raise Conflict("order.packed", say("Order %(number)s is fully packed.", number=self.number))

    @property
    def left(self) -> int:
        """How many devices are promised to it and not packed."""
        return sum(line.reserved - line.packed for line in self.lines)

    @property
    def is_short(self) -> bool:
        return any(line.reserved < line.granted for line in self.lines)

    @property
    def reserved(self) -> int:
        """How many devices are promised to it, packed ones too."""
        return sum(line.reserved for line in self.lines)

    def free(self, stock: Mapping[str, Stock]) -> dict[str, int]:
        """What is free of its types, as its answers tell it."""
        return {line.type: stock[line.type].free for line in self.lines}

    def answer(self, stock: Mapping[str, Stock]) -> OrderReserved | OrderShort:
        """Tell what is reserved for it, or by how much it is short."""
        free = self.free(stock)
        if not self.is_short:
            reserved = [Quantity(type=line.type, quantity=line.reserved) for line in self.lines]
            return OrderReserved(
                order=self.id, request=self.request, board=self.board_code, reserved=reserved, free=free
            )
        lines = [Shortage(type=line.type, asked=line.granted, reserved=line.reserved) for line in self.lines]
        return OrderShort(order=self.id, request=self.request, board=self.board_code, lines=lines, free=free)

    def _stand(self) -> None:
        """An order that was packed whole stays so unless there is more to pick; a cancelled one lives again."""
        if self.state in ENDING:
            self.state, self.resumes, self.asked_back = self.resumes or OrderState.RESERVED, None, None
        if self.state in (OrderState.RESERVED, OrderState.SHORT) or any(
            line.packed < line.reserved for line in self.lines
        ):
            self.state = OrderState.SHORT if self.is_short else OrderState.RESERVED


# Orders by their ids; a device that is held for none has no id to look up.
Orders = Mapping[UUID | None, Order]
