"""Deliveries with how far their receipt has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.warehouse.model.delivery import Delivery
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState


@dataclass(frozen=True)
class TypeProgress:
    """One device type of a delivery. `received` counts what was announced; `unexpected` came beside it."""

    delivery: UUID
    type: str
    announced: int
    received: int
    unexpected: int

    @property
    def missing(self) -> int:
        return self.announced - self.received


@dataclass(frozen=True)
class Progress:
    """A delivery and its receipt, in all and by device type."""

    delivery: Delivery
    types: Sequence[TypeProgress]

    @property
    def received(self) -> int:
        return sum(one.received for one in self.types)

    @property
    def unexpected(self) -> int:
        return sum(one.unexpected for one in self.types)

    @property
    def missing(self) -> int:
        return sum(one.missing for one in self.types)


def deliveries(session: Session, cursor: UUID | None = None, limit: int = 50) -> Page[Progress]:
    """One page of deliveries, newest first; two statements."""
    found = page(session, select(Delivery), Delivery.id, cursor, limit)
    return Page(_progress(session, found.items), found.next)


def delivery(session: Session, key: UUID) -> Progress:
    """One delivery. Raises `NotFound`."""
    found = session.get(Delivery, key)
    if found is None:
        raise NotFound("delivery.unknown", say("This delivery is not known here."))
    return _progress(session, [found])[0]


def _progress(session: Session, found: Sequence[Delivery]) -> list[Progress]:
    announced = case((Device.unexpected, 0), else_=1)
    came = case((Device.state == DeviceState.ANNOUNCED, 0), else_=1)
    counts = (
        select(
            Device.delivery_id,
            Device.type,
            func.sum(announced),
            func.sum(announced * came),
            func.sum((1 - announced) * came),
        )
        .where(Device.delivery_id.in_([one.id for one in found]))
        .group_by(Device.delivery_id, Device.type)
        .order_by(Device.type)
    )
    types: dict[UUID, list[TypeProgress]] = {one.id: [] for one in found}
    for row in session.execute(counts):
        line = TypeProgress(*row)
        types[line.delivery].append(line)
    return [Progress(one, types[one.id]) for one in found]
