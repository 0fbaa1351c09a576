"""Orders end when their grant is asked back: cancelled, or refused once something of them left."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.errors import NotFound
from services.chassis.outbox import Happening
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.intake import RequestUndone, WithdrawalAsked
from services.contracts.sentence import say
from services.warehouse.model.order import Order
from services.warehouse.model.withdrawal import withdraw
from services.warehouse.operations import loading
from services.warehouse.operations.tally import lock_stock


def withdraw_orders(session: Session, envelopes: Sequence[Envelope[WithdrawalAsked]]) -> None:
    """Cancel the orders of these requests at once, refuse, or wait until shipping has answered for their cartons."""
    orders = _orders(session, {one.data.request for one in envelopes})
    passed = loading.passed(session, {order.id for order in orders.values()})
    stock = lock_stock(session, {line.type for order in orders.values() for line in order.lines})
    answers: list[Event | None] = []
    for envelope in envelopes:
        order = orders[envelope.data.request]
        answers.append(withdraw(order, passed[order.id], stock, envelope.id))
    _tell(session, answers)


def take_back_grants(session: Session, envelopes: Sequence[Envelope[RequestUndone]]) -> None:
    """Grants were taken back: nothing stands any more, which is a withdrawal, or an earlier one does."""
    undone = {one.id: one.data for one in envelopes if one.data.step == "request.granted"}
    if not undone:
        return
    orders = _orders(session, {one.request for one in undone.values()})
    passed = loading.passed(session, {order.id for order in orders.values()})
    kinds = {line.type for order in orders.values() for line in order.lines}
    stock = lock_stock(session, kinds | {one.type for told in undone.values() for one in told.granted})
    answers: list[Event | None] = []
    for asked, told in undone.items():
        order, granted = orders[told.request], [one for one in told.granted if one.quantity]
        answers.append(order.reserve(granted, stock) if granted else withdraw(order, passed[order.id], stock, asked))
    _tell(session, answers)


def _orders(session: Session, requests: Collection[UUID]) -> dict[UUID, Order]:
    """The orders of these requests, locked. Raises `NotFound`: a grant that is parked or lost must come first."""
    found = {order.request: order for order in loading.orders_where(session, Order.request.in_(requests))}
    if len(found) < len(requests):
        raise NotFound("order.unknown", say("This order is not known here."))
    return found


def _tell(session: Session, answers: Sequence[Event | None]) -> None:
    at = act_of(session).at
    outbox.record_all(session, [Happening(answer, at) for answer in answers if answer is not None])
