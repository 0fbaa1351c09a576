"""What a station may work on now: deliveries, orders, counts, documents; one statement each, which an index serves."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.warehouse.model.count import Count
from services.warehouse.model.count_state import CountState
from services.warehouse.model.delivery import Delivery, DeliveryState
from services.warehouse.model.order import Order
from services.warehouse.model.order_state import OrderState
from services.warehouse.model.paper import Paper

Named = Sequence[Row[str, str]]


def open_deliveries(session: Session, most: int) -> Named:
    """Number and supplier of those that are being received, newest first."""
    found = select(Delivery.number, Delivery.supplier).where(Delivery.state == DeliveryState.OPEN)
    return session.execute(found.order_by(Delivery.id.desc()).limit(most)).all()


def open_orders(session: Session, most: int) -> Named:
    """Number and board of those that are being picked, newest first."""
    found = select(Order.number, Order.board).where(Order.state.in_((OrderState.RESERVED, OrderState.SHORT)))
    return session.execute(found.order_by(Order.id.desc()).limit(most)).all()


def open_counts(session: Session, most: int) -> Named:
    """Number and place of those that are being scanned, newest first."""
    found = select(Count.number, Count.location).where(Count.state == CountState.OPEN)
    return session.execute(found.order_by(Count.id.desc()).limit(most)).all()


def newest_papers(session: Session, most: int) -> Named:
    """Number and reference of the documents that were opened last."""
    found = select(Paper.number, Paper.reference).order_by(Paper.id.desc())
    return session.execute(found.limit(most)).all()


OPEN: Mapping[str, Callable[[Session, int], Named]] = {
    "delivery": open_deliveries,
    "order": open_orders,
    "count": open_counts,
    "paper": newest_papers,
}
