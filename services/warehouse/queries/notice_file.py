"""The files of suppliers' notices that are kept for the record: listed, one of them, and that of a delivery."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.warehouse.model.notice_file import UNJUDGED, NoticeFile


def notice_files(session: Session, cursor: UUID | None = None, limit: int = 50) -> Page[NoticeFile]:
    """One page of the files, newest first, without their bytes."""
    return page(session, select(NoticeFile), NoticeFile.id, cursor, limit)


def notice_file(session: Session, key: UUID) -> NoticeFile:
    """One file; its bytes are loaded when they are asked for. Raises `NotFound`."""
    found = session.get(NoticeFile, key)
    if found is None:
        raise NotFound("notice_file.unknown", say("This file is not known here."))
    return found


def find_notice(session: Session, delivery: UUID) -> NoticeFile | None:
    """The file that announced this delivery; there is none where it came before files were kept."""
    return session.scalar(select(NoticeFile).where(NoticeFile.delivery_id == delivery))


def notice_of(session: Session, delivery: UUID) -> NoticeFile:
    """The file that announced this delivery. Raises `NotFound`."""
    found = find_notice(session, delivery)
    if found is None:
        raise NotFound("notice_file.unknown", say("This file is not known here."))
    return found


def unjudged(session: Session) -> NoticeFile | None:
    """The oldest file whose bytes are kept and that no antivirus looked at."""
    return session.scalars(select(NoticeFile).where(UNJUDGED).order_by(NoticeFile.id).limit(1)).first()
