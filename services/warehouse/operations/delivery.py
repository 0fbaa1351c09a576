"""Deliveries are announced by their suppliers and closed at the dock."""

from collections import Counter
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.database import if_refused
from services.chassis.errors import Conflict
from services.warehouse.model.asn import Notice, read_notice
from services.warehouse.model.delivery import CHANGED, Delivery
from services.warehouse.model.difference import Differences, counted
from services.warehouse.model.notice_file import NoticeFile, NoticeOutcome
from services.warehouse.model.notice_reading import Sent
from services.warehouse.operations import loading
from services.warehouse.operations.notice import keep_devices


def announce_delivery(
    session: Session,
    supplier: str,
    reference: str,
    content: bytes,
    name: str = "",
    accept_good_rows: bool = False,
    expected_on: date | None = None,
) -> Delivery:
    """As `announce_sent`, of a file that no form brought."""
    return announce_sent(session, Sent(supplier, reference, content, name, accept_good_rows, expected_on))


def announce_sent(session: Session, sent: Sent) -> Delivery:
    """Keep a supplier's notice whole, or, where the caller accepts it, its good rows; constant in statements.

    Raises `Invalid` with the faults, and keeps nothing of it. The file itself is kept either way, for the record.
    """
    notice = read_notice(sent.content)
    sent_by, at = act_of(session).actor, act_of(session).at
    if_refused(session, lambda apart: keep_refused(apart, _refused(sent, notice, sent_by, at)))
    delivery, _ = keep_notice(session, sent, notice)
    return delivery


def keep_notice(session: Session, sent: Sent, notice: Notice) -> tuple[Delivery, NoticeFile]:
    """Keep what was read of a file: the delivery, its devices, the file. Raises `Invalid` with the faults."""
    delivery = _begin(session, sent.supplier, sent.reference)
    keep_devices(session, delivery.id, notice)
    notice.check(sent.accept_good_rows)
    delivery.announced, delivery.expected_on = len(notice.rows), sent.expected_on
    sent_by, at = act_of(session).actor, act_of(session).at
    file = NoticeFile.of(sent.name, sent.content, notice, delivery.id, sent_by, at)
    session.add(file)
    outbox.record(session, delivery.announce(Counter(row.model.type for row in notice.rows)))
    return delivery, file


def keep_refused(session: Session, file: NoticeFile) -> NoticeFile:
    """Keep a refused file, or that it came again from the same sender; the one that is kept."""
    same = (NoticeFile.sha256 == file.sha256) & (NoticeFile.sent_by == file.sent_by)
    refused = NoticeFile.outcome == NoticeOutcome.REFUSED
    before = session.scalars(select(NoticeFile).where(same, refused).limit(1).with_for_update()).first()
    if before is None:
        session.add(file)
        return file
    before.come_again(file)
    return before


def _refused(sent: Sent, notice: Notice, sent_by: str, at: datetime) -> NoticeFile:
    return NoticeFile.of(sent.name, sent.content, notice, None, sent_by, at)


def _begin(session: Session, supplier: str, reference: str) -> Delivery:
    number = f"L{next_number(session, 'delivery'):06d}"
    at = act_of(session).at
    delivery = Delivery(id=uuid7(), number=number, supplier=supplier, reference=reference, announced=0, announced_at=at)
    session.add(delivery)
    session.flush()
    return delivery


def close_delivery(session: Session, key: UUID, reason: str | None = None, seen: Differences | None = None) -> Delivery:
    """End the receipt of a delivery; where what came differs from what was announced, with a word why.

    `seen` is what differed when it was looked at. Raises `Conflict` where it is another now (`delivery.changed`).
    """
    delivery = loading.delivery(session, key)
    found, at = Differences.of(session.execute(counted(key))), act_of(session).at
    if seen not in (None, found):
        raise Conflict("delivery.changed", CHANGED)
    closing = undo.step(delivery, at, lambda: delivery.close(found, reason, at))
    outbox.record_all(session, [closing])
    return delivery


def undo_delivery(session: Session, key: UUID, reason: str) -> Delivery:
    """Take the end of a delivery's receipt back: receiving goes on."""
    delivery = loading.delivery(session, key)
    outbox.record(session, delivery.undo(undo.last_step(session, f"delivery/{key}"), reason))
    return delivery
