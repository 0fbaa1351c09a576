"""Orders with their lines and cartons."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.warehouse.model.carton import Carton
from services.warehouse.model.device import Device
from services.warehouse.model.order import Order
from services.warehouse.model.order_state import OrderState


def orders(
    session: Session,
    state: OrderState | None = None,
    request: UUID | None = None,
    cursor: UUID | None = None,
    limit: int = 50,
) -> Page[Order]:
    """One page of orders with their lines, newest first; two statements."""
    found = select(Order).options(selectinload(Order.lines))
    if state is not None:
        found = found.where(Order.state == state)
    if request is not None:
        found = found.where(Order.request == request)
    return page(session, found, Order.id, cursor, limit)


def order(session: Session, key: UUID) -> Order:
    """One order with its lines. Raises `NotFound`."""
    found = session.scalar(select(Order).where(Order.id == key).options(selectinload(Order.lines)))
    if found is None:
        raise NotFound("order.unknown", say("This order is not known here."))
    return found


def cartons(session: Session, order: UUID) -> Sequence[Carton]:
    """The order's cartons, in the order in which they were opened."""
    return session.scalars(select(Carton).where(Carton.order_id == order).order_by(Carton.id)).all()


def carton(session: Session, key: UUID) -> Carton:
    """One carton. Raises `NotFound`."""
    found = session.get(Carton, key)
    if found is None:
        raise NotFound("carton.unknown", say("This carton is not known here."))
    return found


def content(session: Session, carton: UUID) -> Sequence[Device]:
    """What lies in a carton."""
    return session.scalars(select(Device).where(Device.carton_id == carton).order_by(Device.id)).all()
