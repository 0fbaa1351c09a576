"""A take-back campaign of a board: which devices come back by when, what came, and what became of the rest."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Conflict
from services.contracts.sentence import Sentence, say
from services.contracts.shipping import RecallClosed, RecallOpened, RecallReopened
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model.found import Condition
from services.shipping.model.record import Record


class Outcome(StrEnum):
    """What became of a device that was expected back."""

    BACK = "back"
    KEPT = "kept"
    LOST = "lost"
    STOLEN = "stolen"
    GONE = "gone"
    OPEN = "open"


NAMES: dict[Outcome, Sentence] = {
    Outcome.BACK: say("back"),
    Outcome.KEPT: say("kept by the school"),
    Outcome.LOST: say("lost"),
    Outcome.STOLEN: say("stolen"),
    # Back at the reserve, say, without a scan of the board.
    Outcome.GONE: say("elsewhere by now"),
    Outcome.OPEN: say("still out"),
}


class Recall(Record):
    """A campaign: its devices are those that were out when it was opened. Until it closes, scans count."""

    __tablename__ = "recall"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    board: Mapped[BoardCode]
    title: Mapped[str] = mapped_column(String(120))
    day: Mapped[date]
    expected: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index("recall_of_board", "board", "id"),)

    def open(self, expected: int) -> RecallOpened:
        """So many devices are out. Raises `Conflict` where none is, or another open campaign expects them all."""
        if not expected:
            raise Conflict(
                "recall.nothing", say("Nothing of that is out, or another open campaign expects it already.")
            )
        self.expected = expected
        return RecallOpened(recall=self.id, board=self.board, title=self.title, day=self.day, expected=expected)

    def close(self, counts: dict[Outcome, int], at: datetime) -> RecallClosed:
        self.still_open()
        self.closed_at = at
        found = {one.value: counts.get(one, 0) for one in Outcome}
        return RecallClosed(recall=self.id, board=self.board, expected=self.expected, **found)

    def reopen(self, reason: str) -> RecallReopened:
        if self.closed_at is None:
            raise Conflict("recall.open", say("This campaign is open."))
        self.closed_at = None
        return RecallReopened(recall=self.id, board=self.board, reason=reason)

    def still_open(self) -> None:
        """Raises `Conflict` once it is closed."""
        if self.closed_at is not None:
            raise Conflict("recall.closed", say("This campaign is closed. Reopen it first."))


class RecallLine(Record):
    """A device that is expected back, and from which school; None: from a student.

    `back`: the event that told that it was taken back. `outcome` is written when the campaign closes.
    """

    __tablename__ = "recall_line"

    recall_id: Mapped[UUID] = mapped_column(ForeignKey("recall.id"), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True)
    school: Mapped[SchoolCode | None]
    back: Mapped[UUID | None]
    back_at: Mapped[datetime | None]
    condition: Mapped[Condition | None]
    note: Mapped[str | None] = mapped_column(String(500))
    kept: Mapped[str | None] = mapped_column(String(500))
    outcome: Mapped[Outcome | None]

    __table_args__ = (
        Index("recalled_device", "device_id"),
        Index("recalled_back", "back"),
        Index("recalled_from", "recall_id", "school", "device_id"),
    )
