"""Waves are made of orders that wait to be picked, and finished when their cart is unloaded."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.errors import Conflict, Invalid, NotFound
from services.contracts.sentence import say
from services.contracts.values import LocationCode
from services.warehouse.model.location import Location, LocationKind
from services.warehouse.model.order import Order
from services.warehouse.model.wave import MOST_ORDERS, Bin, Wave, WaveState, check_fits, in_waves, number, ready
from services.warehouse.operations import loading

# How many of the orders that wait are looked through for those that fit.
LOOKED_AT = 200


def make_wave(session: Session, cart: LocationCode, chosen: Collection[UUID] = ()) -> Wave:
    """A wave of the chosen orders, or of all that are ready and fit on the cart, those that have waited longest first.

    Raises `Invalid` for what is no cart, `NotFound` for an order that is not known, and `Conflict` for a cart that is
    under way, an order that is in another wave or needs nothing picked, and for more than the cart takes.
    """
    act, capacity = act_of(session), _cart(session, cart).capacity
    orders = _chosen(session, chosen) if chosen else _ready(session, capacity)
    check_fits(cart, capacity, orders)
    _check_free(session, cart)
    wave = Wave(
        id=uuid7(),
        number=number(next_number(session, "wave")),
        cart=cart,
        opened_by=act.actor,
        opened_at=act.at,
        bins=[Bin(number=at, order_id=order.id) for at, order in enumerate(orders, 1)],
    )
    session.add(wave)
    session.flush()
    return wave


def close_wave(session: Session, key: UUID) -> Wave:
    """Finish a wave, whatever is left to pick: that may go into another. What lies in its bins is still to be packed,
    or, of a cancelled order, put away."""
    wave = loading.wave(session, key)
    wave.close(act_of(session).actor, act_of(session).at)
    return wave


def _cart(session: Session, cart: LocationCode) -> Location:
    place = session.get(Location, cart)
    if place is None or place.kind is not LocationKind.CART:
        raise Invalid("wave.cart", say("%(code)s is no cart of this warehouse: choose one.", code=cart))
    return place


def _check_free(session: Session, cart: LocationCode) -> None:
    """Raise `Conflict` where a wave has the cart; it stays locked, so that two made at once do not both get it."""
    session.get(Location, cart, with_for_update=True)
    under_way = select(Wave.number).where(Wave.cart == cart, Wave.state == WaveState.OPEN)
    other = session.scalar(under_way)
    if other is not None:
        told = say("Cart %(code)s is under way with wave %(number)s: finish it first.", code=cart, number=other)
        raise Conflict("wave.cart_taken", told)


def _chosen(session: Session, ids: Collection[UUID]) -> Sequence[Order]:
    if len(set(ids)) > MOST_ORDERS:
        raise Invalid("wave.many", say("A wave has %(most)s orders at most.", most=MOST_ORDERS))
    orders = loading.orders_where(session, Order.id.in_(set(ids)))
    if len(orders) < len(set(ids)):
        raise NotFound("order.unknown", say("This order is not known here."))
    elsewhere = _in_waves(session, orders)
    for order in orders:
        if order.id in elsewhere:
            told = say("Order %(number)s is in another wave already.", number=order.number)
            raise Conflict("wave.order_taken", told)
        if not order.needs:
            told = say("Order %(number)s has nothing left to pick.", number=order.number)
            raise Conflict("wave.nothing", told)
    return orders


def _ready(session: Session, capacity: int | None) -> Sequence[Order]:
    """The ready orders that have waited longest, as many as fit; one that is too large for what is left waits on."""
    ids = session.scalars(select(Order.id).where(ready()).order_by(Order.id).limit(LOOKED_AT)).all()
    orders = loading.orders_where(session, Order.id.in_(ids)) if ids else ()
    # Asked again of what is locked: another may have taken one meanwhile.
    elsewhere, found, load = _in_waves(session, orders), list[Order](), 0
    for order in orders:
        fits = capacity is None or load + order.left <= capacity
        if fits and order.id not in elsewhere and order.needs and len(found) < MOST_ORDERS:
            found.append(order)
            load += order.left
    if not found:
        raise Conflict("wave.nothing", say("No order is ready for this cart: none waits, or none fits on it."))
    return found


def _in_waves(session: Session, orders: Iterable[Order]) -> set[UUID]:
    """Which of these orders, locked by now, are in a wave that is under way."""
    keys = [order.id for order in orders]
    return set(session.scalars(in_waves().where(Bin.order_id.in_(keys)))) if keys else set()
