"""Orders follow the grants of intake, and leave with what there is when a promised device is gone."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.outbox import Happening
from services.contracts.envelope import Envelope
from services.contracts.intake import RequestGranted
from services.warehouse.model import packing
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import PASSED
from services.warehouse.model.order import Order
from services.warehouse.operations import loading
from services.warehouse.operations.tally import lock_stock


def make_orders(session: Session, envelopes: Sequence[Envelope[RequestGranted]]) -> None:
    """Reserve what was granted and answer each grant: all reserved, or short by how much; a later one supersedes."""
    grants = [envelope.data for envelope in envelopes]
    orders = {order.request: order for order in loading.orders_where(session, Order.request.in_(_requests(grants)))}
    for envelope in envelopes:
        if envelope.data.request not in orders:
            orders[envelope.data.request] = _begin(session, envelope)
    stock = lock_stock(session, _types(grants, orders.values()))
    answers = [orders[grant.request].reserve(grant.granted, stock) for grant in grants]
    outbox.record_all(session, [Happening(answer, act_of(session).at) for answer in answers])


def ship_packed(session: Session, key: UUID) -> Order:
    """Have an order leave with what is packed for it; the rest is told short and promised to it no more."""
    order = loading.order(session, key)
    cartons = loading.cartons_where(session, Carton.order_id == key)
    packing.check_ships(order, cartons)
    gone = [carton for carton in cartons if carton.state in PASSED]
    stock = lock_stock(session, [line.type for line in order.lines])
    told = packing.ship_packed(
        order, stock, {carton.id: carton.releases for carton in gone}, sum(carton.devices for carton in gone)
    )
    outbox.record(session, *told)
    return order


def _begin(session: Session, envelope: Envelope[RequestGranted]) -> Order:
    grant = envelope.data
    # Not an id of its own: a grant that is heard again after a restore makes the order that its peers know.
    order = Order(id=envelope.id, request=grant.request, number=grant.number, board=grant.board, lines=[])
    session.add(order)
    return order


def _requests(grants: Sequence[RequestGranted]) -> set[UUID]:
    return {grant.request for grant in grants}


def _types(grants: Sequence[RequestGranted], orders: Iterable[Order]) -> set[str]:
    return {one.type for grant in grants for one in grant.granted} | {
        line.type for order in orders for line in order.lines
    }
