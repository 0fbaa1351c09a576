"""A carton: opened for one order, filled by scan, closed over its packing list, gone with a shipment, or given back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.chassis.errors import Conflict
from services.contracts.sentence import Sentence, say
from services.contracts.values import CartonCode
from services.contracts.warehouse import CartonClosed, CartonOpened, PackedDevice
from services.warehouse.model.carton_state import PASSED, SHUT, CartonState
from services.warehouse.model.order import Order
from services.warehouse.model.record import Record

# The packing list travels in one event, which must stay under 64 KB.
FULL = 200


class Carton(Record):
    """What is packed for one order under one code. `devices` counts what lies in it; once it is closed, what is on its
    packing list, also when some of that came back by another way."""

    __tablename__ = "carton"
    __table_args__ = (Index("carton_order", "order_id", "state"), Index("carton_state", "state", "closed_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str] = mapped_column(String(18), unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    state: Mapped[CartonState] = mapped_column(default=CartonState.OPEN)
    devices: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    # How often shipping was heard to give it back: told when it is passed anew.
    releases: Mapped[int] = mapped_column(default=0)
    # The shipment with which it left.
    shipment: Mapped[UUID | None]
    # Who is on the packing list of its last closing; None where that is not known any more.
    packing_list: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))

    def add(self, device: str, order: UUID | None) -> None:
        """Take one more device, `device` by name, picked for `order`."""
        self.check_takes(device, order)
        self.devices += 1

    def check_takes(self, device: str, order: UUID | None) -> None:
        """Raise `Conflict` unless it can take one more device, picked for `order`."""
        self.check_open()
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

    def take_out(self) -> None:
        """Give one device out again. Refused once it is closed: its packing list is told."""
        self.check_open()
        self.devices -= 1

    def check_open(self) -> None:
        """Raise `Conflict` unless it is being filled."""
        if self.state is not CartonState.OPEN:
            raise Conflict("carton.closed", Sentence(SHUT[self.state].msgid, {"code": self.code}))

    def open(self, order: Order) -> CartonOpened:
        """Be opened for `order`, which still has something to pack."""
        order.check_to_pack()
        self.state, self.devices = CartonState.OPEN, 0
        return CartonOpened(
            carton=self.id,
            code=CartonCode(self.code),
            order=order.id,
            request=order.request,
            board=order.board_code,
        )

    def close(self, order: Order, content: Sequence[PackedDevice], at: datetime) -> CartonClosed:
        """Close over its packing list. Refused while it is empty, when it is closed already, or its order cancelled."""
        order.check_live()
        if self.state is not CartonState.OPEN:
            raise Conflict("carton.closed_already", say("Carton %(code)s is closed already.", code=self.code))
        if not content:
            raise Conflict("carton.empty", say("Carton %(code)s is empty: there is nothing to close.", code=self.code))
        self.state, self.closed_at = CartonState.CLOSED, at
        self.packing_list = [str(one.device) for one in content]
        return CartonClosed(
            carton=self.id,
            code=CartonCode(self.code),
            order=order.id,
            request=order.request,
            board=order.board_code,
            devices=list(content),
        )

    def lists(self, device: UUID) -> bool:
        """Whether a device is on its packing list, as far as that is known."""
        return self.packing_list is None or str(device) in self.packing_list

    def missing(self, present: Collection[UUID]) -> set[UUID]:
        """Who is on its packing list and not among those that lie in it."""
        return {UUID(one) for one in self.packing_list or ()} - set(present)

    def depart(self, shipment: UUID) -> bool:
        """Leave with a shipment; False where it is not at the dock for shipping."""
        if self.state is not CartonState.CLOSED:
            return False
        self.state, self.shipment = CartonState.DEPARTED, shipment
        return True

    def void(self, shipment: UUID, times: int = 1) -> bool:
        """Be the warehouse's again, its shipment given up; False where it left with another since."""
        if self.shipment not in (None, shipment):
            self.releases += times
            return False
        return self.release(times)

    def release(self, times: int = 1) -> bool:
        """Be the warehouse's again; False where it is that already. `times`: how often shipping said so just now."""
        self.releases += times
        if self.state not in PASSED:
            return False
        self.state, self.shipment = CartonState.RELEASED, None
        return True

    def turn_back(self, shipment: UUID) -> bool:
        """Stand at the dock again, its dispatch with this shipment taken back; False where it did not leave with it."""
        if self.state is not CartonState.DEPARTED or self.shipment not in (None, shipment):
            return False
        self.state, self.shipment = CartonState.CLOSED, None
        return True

    def pass_again(self, devices: int) -> None:
        """Be shipping's anew, unopened. Refused when not all of its packing list, but `devices`, lie in it."""
        if devices != self.devices:
            raise Conflict(
                "carton.changed",
                say("Carton %(code)s does not hold all of its packing list any more: open it again.", code=self.code),
            )
        self.state = CartonState.CLOSED


# Cartons by their ids; a device that lies in none has no id to look up.
Cartons = Mapping[UUID | None, Carton]
