"""Devices that a board found in its boxes though no packing list of its names them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.contracts.shipping import DeviceUnexpected
from services.contracts.values import BoardCode, Serial
from services.shipping.model.record import Record


class Finding(Record):
    """A report of its own, not a device: the warehouse says whose it is. Made once for a serial in a shipment.

    `maker` and `reason` are empty where nobody said them; whoever shows them has the words.
    """

    __tablename__ = "finding"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    shipment_id: Mapped[UUID] = mapped_column(ForeignKey("shipment.id"))
    board: Mapped[BoardCode]
    maker: Mapped[str] = mapped_column(String(40))
    serial: Mapped[Serial]
    reason: Mapped[str] = mapped_column(String(500))
    found_at: Mapped[datetime]
    # Once the warehouse knows it: the device, and the board that it was meant for.
    device_id: Mapped[UUID | None]
    meant_for: Mapped[BoardCode | None]

    __table_args__ = (UniqueConstraint("shipment_id", "serial"),)

    def settle(self, device: UUID, meant_for: BoardCode | None) -> None:
        """The warehouse knows which device it is, and for whom it was, where it was for somebody."""
        self.device_id, self.meant_for = device, meant_for

    @classmethod
    def report(
        cls, shipment: UUID, board: BoardCode, maker: str, serial: Serial, reason: str, at: datetime
    ) -> tuple["Finding", DeviceUnexpected]:
        """The finding and what it tells the warehouse."""
        finding = cls(
            id=uuid7(), shipment_id=shipment, board=board, maker=maker, serial=serial, reason=reason, found_at=at
        )
        told = DeviceUnexpected(
            finding=finding.id, shipment=shipment, board=board, maker=maker, serial=serial, reason=reason
        )
        return finding, told
