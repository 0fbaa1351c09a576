"""The paper that goes with a stack of devices to a school: what was handed over or lent together, and the signature."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Conflict
from services.contracts.sentence import Sentence, say
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model.calendar import day_of
from services.shipping.model.record import Record


class SlipKind(StrEnum):
    """What the school signs for."""

    HAND_OVER = "hand_over"
    LOAN = "loan"


NAMES: dict[SlipKind, Sentence] = {
    SlipKind.HAND_OVER: say("hand-over"),
    SlipKind.LOAN: say("loan between schools"),
}


class Slip(Record):
    """A numbered paper for one school. In a sentence it stands for its number.

    `lender` and `until` are those of a loan, as the schools agreed; a device says itself when its term was extended.
    """

    __tablename__ = "slip"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[SlipKind]
    board: Mapped[BoardCode]
    school: Mapped[SchoolCode]
    lender: Mapped[SchoolCode | None]
    until: Mapped[date | None]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(120))
    signed_at: Mapped[datetime | None]

    __table_args__ = (Index("slip_of_board", "board", "id"),)

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def numbered(number: int) -> str:
        return f"B{number:06d}"

    def takes(self, like: "Slip") -> bool:
        """Whether what `like` was meant for goes on this paper: same day, schools and term, and nobody signed it."""
        same = ("kind", "school", "lender", "until", "made_by")
        alike = all(getattr(self, name) == getattr(like, name) for name in same)
        return alike and self.signed_at is None and day_of(self.made_at) == day_of(like.made_at)

    def sign(self, at: datetime) -> None:
        """The school's signature came back. Raises `Conflict` the second time."""
        if self.signed_at is not None:
            raise Conflict("slip.signed", say("Slip %(number)s is signed already.", number=self.number))
        self.signed_at = at


class SlipLine(Record):
    """A device on a slip, by the event that told its hand-over or loan."""

    __tablename__ = "slip_line"

    event: Mapped[UUID] = mapped_column(primary_key=True)
    slip_id: Mapped[UUID] = mapped_column(ForeignKey("slip.id"))
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))

    __table_args__ = (Index("line_of_slip", "slip_id", "device_id"),)
