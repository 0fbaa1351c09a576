"""Suppliers' files that are being read, or wait to be: one of them, and those that are under way."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.contracts.sentence import say
from services.warehouse.model.notice_file import NoticeFile
from services.warehouse.model.notice_reading import SILENT, NoticeReading

MOST_SHOWN = 20


def notice_reading(session: Session, key: UUID) -> tuple[NoticeReading, NoticeFile | None]:
    """A file's reading and, once it ended, what became of it. Raises `NotFound`."""
    found = session.get(NoticeReading, key)
    if found is None:
        raise NotFound("notice.unknown", say("This file is not known here."))
    return found, session.get(NoticeFile, found.file_id) if found.file_id else None


def under_way(session: Session) -> Sequence[NoticeReading]:
    """The files that are not read yet, oldest first."""
    waiting = select(NoticeReading).where(NoticeReading.ended_at.is_(None)).order_by(NoticeReading.id)
    return session.scalars(waiting.limit(MOST_SHOWN)).all()


def waits(session: Session, at: datetime) -> bool:
    """Whether there is a file that nobody reads, or whose reader died."""
    free = or_(NoticeReading.told_at.is_(None), NoticeReading.told_at < at - SILENT)
    waiting = select(NoticeReading.id).where(NoticeReading.ended_at.is_(None), free)
    return session.scalar(waiting.limit(1)) is not None
