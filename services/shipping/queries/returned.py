"""Return shipments in lists and one by one, and how much of each the reserve has."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import Custody, Device, ReturnShipment


@dataclass(frozen=True)
class Contents:
    """How many devices are in a return by the records, and of how many the reserve says that it has them."""

    devices: int = 0
    received: int = 0

    @property
    def expected(self) -> int:
        """Those that are still on their way, or were not in the boxes."""
        return self.devices - self.received


def returns(
    session: Session,
    scope: BoardCode | None,
    board: BoardCode | None = None,
    cursor: UUID | None = None,
    limit: int = 50,
) -> Page[ReturnShipment]:
    """Returns, newest first, of one board where `scope` or `board` says so."""
    wanted = [ReturnShipment.board == one for one in (scope, board) if one is not None]
    return page(session, select(ReturnShipment).where(*wanted), ReturnShipment.id, cursor, limit)


def return_shipment(session: Session, return_id: UUID, scope: BoardCode | None) -> ReturnShipment:
    """One return. Raises `NotFound`, also when it is another board's."""
    found = session.get(ReturnShipment, return_id)
    if found is None or scope not in (None, found.board):
        raise NotFound("return.unknown", say("There is no such return. Open the list of returns and choose."))
    return found


def contents(session: Session, ids: Collection[UUID]) -> dict[UUID, Contents]:
    """What each of these returns holds; one statement."""
    received = func.sum(case((Device.state == Custody.RETURNED, 1), else_=0))
    counted = select(Device.return_id, func.count(), received).where(Device.return_id.in_(ids))
    found = {row[0]: Contents(row[1], row[2]) for row in session.execute(counted.group_by(Device.return_id))}
    return {one: found.get(one, Contents()) for one in ids}


def returned_devices(session: Session, return_id: UUID, cursor: UUID | None = None, limit: int = 50) -> Page[Device]:
    """The devices of a return, each as it stands now."""
    return page(session, select(Device).where(Device.return_id == return_id), Device.id, cursor, limit)
