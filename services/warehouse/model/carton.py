"""A carton: opened for one order, filled by scan, closed over its packing list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.chassis.errors import Conflict
from services.contracts.sentence import Sentence, say
from services.contracts.values import CartonCode
from services.contracts.warehouse import CartonClosed, PackedDevice
from services.warehouse.model.order import Order
from services.warehouse.model.record import Record

# The packing list travels in one event, which must stay under 64 KB.
FULL = 200


class CartonState(StrEnum):
    """Whether it is being filled, stands closed at the dock, or left."""

    OPEN = "open"
    CLOSED = "closed"
    DEPARTED = "departed"


MOVES: frozenset[tuple[CartonState, CartonState]] = frozenset(
    {(CartonState.OPEN, CartonState.CLOSED), (CartonState.CLOSED, CartonState.DEPARTED)}
)

WORDS: Mapping[CartonState, Sentence] = {
    CartonState.OPEN: say("being filled"),
    CartonState.CLOSED: say("closed"),
    CartonState.DEPARTED: say("departed"),
}


class Carton(Record):
    """What is packed for one order under one code; `devices` counts what lies in it."""

    __tablename__ = "carton"
    __table_args__ = (Index("carton_order", "order_id", "state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str] = mapped_column(String(18), unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    state: Mapped[CartonState] = mapped_column(default=CartonState.OPEN)
    devices: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    def add(self, device: str, order: UUID | None) -> None:
        """Take one more device, `device` by name, picked for `order`."""
        if self.state is not CartonState.OPEN:
            raise Conflict("carton.closed", say("Carton %(code)s is closed: open another.", code=self.code))
        if order != self.order_id:
            raise Conflict(
                "carton.other_order",
                say("%(device)s was picked for another order than carton %(code)s.", device=device, code=self.code),
            )
        if self.devices >= FULL:
            raise Conflict(
                "carton.full",
                say(
                    "Carton %(code)s is full (%(most)s devices): close it and open another.", code=self.code, most=FULL
                ),
            )
        self.devices += 1

    def take_out(self, device: str) -> None:
        """Give one device, `device` by name, out again. Refused once it is closed: shipping has its packing list."""
        if self.state is not CartonState.OPEN:
            raise Conflict(
                "carton.closed",
                say(
                    "Carton %(code)s is closed: %(device)s leaves in it, and the board sends it back.",
                    code=self.code,
                    device=device,
                ),
            )
        self.devices -= 1

    def close(self, order: Order, content: Sequence[PackedDevice], at: datetime) -> CartonClosed:
        """Close over its packing list. Refused while it is empty, and when it is closed already."""
        if (self.state, CartonState.CLOSED) not in MOVES:
            raise Conflict("carton.closed_already", say("Carton %(code)s is closed already.", code=self.code))
        if not content:
            raise Conflict("carton.empty", say("Carton %(code)s is empty: there is nothing to close.", code=self.code))
        self.state, self.closed_at = CartonState.CLOSED, at
        return CartonClosed(
            carton=self.id,
            code=CartonCode(self.code),
            order=order.id,
            request=order.request,
            board=order.board_code,
            devices=list(content),
        )


# Cartons by their ids; a device that lies in none has no id to look up.
Cartons = Mapping[UUID | None, Carton]


def check_ships(order: Order, cartons: Sequence[Carton]) -> None:
    """Raise `Conflict` unless what is packed for `order`, in these cartons of it, can leave as it stands."""
    order.check_to_pack()
    for carton in cartons:
        if carton.state is CartonState.OPEN and carton.devices:
            raise Conflict(
                "carton.open",
                say("Carton %(code)s is still open: close it, or put its devices away again.", code=carton.code),
            )
    if all(carton.state is not CartonState.CLOSED for carton in cartons):
        raise Conflict(
            "order.no_carton",
            say("Order %(number)s has no closed carton to ship: pack one and close it first.", number=order.number),
        )
