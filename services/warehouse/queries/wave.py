"""Waves: listed, one with its orders, the one of an order, and what may go into the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.warehouse.model.location import Location, LocationKind
from services.warehouse.model.order import Order
from services.warehouse.model.wave import MOST_ORDERS, Bin, Wave, WaveState, ready


@dataclass(frozen=True)
class Walk:
    """A wave with its orders, by id."""

    wave: Wave
    orders: Mapping[UUID | None, Order]

    def left(self, one: Bin) -> int:
        """How many devices of a bin are still to be picked."""
        return self.orders[one.order_id].needs.total()

    def inside(self, one: Bin) -> int:
        """How many lie in a bin: what is picked for its order and in no carton."""
        return sum(line.picked - line.packed for line in self.orders[one.order_id].lines)

    @property
    def to_pick(self) -> int:
        return sum(self.left(one) for one in self.wave.bins)

    @property
    def picked(self) -> int:
        """How many of what its orders hold or still need are picked."""
        return sum(line.picked for order in self.orders.values() for line in order.lines)


def waves(session: Session, state: WaveState | None = None, cursor: UUID | None = None, limit: int = 50) -> Page[Wave]:
    """One page of waves with their bins, newest first; two statements."""
    found = select(Wave).options(selectinload(Wave.bins))
    return page(session, found if state is None else found.where(Wave.state == state), Wave.id, cursor, limit)


def walk(session: Session, key: UUID) -> Walk:
    """One wave with its orders and their lines. Raises `NotFound`."""
    wave = session.scalar(select(Wave).where(Wave.id == key).options(selectinload(Wave.bins)))
    if wave is None:
        raise NotFound("wave.unknown", say("This wave is not known here."))
    ours = select(Order).where(Order.id.in_([one.order_id for one in wave.bins]))
    orders = session.scalars(ours.options(selectinload(Order.lines)))
    return Walk(wave, {order.id: order for order in orders})


def wave_of(session: Session, order: UUID) -> Wave | None:
    """The wave under way in which an order is, with its bins; None where it is in none."""
    ours = Wave.bins.any(Bin.order_id == order)
    found = select(Wave).where(ours, Wave.state == WaveState.OPEN).options(selectinload(Wave.bins))
    return session.scalars(found).first()


def ready_orders(session: Session) -> Sequence[Order]:
    """The orders that may go into the next wave, with their lines: those that have waited longest."""
    found = select(Order).where(ready()).order_by(Order.id).limit(MOST_ORDERS)
    return session.scalars(found.options(selectinload(Order.lines))).all()


def free_carts(session: Session) -> Sequence[Location]:
    """The carts that no wave has."""
    busy = select(Wave.cart).where(Wave.state == WaveState.OPEN)
    found = select(Location).where(Location.kind == LocationKind.CART, Location.code.not_in(busy))
    return session.scalars(found.order_by(Location.code)).all()
