"""The file of a supplier's notice, kept for the record as it came: taken whole, in part, or refused.

What is no notice at all, or may name a student, is kept without its bytes; the others keep theirs for two years
(`terms`).
"""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, column_property, mapped_column
from uuid_utils.compat import uuid7

from services.chassis.errors import Conflict, FieldError, NotFound
from services.chassis.sheet.reading import ZIP, texts
from services.contracts.sentence import Sentence, say
from services.contracts.values import CODE_PERMANENT
from services.warehouse.model.asn import KEPT_FAULTS, Notice
from services.warehouse.model.record import Record

LONGEST_NAME, LONGEST_THREAT = 120, 200
NAMELESS = "notice.csv"


class NoticeOutcome(StrEnum):
    """What became of the file."""

    ACCEPTED = "accepted"
    PARTLY = "partly_accepted"
    REFUSED = "refused"


WORDS: Mapping[NoticeOutcome, Sentence] = {
    NoticeOutcome.ACCEPTED: say("accepted in full"),
    NoticeOutcome.PARTLY: say("good rows accepted"),
    NoticeOutcome.REFUSED: say("refused, nothing kept of it"),
}

UNJUDGED = text("verdict IS NULL AND packed IS NOT NULL")


class Verdict(StrEnum):
    """What the antivirus said of the file."""

    CLEAN = "clean"
    INFECTED = "infected"


WAITS = say("This file waits for the antivirus: it can be saved once that has looked at it.")

NOT_KEPT = say(
    "The bytes of this file are not kept: it is no notice, something in it may be a student's code, or it is older than"
    " two years."
)


class NoticeFile(Record):
    """One file as it was sent: its bytes compressed, its digest and size those of the bytes themselves.

    A refused file is kept once for each who sent it, with what was wrong with it the last time.
    """

    __tablename__ = "notice_file"
    __table_args__ = (
        Index("notice_file_delivery", "delivery_id"),
        Index("notice_file_same", "sha256", "sent_by"),
        Index("notice_file_unjudged", "id", sqlite_where=UNJUDGED, postgresql_where=UNJUDGED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    # Lists are many, downloads few.
    packed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    has_content: Mapped[bool] = column_property(packed.is_not(None))
    sent_by: Mapped[str] = mapped_column(String(200))
    sent_at: Mapped[datetime]
    outcome: Mapped[NoticeOutcome]
    delivery_id: Mapped[UUID | None] = mapped_column(ForeignKey("delivery.id"))
    rows: Mapped[int]
    faults: Mapped[int]
    # The first faults as they were told: place, code, sentence with its values; of what stood in the file, nothing.
    report: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # None while no antivirus looked at it, as where there is none.
    verdict: Mapped[Verdict | None]
    threat: Mapped[str | None] = mapped_column(String(LONGEST_THREAT))
    judged_at: Mapped[datetime | None]

    @classmethod
    def of(cls, name: str, content: bytes, notice: Notice, delivery: UUID | None, sent_by: str, at: datetime) -> Self:
        """The record of a file that was read as `notice`, and of the delivery that it announced, if it did."""
        taken = NoticeOutcome.PARTLY if notice.faults else NoticeOutcome.ACCEPTED
        return cls(
            id=uuid7(),
            name=file_name(name),
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            packed=zlib.compress(content) if may_be_kept(content, notice) else None,
            sent_by=sent_by,
            sent_at=at,
            outcome=taken if delivery else NoticeOutcome.REFUSED,
            delivery_id=delivery,
            rows=len(notice.rows),
            faults=len(notice.faults),
            report=[_told(fault) for fault in notice.first_faults(KEPT_FAULTS)],
        )

    @property
    def content(self) -> bytes:
        """The file, byte for byte. Raises `NotFound` where its bytes are not kept."""
        if self.packed is None:
            raise NotFound("notice_file.not_kept", NOT_KEPT)
        return zlib.decompress(self.packed)

    def judge(self, threat: str | None, at: datetime) -> bool:
        """Keep what the antivirus found, or that it found nothing; False where it said so before."""
        if self.verdict:
            return False
        self.verdict, self.judged_at = Verdict.INFECTED if threat else Verdict.CLEAN, at
        self.threat = threat and threat[:LONGEST_THREAT]
        return True

    def withheld(self, judged: bool) -> Sentence | None:
        """Why nobody gets the file, if so: what was found in it, or, where files are `judged`, that it was not yet."""
        if self.verdict is Verdict.INFECTED:
            return say(
                "The antivirus found %(threat)s in this file: it is kept apart, and nobody gets it. Look at the"
                " computer that it came from, then send a clean file.",
                threat=self.threat,
            )
        return WAITS if judged and not self.verdict else None

    def given_out(self, judged: bool) -> bytes:
        """The file, byte for byte. Raises `NotFound` where its bytes are not kept, `Conflict` where it is withheld."""
        content = self.content
        if why := self.withheld(judged):
            raise Conflict("notice_file.withheld", why)
        return content

    def come_again(self, other: "NoticeFile") -> None:
        """Be the record of the same file, sent again and refused again."""
        self.name, self.sent_at = other.name, other.sent_at
        self.rows, self.faults, self.report = other.rows, other.faults, other.report

    def told_faults(self) -> Sequence[FieldError]:
        """The first faults of the file, to be said in the reader's language."""
        return [FieldError(one["pointer"], one["code"], Sentence(one["msgid"], one["values"])) for one in self.report]


def may_be_kept(content: bytes, notice: Notice) -> bool:
    """Whether the bytes may be kept: of a notice, in which nothing is like a student's code permanent."""
    if notice.unfit is not None:
        return False
    said = texts(content) if content.startswith(ZIP) else (content.decode("utf-8", "replace"),)
    return not any(CODE_PERMANENT.search(text) for text in said)


def file_name(given: str) -> str:
    """The name under which a file is kept: without its folders, and none that may name a student or breaks a line."""
    name = given.replace("\\", "/").rsplit("/", 1)[-1].strip()[:LONGEST_NAME]
    return NAMELESS if not name or CODE_PERMANENT.search(name) or not name.isprintable() else name


def _told(fault: FieldError) -> dict[str, Any]:
    detail = fault.detail
    return {"pointer": fault.pointer, "code": fault.code, "msgid": detail.msgid, "values": dict(detail.values)}
