"""Return shipments read out of what earlier releases heard: each found by its number, and holder of what is in it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.upsert import insert_all
from services.contracts.shipping import DeviceSentBack
from services.portal.model.device import Device
from services.portal.model.log import what_of
from services.portal.model.mention import Concern, Mention, Name
from services.portal.model.past import Told
from services.portal.model.state import State
from services.portal.model.subject import key, names, parcel_of
from services.portal.operations import around

SENT_BACK = frozenset({what_of(DeviceSentBack)})


def read_anew(session: Session, devices: Collection[UUID]) -> None:
    """Link what was told of these devices as sent back to their returns; a constant number of statements."""
    told = around.past(session, [key("device", device) for device in devices], None, SENT_BACK)
    _link(session, [one for entries in told.values() for one in entries])
    on_the_way = select(Device).where(Device.id.in_(devices), Device.state == State.SENT_BACK)
    for device in session.scalars(on_the_way.order_by(Device.id).with_for_update()):
        _, last = told[key("device", device.id)][-1]
        device.holder = str(last.data.shipment)


def _link(session: Session, told: Collection[Told]) -> None:
    rows: dict[Any, set[tuple[Any, ...]]] = {
        Mention: {(parcel_of(one.data), position) for position, one in told},
        Concern: {(parcel_of(one.data), one.data.board) for _, one in told},
        Name: {name for _, one in told for name in names(one.data)},
    }
    for table, values in rows.items():
        columns = [column.name for column in table.__table__.primary_key]
        if values:
            new = [dict(zip(columns, value, strict=True)) for value in sorted(values)]
            insert_all(session, table.__table__, new)
