"""What the warehouse tells of its stock: what is free, and what it could reserve of a grant."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import Act, act_of
from services.chassis.upsert import insert
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.warehouse import OrderCancelled, OrderReserved, OrderShort, StockChanged, WithdrawalRefused
from services.intake.model.closing import close_days
from services.intake.model.request import Request
from services.intake.model.stock import Stock
from services.intake.operations.fulfilment import record_fulfilled
from services.intake.operations.loading import requests_for_update, write_alike

Order = OrderReserved | OrderShort | OrderCancelled | WithdrawalRefused


def hear_stock(session: Session, envelopes: Sequence[Envelope[StockChanged]]) -> None:
    """Keep the free figures last told. The books are closed before: who does so waits for nobody that it holds up."""
    close_days(session)
    keep_free(session, [envelope.data.free for envelope in envelopes])


def hear_orders(session: Session, envelopes: Sequence[Envelope[Order]]) -> None:
    """Take the warehouse's answers: to grants, to withdrawals, and those it gives of its own.

    Lower what is short, and count as pending no more what was answered. The free figure of an answer already lacks what
    it reserved, so both change together.
    """
    requests = requests_for_update(session, {envelope.data.request for envelope in envelopes})
    write_alike(requests, "granted", "reserved", "short", "pending", "answered", "replaced")
    freed: Counter[str] = Counter()
    told: list[Event] = []
    for envelope in envelopes:
        request = requests.get(envelope.data.request)
        if request:
            less, event = _take(request, envelope.data, act_of(session))
            freed.update(less)
            told += [event] if event else []
    keep_free(session, [envelope.data.free for envelope in envelopes])
    _free_pending(session, freed)
    outbox.record(session, *told)
    record_fulfilled(session, requests)


def _take(request: Request, order: Order, act: Act) -> tuple[Mapping[str, int], Event | None]:
    """What one answer changes of its request: what is pending no more, and what is to be told."""
    match order:
        case OrderReserved():
            reserved = {one.type: one.quantity for one in order.reserved}
            return request.answer(reserved, reserved), None
        case OrderShort():
            asked = {line.type: line.asked for line in order.lines}
            return request.answer({line.type: line.reserved for line in order.lines}, asked), None
        case OrderCancelled():
            return request.cancelled(act)
        case WithdrawalRefused():
            request.stand_again(act.at)
            return {}, None


def keep_free(session: Session, told: Sequence[Mapping[str, int]]) -> None:
    """Keep the last figure told of each type, in one statement."""
    free = {kind: count for figures in told for kind, count in figures.items()}
    if not free:
        return
    note = insert(session, Stock.__table__)
    note = note.on_conflict_do_update(index_elements=["type"], set_={"heard": note.excluded.heard})
    session.execute(note, [{"type": kind, "heard": free[kind], "pending": 0} for kind in sorted(free)])


def _free_pending(session: Session, freed: Mapping[str, int]) -> None:
    for kind, count in sorted(freed.items()):
        session.execute(update(Stock).where(Stock.type == kind).values(pending=Stock.pending - count))
