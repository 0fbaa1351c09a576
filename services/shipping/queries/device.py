"""Devices in a board's hands, in lists and one by one."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model import Custody, Device, ReturnShipment, Shipment, Transfer


@dataclass(frozen=True)
class Asked:
    """Which devices a list shows; what is None does not matter. `aside`: with a fault, or without."""

    state: Custody | None = None
    board: BoardCode | None = None
    school: SchoolCode | None = None
    lender: SchoolCode | None = None
    loan: str | None = None
    shipment_id: UUID | None = None
    request: UUID | None = None
    taken_by: str | None = None
    aside: bool | None = None


def devices(
    session: Session, scope: BoardCode | None, asked: Asked, cursor: UUID | None = None, limit: int = 50
) -> Page[Device]:
    """Devices that were packed for a board, whatever became of them since."""
    statement = _scoped(select(Device), scope).options(joinedload(Device.carton))
    for name, value in vars(asked).items():
        if value is not None and name != "aside":
            statement = statement.where(getattr(Device, name) == value)
    if asked.aside is not None:
        statement = statement.where(Device.fault.is_not(None) if asked.aside else Device.fault.is_(None))
    return page(session, statement, Device.id, cursor, limit)


def device(session: Session, device_id: UUID, scope: BoardCode | None) -> Device:
    """One device with its carton. Raises `NotFound`, also when it is another board's."""
    mine = _scoped(select(Device).where(Device.id == device_id), scope)
    found = session.scalars(mine.options(joinedload(Device.carton))).one_or_none()
    if found is None:
        raise NotFound("device.unknown", say("There is no such device. Open the list of devices and choose."))
    return found


def counts(session: Session, scope: BoardCode | None) -> dict[Custody, int]:
    """How many devices are in each state."""
    statement = select(Device.state, func.count()).group_by(Device.state)
    if scope is not None:
        statement = statement.where(Device.board == scope)
    found = {row[0]: row[1] for row in session.execute(statement)}
    return {state: found[state] for state in Custody if state in found}


def travels(session: Session, one: Device) -> tuple[Shipment | None, ReturnShipment | None, Transfer | None]:
    """The shipment in which a device came to its board, the return in which it went, its transfer between boards."""
    came = session.get(Shipment, one.shipment_id) if one.shipment_id else None
    went = session.get(ReturnShipment, one.return_id) if one.return_id else None
    transfer = session.get(Transfer, one.transfer_id) if one.transfer_id else None
    return came if came and came.board == one.board else None, went, transfer


def is_of(session: Session, device_id: UUID, board: BoardCode) -> bool:
    """Whether the device is still this board's."""
    return session.scalar(select(Device.board).where(Device.id == device_id)) == board


def _scoped(statement: Select[Device], scope: BoardCode | None) -> Select[Device]:
    return statement if scope is None else statement.where(Device.board == scope)
