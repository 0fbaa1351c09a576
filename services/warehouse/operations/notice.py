"""The devices of a supplier's notice are kept: the new ones as announced, those that came before it as received."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.upsert import insert_all
from services.contracts.sentence import say
from services.warehouse.model.asn import MOST_FAULTS, Notice, Row
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.receiving import is_meant_by, join
from services.warehouse.operations import loading
from services.warehouse.operations.tally import DEVICE, save

# What a notice tells of a device that came before it.
TOLD = ("delivery_id", "unexpected", "supplier_carton", "supplier_pallet", "asset_tag")


def keep_devices(session: Session, delivery: UUID, notice: Notice) -> None:
    """Keep the devices; what is known already under the same serial or tag becomes a fault of the notice.

    But a truck may be faster than its notice: what was received unannounced, of the same model, is this delivery's.
    """
    if not notice.rows:
        return
    rows = [_record(row, delivery) for row in notice.rows]
    insert_all(session, DEVICE, rows)
    if left := _left(session, delivery, notice):
        _adopt(session, delivery, left)
        _name_known(session, notice, _left(session, delivery, notice))


def _left(session: Session, delivery: UUID, notice: Notice) -> list[Row]:
    """The rows whose device is not the delivery's."""
    ours = Device.delivery_id == delivery
    if session.scalar(select(func.count()).where(ours)) == len(notice.rows):
        return []
    kept = {(row.maker, row.serial) for row in session.execute(select(Device.maker, Device.serial).where(ours))}
    return [row for row in notice.rows if row.identity not in kept]


def _adopt(session: Session, delivery: UUID, left: Sequence[Row]) -> None:
    """Count as received in the delivery what came before its notice; not under a tag that another device has."""
    announced = {row.identity: row for row in left}
    # Looked through whole: the strays are few, and the rows of a file may be more than one statement can name.
    strays = select(Device.id, Device.maker, Device.serial).where(Device.unexpected, Device.delivery_id.is_(None))
    ids = {one.id for one in session.execute(strays) if (one.maker, one.serial) in announced}
    pairs = [(one, announced[one.identity]) for one in loading.devices_where(session, Device.id.in_(ids))]
    owners = _owners(session, [row for _, row in pairs])
    fit = [(one, row) for one, row in pairs if is_meant_by(one, row) and row.asset_tag not in owners]
    for device, row in fit:
        join(device, delivery, row)
    save(session, [device for device, _ in fit], TOLD)


def _name_known(session: Session, notice: Notice, left: Sequence[Row]) -> None:
    owners = _owners(session, left[:MOST_FAULTS])
    for row in left:
        if owners.get(row.asset_tag, row.identity) == row.identity:
            notice.fault(row.line, "serial", "asn.serial_known", say("This serial is known already."))
        else:
            notice.fault(row.line, "asset_tag", "asn.asset_tag_known", say("This asset tag is on another device."))
    lines = {row.line for row in left}
    notice.rows = [row for row in notice.rows if row.line not in lines]


def _owners(session: Session, rows: Sequence[Row]) -> dict[str | None, tuple[str, str]]:
    """By asset tag, who has those of these rows already."""
    tags = {row.asset_tag for row in rows if row.asset_tag}
    found = session.scalars(select(Device).where(Device.asset_tag.in_(tags)))
    return {device.asset_tag: device.identity for device in found}


def _record(row: Row, delivery: UUID) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "maker": row.model.maker,
        "serial": row.serial,
        "model": row.model.code,
        "type": row.model.type,
        "asset_tag": row.asset_tag,
        "supplier_carton": row.carton,
        "supplier_pallet": row.pallet,
        "delivery_id": delivery,
        "unexpected": False,
        "state": DeviceState.ANNOUNCED,
    }
