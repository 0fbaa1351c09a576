"""The day's board, what comes in: deliveries being received, and what stands somewhere to be put away."""

from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.contracts.sentence import Sentence, say
from services.warehouse.model.delivery import Delivery, DeliveryState
from services.warehouse.model.device import Device
from services.warehouse.model.life import TO_PUT_AWAY
from services.warehouse.queries.delivery import Progress, progress_of
from services.warehouse.queries.lane import SHOWN, Lane, Task

# No notice says when its delivery comes: one of which something is missing after this long is overdue.
LATE_AFTER = timedelta(days=14)


def arrivals(session: Session, at: datetime) -> Lane:
    """The deliveries that are being received; two statements."""
    overdue = at - LATE_AFTER
    late = func.sum(case((Delivery.announced_at < overdue, 1), else_=0)).over()
    found = select(Delivery, func.count().over(), late).where(Delivery.state == DeliveryState.OPEN)
    rows = session.execute(found.order_by(Delivery.id).limit(SHOWN)).all()
    tasks = [_arrival(one, overdue) for one in progress_of(session, [row[0] for row in rows])]
    return Lane(rows[0][1], tasks, rows[0][1] - len(rows), rows[0][2]) if rows else Lane(0, [])


def to_put_away(session: Session) -> Lane:
    """The devices that wait to be put away, by where they stand; one statement."""
    count, since = func.count(), func.min(Device.since)
    found = select(Device.location, count, since, func.sum(count).over(), func.count().over())
    found = found.where(Device.state.in_(TO_PUT_AWAY)).group_by(Device.location)
    rows = session.execute(found.order_by(since.nulls_first(), Device.location).limit(SHOWN)).all()
    tasks = [
        Task(place or "–", "/warehouse/put-away", say("%(devices)s device(s)", devices=devices), since)
        for place, devices, since, _, _ in rows
    ]
    return Lane(int(rows[0][3]), tasks, rows[0][4] - len(rows)) if rows else Lane(0, [])


def _arrival(one: Progress, overdue: datetime) -> Task:
    delivery = one.delivery
    title = say("%(number)s, %(supplier)s", number=delivery.number, supplier=delivery.supplier)
    late = delivery.announced_at < overdue
    return Task(title, f"/warehouse/deliveries/{delivery.id}", _received(one), delivery.announced_at, late=late)


def _received(one: Progress) -> Sentence:
    told = {"received": one.received, "announced": one.received + one.missing, "unexpected": one.unexpected}
    if one.unexpected:
        return say("%(received)s of %(announced)s received, %(unexpected)s not announced", **told)
    return say("%(received)s of %(announced)s received", **told)
