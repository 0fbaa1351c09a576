"""One device of the reserve: who it is, where it stands, and its way from a shelf into a carton."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.contracts.values import AssetTag, LocationCode, Serial
from services.contracts.warehouse import (
    DeviceMoved,
    DevicePicked,
    DeviceStored,
    PackedDevice,
)
from services.warehouse.model.asn import Identity
from services.warehouse.model.carton import Carton, Cartons
from services.warehouse.model.life import (
    ASIDE,
    MOVES,
    PRESENT,
    REFUSED,
    DeviceState,
    refusal,
)
from services.warehouse.model.order import Order, Orders
from services.warehouse.model.record import Record

# The series of numbers of the reserve's own asset tags.
TAGS = "asset_tag"


class Device(Record):
    """A tablet or a laptop. Its identity is (maker, serial). It is held by a location, an order's picker, a carton
    or, departed, by shipping; `location`, `order_id` and `carton_id` say which."""

    __tablename__ = "device"
    STEPPING: ClassVar[tuple[str, ...]] = (
        "state",
        "location",
        "order_id",
        "carton_id",
        "stored_at",
        "set_aside_from",
        "reason",
        "since",
    )
    __table_args__ = (
        # The serial first: a scan knows no maker.
        UniqueConstraint("serial", "maker"),
        Index("device_state", "state", "id"),
        Index("device_oldest", "type", "state", "stored_at"),
        Index("device_location", "location", "id"),
        Index("device_delivery", "delivery_id", "state", "unexpected"),
        Index("device_supplier_carton", "supplier_carton"),
        Index("device_supplier_pallet", "supplier_pallet"),
        Index("device_carton", "carton_id"),
        Index("device_return", "return_number"),
        Index("device_order", "order_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    maker: Mapped[str] = mapped_column(String(40))
    serial: Mapped[str] = mapped_column(String(32))
    model: Mapped[str] = mapped_column(String(40))
    type: Mapped[str] = mapped_column(String(24))
    asset_tag: Mapped[str | None] = mapped_column(String(11), unique=True)
    supplier_carton: Mapped[str | None] = mapped_column(String(40))
    supplier_pallet: Mapped[str | None] = mapped_column(String(40))
    delivery_id: Mapped[UUID | None] = mapped_column(ForeignKey("delivery.id"))
    unexpected: Mapped[bool] = mapped_column(default=False)
    state: Mapped[DeviceState] = mapped_column(default=DeviceState.ANNOUNCED)
    location: Mapped[str | None] = mapped_column(String(12))
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("orders.id"))
    carton_id: Mapped[UUID | None] = mapped_column(ForeignKey("carton.id"))
    stored_at: Mapped[datetime | None]
    set_aside_from: Mapped[DeviceState | None]
    # When a step here brought it into its state; an undo gives the earlier moment back.
    since: Mapped[datetime | None]
    # The return shipment in which its board sent it last, as its label says.
    return_number: Mapped[str | None] = mapped_column(String(20))
    # Why it was sent back, or set aside.
    reason: Mapped[str | None] = mapped_column(String(500))

    @property
    def name(self) -> str:
        """How people call it: its maker and serial."""
        return f"{self.maker} {self.serial}"

    @property
    def identity(self) -> Identity:
        return self.maker, self.serial

    @property
    def place(self) -> LocationCode:
        """The location that holds it."""
        return LocationCode(self.location or "")

    @property
    def stands(self) -> str | None:
        """The location at which it takes up room; None for what is in somebody's hands, gone, or not found."""
        return self.location if self.state in PRESENT else None

    def stands_at(self, location: str) -> bool:
        """Whether it is on the shelf at this very location."""
        return self.state is DeviceState.STORED and self.location == location

    @hybrid_property
    def is_phantom(self) -> bool:
        """Whether it is nowhere: nobody announced it, and its receipt was taken back."""
        return self.unexpected & (self.state == DeviceState.ANNOUNCED)

    def store(
        self, location: LocationCode, at: datetime, orders: Orders, cartons: Cartons
    ) -> DeviceStored | DeviceMoved:
        """Be put away, or moved. `orders` holds the one it was picked for, which picks another instead, and
        `cartons` the one that it is taken out of."""
        self.check_move(DeviceState.STORED)
        if self.state is DeviceState.STORED:
            origin, self.location = self.place, location
            return DeviceMoved(device=self.id, origin=origin, location=location)
        if self.order_id is None:
            self.stored_at = at
        else:
            self.leave(orders, cartons)
        self.state, self.location, self.reason = DeviceState.STORED, location, None
        return DeviceStored(device=self.id, type=self.type, location=location)

    def pick(self, order: Order, cart: LocationCode | None = None, slot: int | None = None) -> DevicePicked:
        """Leave the shelf for `order`, which must still need one of its type; in a wave into a bin of its cart."""
        self.check_move(DeviceState.PICKED)
        order.take(self.type)
        self.state, self.location, self.order_id = DeviceState.PICKED, None, order.id
        return DevicePicked(
            device=self.id, order=order.id, request=order.request, board=order.board_code, location=cart, bin=slot
        )

    def pack(self, carton: Carton, orders: Orders) -> None:
        """Go into `carton`; its closing tells it, not this step. `orders` holds the one it was picked for."""
        self.check_move(DeviceState.PACKED)
        orders[self.order_id].check_live()
        carton.add(self.name, self.order_id)
        orders[self.order_id].line(self.type).packed += 1
        self.state, self.carton_id = DeviceState.PACKED, carton.id

    def unpack(self, cartons: Cartons, orders: Orders) -> None:
        """Be taken out of its open carton again, still picked for its order."""
        cartons[self.carton_id].take_out()
        orders[self.order_id].line(self.type).packed -= 1
        self.state, self.carton_id = DeviceState.PICKED, None

    def packed(self) -> PackedDevice:
        """Its line on a packing list."""
        return PackedDevice(
            device=self.id,
            maker=self.maker,
            serial=Serial(self.serial),
            model=self.model,
            type=self.type,
            asset_tag=AssetTag(self.asset_tag) if self.asset_tag else None,
        )

    def leave(self, orders: Orders, cartons: Cartons) -> None:
        """Be held for no order, and lie in no carton."""
        if self.state is DeviceState.PACKED:
            self.unpack(cartons, orders)
        orders[self.order_id].give_back(self.type)
        self.order_id = self.carton_id = None

    def check_move(self, target: DeviceState) -> None:
        """Raise `Conflict` unless the table of moves leads there; what is aside must first be said to be so no more."""
        found = self.state is DeviceState.WRITTEN_OFF and target in (DeviceState.RECEIVED, DeviceState.RETURNED)
        if (self.state in ASIDE and not found) or (self.state, target) not in MOVES:
            raise refusal(self.name, self.state, ASIDE.get(self.state, REFUSED[target]))
