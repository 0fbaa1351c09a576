"""Cartons, as the warehouse closed them, and their packing lists."""

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.contracts.values import BoardCode, CartonCode
from services.contracts.warehouse import CartonClosed
from services.shipping.model.custody import Custody
from services.shipping.model.record import Record

if TYPE_CHECKING:
    from services.shipping.model.device import Device
    from services.shipping.model.shipment import Shipment


class Carton(Record):
    """A closed carton. `code` is None while only its order named it and its packing list has not been heard yet."""

    __tablename__ = "carton"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[CartonCode | None] = mapped_column(unique=True)
    request: Mapped[UUID]
    board: Mapped[BoardCode]
    holds: Mapped[int] = mapped_column(default=0)
    shipment_id: Mapped[UUID | None] = mapped_column(ForeignKey("shipment.id"), index=True)
    shipment: Mapped["Shipment | None"] = relationship(back_populates="cartons", lazy="raise")

    def close(self, told: CartonClosed) -> None:
        """Take what the warehouse told when it closed the carton."""
        self.code = told.code
        self.holds = len(told.devices)

    @property
    def heard(self) -> bool:
        """Whether its packing list is known here."""
        return self.code is not None


class Packing(Record):
    """One line of a carton's packing list: stays, also when the device comes back and leaves in another carton."""

    __tablename__ = "packing"

    carton_id: Mapped[UUID] = mapped_column(ForeignKey("carton.id"), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True, index=True)
    carton: Mapped[Carton] = relationship(lazy="raise")
    device: Mapped["Device"] = relationship(lazy="raise")

    @property
    def state(self) -> Custody:
        """What became of the device of this line; one that left again since had come back first."""
        return self.device.state if self.device.carton_id == self.carton_id else Custody.RETURNED
