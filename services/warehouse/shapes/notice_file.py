"""Shapes of the files of suppliers' notices: listed, reported on, saved as they came."""

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Self
from uuid import UUID

from flask import Response, send_file

from services.chassis.settings import Settings
from services.chassis.web.edge import edge
from services.chassis.web.shapes import Answer
from services.contracts.sentence import Sentence
from services.warehouse.model.asn import MOST_FAULTS
from services.warehouse.model.notice_file import NoticeFile, NoticeOutcome, Verdict

# A type that no browser shows: a stranger wrote the file.
AS_IT_CAME = "application/octet-stream"


class NoticeFault(Answer):
    """A fault of the file: where, a stable code, and what to do in the reader's language."""

    pointer: str
    code: str
    detail: str


class NoticeFileAnswer(Answer):
    """A supplier's file that is kept for the record; `faults` counts all that is wrong with it, `has_content` says
    whether its bytes are kept too, `verdict` what the antivirus said of it, `threat` what it found."""

    id: UUID
    name: str
    sha256: str
    size: int
    sent_by: str
    sent_at: datetime
    outcome: NoticeOutcome
    delivery_id: UUID | None
    rows: int
    faults: int
    has_content: bool
    verdict: Verdict | None
    threat: str | None


class NoticeFiles(Answer):
    items: Sequence[NoticeFileAnswer]
    next: UUID | None


class NoticeReport(NoticeFileAnswer):
    """A kept file with its first hundred faults."""

    errors: Sequence[NoticeFault]

    @classmethod
    def of(cls, file: NoticeFile, render: Callable[[Sentence], str]) -> Self:
        first = file.told_faults()[:MOST_FAULTS]
        errors = [NoticeFault(pointer=one.pointer, code=one.code, detail=render(one.detail)) for one in first]
        return cls(**NoticeFileAnswer.model_validate(file).model_dump(), errors=errors)


def to_be_saved(file: NoticeFile) -> Response:
    """The file as it came, once the antivirus has nothing against it. Raises `Conflict` until then."""
    return send_file(
        BytesIO(file.given_out(is_judged())), mimetype=AS_IT_CAME, as_attachment=True, download_name=file.name
    )


def is_judged() -> bool:
    """Whether an antivirus looks at each file here."""
    settings: Settings = edge().config["SETTINGS"]
    return settings.antivirus is not None
