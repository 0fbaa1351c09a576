"""A supplier's long file on its way to be read: taken at once, read by a worker, told row by row how far that is."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.chassis.sheet.reading import ZIP
from services.contracts.sentence import Sentence, say
from services.warehouse.model.notice_file import LONGEST_NAME, NoticeFile, file_name
from services.warehouse.model.record import Record

# From so many bytes on a person would wait for some two seconds. Measured on SQLite, on 2 cores: a CSV of 15,000 rows
# (0.6 MB) is announced in 1.0 s, of 40,000 (1.6 MB) in 2.5 s; an XLSX of as many (0.3 and 0.9 MB) in 2.9 and 7.8 s.
LONG_BOOK, LONG_TEXT = 200_000, 1_000_000
# A reader who tells nothing for so long is taken for dead, and the file is read anew; after so many times by nobody.
SILENT = timedelta(seconds=60)
MOST_TRIES = 3


class ReadingStep(StrEnum):
    """How far the reading of a file is."""

    WAITING = "waiting"
    READING = "reading"
    KEEPING = "keeping"
    ENDED = "ended"
    FAILED = "failed"


WORDS: Mapping[ReadingStep, Sentence] = {
    ReadingStep.WAITING: say("waits to be read"),
    ReadingStep.READING: say("is being read"),
    ReadingStep.KEEPING: say("is read; what is right in it is being kept, in one piece"),
    ReadingStep.ENDED: say("is read"),
    ReadingStep.FAILED: say("could not be read, by our fault; nothing of it was kept: send it again"),
}
OVER = frozenset({ReadingStep.ENDED, ReadingStep.FAILED})
OPEN = text("ended_at IS NULL")


@dataclass(frozen=True)
class Sent:
    """What somebody sends in a supplier's name: the file of a notice, and what is said beside it."""

    supplier: str
    reference: str
    content: bytes
    name: str = ""
    accept_good_rows: bool = False
    expected_on: date | None = None

    @property
    def is_long(self) -> bool:
        """Whether it takes longer to read than a person should wait for an answer."""
        return len(self.content) > (LONG_BOOK if self.content.startswith(ZIP) else LONG_TEXT)


class NoticeReading(Record):
    """One file that is to be read. Its bytes go once it is: what may be kept of them is in its `NoticeFile`."""

    __tablename__ = "notice_reading"
    __table_args__ = (Index("notice_reading_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    packed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    supplier: Mapped[str] = mapped_column(String(500))
    reference: Mapped[str] = mapped_column(String(500))
    accept_good_rows: Mapped[bool]
    expected_on: Mapped[date | None]
    sent_by: Mapped[str] = mapped_column(String(200))
    sent_at: Mapped[datetime]
    step: Mapped[ReadingStep]
    tries: Mapped[int] = mapped_column(default=0)
    # Rows read so far and rows in all; 0 while nobody knows.
    read: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    # The reader's last sign of life.
    told_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("notice_file.id"))

    @classmethod
    def of(cls, sent: Sent, sent_by: str, at: datetime) -> Self:
        return cls(
            id=uuid7(),
            name=file_name(sent.name),
            packed=zlib.compress(sent.content),
            supplier=sent.supplier,
            reference=sent.reference,
            accept_good_rows=sent.accept_good_rows,
            expected_on=sent.expected_on,
            sent_by=sent_by,
            sent_at=at,
            step=ReadingStep.WAITING,
        )

    @property
    def under_way(self) -> bool:
        return self.step not in OVER

    def sent(self) -> Sent:
        """What was sent, while it is not read."""
        content = zlib.decompress(self.packed or b"")
        return Sent(self.supplier, self.reference, content, self.name, self.accept_good_rows, self.expected_on)

    def begin(self, at: datetime) -> bool:
        """Be read from the first row on; False where it was begun too often, each time by a reader who died of it."""
        self.tries, self.read, self.rows, self.told_at = self.tries + 1, 0, 0, at
        if self.tries > MOST_TRIES:
            self._end(ReadingStep.FAILED, at)
            return False
        self.step = ReadingStep.READING
        return True

    def tell(self, step: ReadingStep, read: int, rows: int, at: datetime) -> None:
        """How far the reader is. What is over stays as it ended."""
        if self.under_way:
            self.step, self.read, self.rows, self.told_at = step, read, rows, at

    def end(self, file: NoticeFile, at: datetime) -> None:
        """Be read: what became of it is told by its file."""
        self.file_id = file.id
        self._end(ReadingStep.ENDED, at)

    def _end(self, step: ReadingStep, at: datetime) -> None:
        self.step, self.ended_at, self.packed = step, at, None
