"""How far the reading of a supplier's file is, in the reader's words: for programs, and for the page that follows."""

from typing import Self
from uuid import UUID

from flask_babel import format_decimal

from services.chassis.web.language import render
from services.chassis.web.shapes import Watched
from services.contracts.sentence import say
from services.warehouse.model.notice_file import NoticeFile
from services.warehouse.model.notice_reading import WORDS, NoticeReading, ReadingStep


class NoticeReadingAnswer(Watched):
    """`read` of `rows`, 0 while nobody knows; `words` and `told` say it. Once it is no more `under_way`, `kept` rows
    are announced and `faults` are told by the file of `file_id`; a refused one has no delivery."""

    id: UUID
    step: ReadingStep
    words: str
    told: str
    read: int
    rows: int
    under_way: bool
    kept: str
    faults: str
    delivery_id: UUID | None
    file_id: UUID | None

    @classmethod
    def of(cls, reading: NoticeReading, file: NoticeFile | None) -> Self:
        taken = file.rows if file and file.delivery_id else 0
        told = say("%(read)s of %(rows)s rows read", read=_number(reading.read), rows=_number(reading.rows))
        return cls(
            id=reading.id,
            step=reading.step,
            words=render(WORDS[reading.step]),
            told=render(told) if reading.rows else "",
            read=reading.read,
            rows=reading.rows,
            under_way=reading.under_way,
            kept=_number(taken),
            faults=_number(file.faults if file else 0),
            delivery_id=file.delivery_id if file else None,
            file_id=reading.file_id,
        )


def _number(count: int) -> str:
    return str(format_decimal(count))
