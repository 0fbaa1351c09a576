"""Return shipments: what a board sends back to the reserve together, for one reason."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.values import BoardCode
from services.shipping.model.record import Record


class ReturnShipment(Record):
    """A return, with the number that the board writes on its boxes."""

    __tablename__ = "return_shipment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    board: Mapped[BoardCode] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(500))
    sent_at: Mapped[datetime]

    @staticmethod
    def numbered(number: int) -> str:
        return f"R{number:06d}"
