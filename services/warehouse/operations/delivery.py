"""Deliveries are announced by their suppliers and closed at the dock."""

from collections import Counter
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.warehouse.model.asn import read_notice
from services.warehouse.model.delivery import Delivery
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.operations import loading
from services.warehouse.operations.notice import keep_devices


def announce_delivery(session: Session, supplier: str, reference: str, csv_bytes: bytes) -> Delivery:
    """Keep a supplier's notice whole, or raise `Invalid` with its faults and keep nothing; constant in statements."""
    notice = read_notice(csv_bytes)
    delivery = Delivery(
        id=uuid7(),
        number=f"L{next_number(session, 'delivery'):06d}",
        supplier=supplier,
        reference=reference,
        announced=len(notice.rows),
        announced_at=act_of(session).at,
    )
    session.add(delivery)
    session.flush()
    keep_devices(session, delivery.id, notice)
    notice.check()
    outbox.record(session, delivery.announce(Counter(row.model.type for row in notice.rows)))
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
