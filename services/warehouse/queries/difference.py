"""What came of a delivery and was not announced so: counted, by carton and type, and device by device."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.chassis.paging import LARGEST, Page
from services.warehouse.model.device import Device
from services.warehouse.model.difference import Difference, Differences, Different, counted, different, kind_of

# So many cartons a page shows; a file has them all.
MOST_STACKS = 200


@dataclass(frozen=True)
class Stack:
    """What differs of one type in one carton, on one pallet; of what was not announced nobody knows either."""

    pallet: str | None
    carton: str | None
    type: str
    found: Differences


def differences(session: Session, delivery: UUID) -> Differences:
    """How many differ, by why; one statement."""
    return Differences.of(session.execute(counted(delivery)))


def stacks(session: Session, delivery: UUID, most: int | None = None) -> Sequence[Stack]:
    """What differs by pallet, carton and type, in the order of their codes; one statement."""
    why, place = kind_of(delivery), (Device.supplier_pallet, Device.supplier_carton, Device.type)
    sums = [func.sum(case((why == kind, 1), else_=0)).label(kind.value) for kind in Difference]
    found = select(*place, *sums).where(Device.delivery_id == delivery, why.is_not(None))
    rows = session.execute(found.group_by(*place).order_by(*(one.nulls_last() for one in place)).limit(most))
    return [Stack(row[0], row[1], row[2], Differences(*row[3:])) for row in rows]


def devices(session: Session, delivery: UUID, cursor: UUID | None = None, limit: int = 50) -> Page[Different]:
    """One page of the devices that differ; one statement."""
    found, limit = different(delivery), min(limit, LARGEST)
    if cursor is not None:
        found = found.where(Device.id < cursor)
    rows = session.execute(found.order_by(Device.id.desc()).limit(limit + 1)).all()
    items = [Different(device, Difference(kind)) for device, kind in rows[:limit]]
    return Page(items, items[-1].device.id if len(rows) > limit else None)


def every(session: Session, delivery: UUID) -> Iterator[Different]:
    """All devices that differ, as they lay in the supplier's cartons; one statement."""
    order = (Device.supplier_pallet, Device.supplier_carton, Device.id)
    return (
        Different(device, Difference(kind)) for device, kind in session.execute(different(delivery).order_by(*order))
    )
