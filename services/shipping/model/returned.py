"""Return shipments: what a board sends back to the reserve together, for one reason."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.shipping import DeviceSentBack
from services.contracts.values import BoardCode
from services.shipping.model.calendar import day_of
from services.shipping.model.record import Record


class ReturnShipment(Record):
    """A return, with the number that the board writes on its boxes: in a sentence it stands for that number."""

    __tablename__ = "return_shipment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    board: Mapped[BoardCode] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(500))
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def numbered(number: int) -> str:
        return f"R{number:06d}"

    def takes(self, reason: str, at: datetime) -> bool:
        """Whether what is sent back now goes into the same boxes: same reason, same day, nothing of it received."""
        return self.received_at is None and self.reason == reason and day_of(self.sent_at) == day_of(at)

    def sends(self, device: UUID, kind: str) -> DeviceSentBack:
        """What is told of a device of this type in it; without a number while the return has none."""
        number = self.number or ""
        return DeviceSentBack(
            device=device, type=kind, board=self.board, shipment=self.id, reason=self.reason, number=number
        )

    def arrive(self, at: datetime) -> None:
        """The warehouse has the first device of it: from now on it takes no more."""
        self.received_at = self.received_at or at

    def is_expected(self) -> None:
        """The warehouse undid the receipt of all that it had of it."""
        self.received_at = None
