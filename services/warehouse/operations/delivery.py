"""Deliveries are announced by their suppliers and closed at the dock."""

from collections import Counter
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.database import if_refused
from services.warehouse.model.asn import read_notice
from services.warehouse.model.delivery import Delivery
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.notice_file import NoticeFile, NoticeOutcome
from services.warehouse.operations import loading
from services.warehouse.operations.notice import keep_devices


def announce_delivery(
    session: Session,
    supplier: str,
    reference: str,
    csv_bytes: bytes,
    name: str = "",
    accept_good_rows: bool = False,
) -> Delivery:
    """Keep a supplier's notice whole, or, where the caller accepts it, its good rows; constant in statements.

    Raises `Invalid` with the faults, and keeps nothing of it. The file itself is kept either way, for the record.
    """
    notice = read_notice(csv_bytes)
    sent_by, at = act_of(session).actor, act_of(session).at
    if_refused(session, lambda apart: _keep_refused(apart, NoticeFile.of(name, csv_bytes, notice, None, sent_by, at)))
    delivery = _begin(session, supplier, reference)
    keep_devices(session, delivery.id, notice)
    notice.check(accept_good_rows)
    delivery.announced = len(notice.rows)
    session.add(NoticeFile.of(name, csv_bytes, notice, delivery.id, sent_by, at))
    outbox.record(session, delivery.announce(Counter(row.model.type for row in notice.rows)))
    return delivery


def _keep_refused(session: Session, file: NoticeFile) -> None:
    """Keep a refused file, or that it came again from the same sender."""
    same = (NoticeFile.sha256 == file.sha256) & (NoticeFile.sent_by == file.sent_by)
    refused = NoticeFile.outcome == NoticeOutcome.REFUSED
    before = session.scalars(select(NoticeFile).where(same, refused).limit(1).with_for_update()).first()
    if before is None:
        session.add(file)
    else:
        before.come_again(file)


def _begin(session: Session, supplier: str, reference: str) -> Delivery:
    number = f"L{next_number(session, 'delivery'):06d}"
    at = act_of(session).at
    delivery = Delivery(id=uuid7(), number=number, supplier=supplier, reference=reference, announced=0, announced_at=at)
    session.add(delivery)
    session.flush()
    return delivery


def close_delivery(session: Session, key: UUID) -> Delivery:
    """End the receipt of a delivery and count what is missing."""
    delivery = loading.delivery(session, key)
    came = (Device.delivery_id == key) & (Device.state != DeviceState.ANNOUNCED)
    counts = select(Device.unexpected, func.count().label("devices")).where(came).group_by(Device.unexpected)
    found = {bool(row.unexpected): row.devices for row in session.execute(counts)}
    at = act_of(session).at
    closing = undo.step(delivery, at, lambda: delivery.close(found.get(False, 0), found.get(True, 0), at))
    outbox.record_all(session, [closing])
    return delivery


def undo_delivery(session: Session, key: UUID, reason: str) -> Delivery:
    """Take the end of a delivery's receipt back: receiving goes on."""
    delivery = loading.delivery(session, key)
    outbox.record(session, delivery.undo(undo.last_step(session, f"delivery/{key}"), reason))
    return delivery
