"""Cartons, as the warehouse closed them, and their packing lists."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.chassis.errors import Conflict
from services.contracts.sentence import say
from services.contracts.shipping import CartonReleased, DeviceMissing
from services.contracts.values import BoardCode, CartonCode
from services.contracts.warehouse import CartonClosed, OrderPacked
from services.shipping.model.custody import Came, Custody
from services.shipping.model.record import Record

if TYPE_CHECKING:
    from services.shipping.model.device import Device
    from services.shipping.model.shipment import Shipment


class Carton(Record):
    """A closed carton. `code` is None while only its order named it and its packing list has not been heard yet.

    `given_back` counts how often it was given back to the warehouse, `passed_after` how many of these the warehouse
    knew of when it last passed it: with fewer it is the warehouse's. Services are heard late, so no clock tells it.
    """

    __tablename__ = "carton"
    STEPPING: ClassVar[tuple[str, ...]] = ("loaded_at", "loaded_by")

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[CartonCode | None] = mapped_column(unique=True)
    request: Mapped[UUID]
    board: Mapped[BoardCode]
    holds: Mapped[int] = mapped_column(default=0)
    shipment_id: Mapped[UUID | None] = mapped_column(ForeignKey("shipment.id"), index=True)
    shipment: Mapped["Shipment | None"] = relationship(back_populates="cartons", lazy="raise")
    given_back: Mapped[int] = mapped_column(default=0)
    passed_after: Mapped[int] = mapped_column(default=0)
    # Since when it is on the truck of its shipment, scanned there by this actor; None while it stands at the dock.
    loaded_at: Mapped[datetime | None]
    loaded_by: Mapped[str | None] = mapped_column(String(80))

    def close(self, told: CartonClosed) -> None:
        """Take what the warehouse told when it closed the carton."""
        self.code = told.code
        self.holds = len(told.devices)

    def reopen(self) -> None:
        """The warehouse undid the closing: its packing list is forgotten, a later closing tells another."""
        self.code, self.holds, self.passed_after = None, 0, self.given_back

    @property
    def is_given_back(self) -> bool:
        """Whether it is the warehouse's, and not passed anew."""
        return self.given_back > self.passed_after

    def give_back(self) -> None:
        """Be the warehouse's again, at the dock."""
        self.given_back += 1
        self.loaded_at = self.loaded_by = None

    def release(self, reason: str) -> CartonReleased:
        """Give the carton back to the warehouse, out of `shipment_id` where it is in one. Refused a second time."""
        if self.is_given_back:
            raise Conflict("carton.released", say("This carton is the warehouse's already: open it, or pass it again."))
        self.give_back()
        return CartonReleased(
            carton=self.id, shipment=self.shipment_id, request=self.request, board=self.board, reason=reason
        )

    def is_passed(self, told: OrderPacked) -> bool:
        """Whether an order packed puts it into a shipment: it is in none, and the warehouse knew of all returns."""
        return self.shipment_id is None and told.releases.get(self.id, 0) >= self.given_back

    def take(self, shipment: UUID | None) -> None:
        """Be shipping's, in this shipment where it is to go into one."""
        self.shipment_id, self.passed_after = shipment, self.given_back

    @property
    def heard(self) -> bool:
        """Whether its packing list is known here."""
        return self.code is not None


class Packing(Record):
    """One line of a carton's packing list: stays, also when the device comes back and leaves in another carton.

    `came`: how it came to the board in this carton, None while that is open.
    """

    __tablename__ = "packing"

    carton_id: Mapped[UUID] = mapped_column(ForeignKey("carton.id"), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True, index=True)
    came: Mapped[Came | None]
    carton: Mapped[Carton] = relationship(lazy="raise")
    device: Mapped["Device"] = relationship(lazy="raise")

    @property
    def state(self) -> Custody:
        """What became of the device of this line; one that came, and is in another carton by now, had come back first.

        One that was not accepted yet and is not in this carton any more does not come: it is missing.
        """
        if self.came is Came.MISSING:
            return Custody.MISSING
        if self.device.carton_id == self.carton_id:
            return self.device.state
        return Custody.RETURNED if self.came else Custody.MISSING

    @property
    def remark(self) -> str:
        """What its board said was damaged, or why it is missing; empty once something else became of the device."""
        stands = self.device.carton_id == self.carton_id and self.device.state in {Custody.DAMAGED, Custody.MISSING}
        return self.device.reason or "" if stands else ""

    @property
    def waits(self) -> bool:
        """Whether its device is on its way in this very carton."""
        return self.device.state is Custody.IN_TRANSIT and self.device.carton_id == self.carton_id

    def lack(self) -> DeviceMissing:
        """The receipt ended without its device, which is elsewhere by now and stays there."""
        self.came = Came.MISSING
        if self.carton.shipment_id is None:
            raise RuntimeError(f"carton {self.carton_id} is in no shipment that could be received")
        return DeviceMissing(
            device=self.device_id,
            type=self.device.type,
            board=self.carton.board,
            shipment=self.carton.shipment_id,
            request=self.carton.request,
            reason="",
            elsewhere=True,
        )
