"""What the warehouse tells of its stock: what is free, and what it could reserve of a grant."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.upsert import insert
from services.contracts.envelope import Envelope
from services.contracts.warehouse import OrderReserved, OrderShort, StockChanged
from services.intake.model.request import Request
from services.intake.model.stock import Stock

Order = OrderReserved | OrderShort


def hear_stock(session: Session, envelopes: Sequence[Envelope[StockChanged]]) -> None:
    """Keep the free figures last told."""
    keep_free(session, [envelope.data.free for envelope in envelopes])


def hear_orders(session: Session, envelopes: Sequence[Envelope[Order]]) -> None:
    """Take the warehouse's answers to grants: lower what is short, and count as pending no more what was answered.

    It may answer again when a reserved unit disappeared: that lowers the grant once more and frees nothing. The free
    figure of an answer already lacks what it reserved, so both change together.
    """
    requests = requests_for_update(session, {envelope.data.request for envelope in envelopes})
    write_alike(requests, "granted", "reserved", "short", "pending", "answered")
    freed: Counter[str] = Counter()
    for envelope in envelopes:
        request = requests.get(envelope.data.request)
        freed.update(request.answer(_reserved(envelope.data)) if request else {})
    keep_free(session, [envelope.data.free for envelope in envelopes])
    _free_pending(session, freed)
    record_fulfilled(session, requests)


def requests_for_update(session: Session, ids: set[UUID]) -> Mapping[UUID, Request]:
    """Requests by id, locked in the order of their ids."""
    statement = select(Request).where(Request.id.in_(ids)).order_by(Request.id).with_for_update()
    return {request.id: request for request in session.scalars(statement)}


def record_fulfilled(session: Session, requests: Mapping[UUID, Request]) -> None:
    """Tell of those requests that nothing is missing from any more."""
    events = [request.fulfil(act_of(session)) for request in requests.values()]
    outbox.record(session, *[event for event in events if event])


def keep_free(session: Session, told: Sequence[Mapping[str, int]]) -> None:
    """Keep the last figure told of each type, in one statement."""
    free = {kind: count for figures in told for kind, count in figures.items()}
    if not free:
        return
    note = insert(session, Stock.__table__)
    note = note.on_conflict_do_update(index_elements=["type"], set_={"heard": note.excluded.heard})
    session.execute(note, [{"type": kind, "heard": free[kind], "pending": 0} for kind in sorted(free)])


def write_alike(requests: Mapping[UUID, Request], *names: str) -> None:
    """Have the same columns of every share written, changed or not; to be called before any is changed.

    A flush takes a statement for each pattern of changed columns.
    """
    for request in requests.values():
        for share in request.types:
            for name in names:
                flag_modified(share, name)


def _free_pending(session: Session, freed: Mapping[str, int]) -> None:
    for kind, count in sorted(freed.items()):
        session.execute(update(Stock).where(Stock.type == kind).values(pending=Stock.pending - count))


def _reserved(order: Order) -> dict[str, int]:
    lines = order.lines if isinstance(order, OrderShort) else []
    named = order.reserved if isinstance(order, OrderReserved) else []
    return {line.type: line.reserved for line in lines} | {one.type: one.quantity for one in named}
