"""Rows loaded for update inside a board's scope, in id order, so that two transactions never wait for each other."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from services.chassis.errors import NotFound
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import Device, Record, Shipment

# What any operation may change of a device in use.
CHANGING = (
    *Device.STEPPING,
    "request",
    "missed",
    "before_return",
    "taken_by",
    "taken_at",
    "fault",
)


def shipment_for_change(session: Session, shipment_id: UUID, scope: BoardCode | None) -> Shipment:
    """One shipment with its cartons. Raises `NotFound`, also when it is another board's."""
    statement = select(Shipment).where(Shipment.id == shipment_id).options(selectinload(Shipment.cartons))
    if scope is not None:
        statement = statement.where(Shipment.board == scope)
    found = session.scalars(statement.with_for_update()).one_or_none()
    if found is None:
        raise NotFound("shipment.unknown", say("There is no such shipment. Open the list of shipments and choose."))
    return found


def devices_for_change(session: Session, ids: Collection[UUID], board: BoardCode) -> Sequence[Device]:
    """All of these devices of the board. Raises `NotFound` when one of them is unknown or another board's."""
    wanted = set(ids)
    statement = select(Device).where(Device.id.in_(wanted), Device.board == board)
    found = session.scalars(statement.order_by(Device.id).with_for_update()).all()
    if len(found) < len(wanted):
        unknown = len(wanted) - len(found)
        raise NotFound("device.unknown", say("%(count)s of these devices are not your board's.", count=unknown))
    return found


def write_alike(rows: Iterable[Record], columns: Sequence[str] = CHANGING) -> None:
    """Have the coming flush write the same columns of each row: one statement, whatever steps were mixed."""
    for row in rows:
        for name in columns:
            flag_modified(row, name)
