"""Shipments grow with the cartons that the warehouse passes, and are ready when their order is packed whole.

Services are heard in any order: an address may come last, and an order may name a carton before its packing list comes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.counter import next_numbers
from services.contracts.envelope import Envelope
from services.contracts.warehouse import OrderPacked
from services.shipping.model import Carton, Shipment, Stage
from services.shipping.operations.withdrawal import hold_back

Passed = Envelope[OrderPacked]
Cartons = Mapping[UUID, Carton]


def grow_shipments(session: Session, envelopes: Sequence[Passed]) -> None:
    """Put an order's cartons into its shipment; one that has left gets no more, the rest goes in the next."""
    last = {envelope.data.order: envelope for envelope in envelopes}
    held = hold_back(session, {passed.data.request for passed in last.values()})
    shipments = _not_left(session, last)
    cartons = cartons_for_change(session, {carton for passed in last.values() for carton in passed.data.cartons})
    _give_back(session, [passed for passed in last.values() if passed.data.request in held], cartons, held)
    wanted = [passed for passed in last.values() if passed.data.request not in held]
    grown = [passed for passed in wanted if passed.data.order in shipments or _waiting(passed, cartons)]
    _open(session, shipments, [passed.data for passed in grown if passed.data.order not in shipments])
    for passed in grown:
        _grow(session, shipments[passed.data.order], passed, cartons)
    make_ready(session, [shipments[passed.data.order].id for passed in grown])


def _not_left(session: Session, orders: Iterable[UUID]) -> dict[UUID, Shipment]:
    """The shipment that each order may still grow, by order."""
    open_ = Shipment.state.in_((Stage.PREPARING, Stage.READY))
    found = select(Shipment).where(Shipment.order.in_(list(orders)), open_).order_by(Shipment.id).with_for_update()
    return {shipment.order: shipment for shipment in session.scalars(found)}


def lock_shipments_of(session: Session, cartons: Collection[UUID]) -> None:
    """Shipments are locked first, then cartons, then devices, by whoever needs several of them."""
    inside = select(Carton.shipment_id).where(Carton.id.in_(cartons))
    session.execute(select(Shipment.id).where(Shipment.id.in_(inside)).order_by(Shipment.id).with_for_update())


def cartons_for_change(session: Session, ids: Collection[UUID]) -> dict[UUID, Carton]:
    found = select(Carton).where(Carton.id.in_(ids)).order_by(Carton.id).with_for_update()
    return {carton.id: carton for carton in session.scalars(found)}


def _give_back(session: Session, passed: Sequence[Passed], cartons: Cartons, reasons: Mapping[UUID, str]) -> None:
    """What is passed of a withdrawn request is the warehouse's again at once."""
    released = []
    for one in passed:
        for carton_id in _waiting(one, cartons):
            carton = cartons.get(carton_id) or _named(carton_id, one.data)
            carton.take(None)
            released.append(carton.release(reasons[one.data.request]))
            session.add(carton)
    outbox.record(session, *released)


def _waiting(passed: Passed, cartons: Cartons) -> list[UUID]:
    """The order's cartons that are in no shipment yet."""
    named = passed.data.cartons
    return [one for one in named if one not in cartons or cartons[one].is_passed(passed.data)]


def _given_back_since(passed: Passed, cartons: Cartons) -> bool:
    """Whether one of its cartons was given back and the warehouse did not know: then it is not packed whole."""
    mine = [cartons[one] for one in passed.data.cartons if one in cartons]
    return any(carton.shipment_id is None and not carton.is_passed(passed.data) for carton in mine)


def _named(carton_id: UUID, told: OrderPacked) -> Carton:
    """A carton that only its order named so far."""
    return Carton(id=carton_id, request=told.request, board=told.board, holds=0, given_back=0, passed_after=0)


def _open(session: Session, shipments: dict[UUID, Shipment], orders: Sequence[OrderPacked]) -> None:
    numbers = next_numbers(session, "shipment", len(orders)) if orders else ()
    for told, number in zip(orders, numbers, strict=True):
        shipments[told.order] = Shipment(
            number=Shipment.numbered(number), order=told.order, request=told.request, board=told.board
        )
        shipments[told.order].state = Stage.PREPARING
    session.add_all([shipments[told.order] for told in orders])
    session.flush()


def _grow(session: Session, shipment: Shipment, passed: Passed, cartons: Cartons) -> None:
    waiting = _waiting(passed, cartons)
    whole = passed.data.final and not _given_back_since(passed, cartons)
    if not waiting and shipment.whole == whole:
        return
    shipment.grow(whole)
    for carton_id in waiting:
        carton = cartons.get(carton_id) or _named(carton_id, passed.data)
        carton.take(shipment.id)
        session.add(carton)


def make_ready(session: Session, ids: Collection[UUID]) -> None:
    """Of these shipments, make those ready that are complete now."""
    session.flush()
    found = (
        select(Shipment)
        .where(Shipment.id.in_(ids), Shipment.state == Stage.PREPARING, Shipment.whole)
        .options(selectinload(Shipment.cartons))
        .order_by(Shipment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    complete = [shipment for shipment in session.scalars(found) if shipment.complete()]
    at = act_of(session).at
    outbox.record(session, *[shipment.make_ready(at) for shipment in complete])
