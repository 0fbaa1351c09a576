"""Long files of suppliers are taken at once and read later: begun by one reader, told on the way, kept once."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.database import if_refused
from services.warehouse.model.asn import Notice
from services.warehouse.model.notice_file import NoticeFile
from services.warehouse.model.notice_reading import SILENT, NoticeReading, ReadingStep, Sent
from services.warehouse.operations.delivery import keep_notice, keep_refused


@dataclass(frozen=True)
class Begun:
    """A file that is this reader's to read, and who sent it."""

    key: UUID
    sent: Sent
    sent_by: str


def queue_notice(session: Session, sent: Sent) -> NoticeReading:
    """Take a file to be read by a worker. Nothing in it was looked at."""
    reading = NoticeReading.of(sent, act_of(session).actor, act_of(session).at)
    session.add(reading)
    session.flush()
    return reading


def begin_reading(session: Session) -> Begun | None:
    """The oldest file that nobody reads, or whose reader died; None where there is none, or where it is given up."""
    at = act_of(session).at
    free = or_(NoticeReading.told_at.is_(None), NoticeReading.told_at < at - SILENT)
    waiting = select(NoticeReading).where(NoticeReading.ended_at.is_(None), free).order_by(NoticeReading.id)
    reading = session.scalars(waiting.limit(1).with_for_update(skip_locked=True)).first()
    if reading is None or not reading.begin(at):
        return None
    return Begun(reading.id, reading.sent(), reading.sent_by)


def tell_reading(session: Session, key: UUID, step: ReadingStep, read: int, rows: int) -> None:
    """Note how far a reading is."""
    session.get_one(NoticeReading, key, with_for_update=True).tell(step, read, rows, act_of(session).at)


def keep_read(session: Session, begun: Begun, notice: Notice) -> None:
    """Keep what was read, as if it had been sent now; nothing where another reader was faster.

    Raises `Invalid` with the faults where nothing is kept of it; that is then noted apart, with the refused file.
    """
    reading = session.get_one(NoticeReading, begun.key, with_for_update=True)
    if not reading.under_way:
        return
    if_refused(session, lambda apart: _end_refused(apart, begun, notice))
    _, file = keep_notice(session, begun.sent, notice)
    session.flush()
    reading.end(file, act_of(session).at)


def _end_refused(session: Session, begun: Begun, notice: Notice) -> None:
    reading = session.get_one(NoticeReading, begun.key, with_for_update=True)
    if reading.under_way:
        at = act_of(session).at
        refused = NoticeFile.of(begun.sent.name, begun.sent.content, notice, None, begun.sent_by, at)
        file = keep_refused(session, refused)
        session.flush()
        reading.end(file, at)
