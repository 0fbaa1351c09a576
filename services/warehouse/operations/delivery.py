"""Deliveries are announced by their suppliers and closed at the dock."""

from collections import Counter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.upsert import insert
from services.contracts.sentence import say
from services.warehouse.model.asn import MOST_FAULTS, Identity, Notice, Row, read_notice
from services.warehouse.model.delivery import Delivery
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.operations import loading


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
    _keep_devices(session, delivery, notice)
    notice.check()
    outbox.record(session, delivery.announce(Counter(row.model.type for row in notice.rows)))
    return delivery


def close_delivery(session: Session, key: UUID) -> Delivery:
    """End the receipt of a delivery and count what is missing."""
    delivery = loading.delivery(session, key)
    came = (Device.delivery_id == key) & (Device.state != DeviceState.ANNOUNCED)
    counts = select(Device.unexpected, func.count().label("devices")).where(came).group_by(Device.unexpected)
    found = {bool(row.unexpected): row.devices for row in session.execute(counts)}
    outbox.record(session, delivery.close(found.get(False, 0), found.get(True, 0), act_of(session).at))
    return delivery


def _keep_devices(session: Session, delivery: Delivery, notice: Notice) -> None:
    """Insert the devices; what is known already under the same serial or tag becomes a fault of the notice."""
    if not notice.rows:
        return
    rows = [_record(row, delivery.id) for row in notice.rows]
    session.execute(insert(session, Device).on_conflict_do_nothing(), rows)
    kept = session.scalar(select(func.count()).where(Device.delivery_id == delivery.id))
    if kept != len(rows):
        _name_known(session, delivery, notice)


def _name_known(session: Session, delivery: Delivery, notice: Notice) -> None:
    kept = _identities(session, Device.delivery_id == delivery.id)
    left = [row for row in notice.rows if row.identity not in kept]
    known = _identities(session, Device.serial.in_([row.serial for row in left[:MOST_FAULTS]]))
    for row in left:
        if row.identity in known or row.asset_tag is None:
            notice.fault(row.line, "serial", "asn.serial_known", say("This serial is known already."))
        else:
            notice.fault(row.line, "asset_tag", "asn.asset_tag_known", say("This asset tag is on another device."))
    notice.rows = [row for row in notice.rows if row.identity in kept]


def _identities(session: Session, which: ColumnElement[bool]) -> set[Identity]:
    return {(row.maker, row.serial) for row in session.execute(select(Device.maker, Device.serial).where(which))}


def _record(row: Row, delivery: UUID) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "maker": row.model.maker,
        "serial": row.serial,
        "model": row.model.code,
        "type": row.model.type,
        "asset_tag": row.asset_tag,
        "supplier_carton": row.carton,
        "delivery_id": delivery,
        "unexpected": False,
        "state": DeviceState.ANNOUNCED,
    }
