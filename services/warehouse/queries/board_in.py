"""The day's board, what comes in: deliveries being received, and what stands somewhere to be put away."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.contracts.sentence import say
from services.warehouse.model.delivery import Delivery, DeliveryState, overdue
from services.warehouse.model.device import Device
from services.warehouse.model.life import TO_PUT_AWAY, DeviceState
from services.warehouse.queries.lane import SHOWN, Lane, Task


def arrivals(session: Session, at: datetime) -> Lane:
    """The deliveries that are being received; two statements."""
    late = overdue(at)
    all_late = func.sum(case((late, 1), else_=0)).over()
    found = select(Delivery, late, func.count().over(), all_late).where(Delivery.state == DeliveryState.OPEN)
    rows = session.execute(found.order_by(Delivery.id).limit(SHOWN)).all()
    came = _came(session, [row[0].id for row in rows])
    tasks = [_arrival(one, came, bool(is_late)) for one, is_late, _, _ in rows]
    return Lane(rows[0][2], tasks, rows[0][2] - len(rows), int(rows[0][3])) if rows else Lane(0, [])


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


# Of a delivery, how many devices were announced or not, and are still to come or not.
Came = Counter[tuple[UUID | None, bool, bool]]


def _came(session: Session, deliveries: Sequence[UUID]) -> Came:
    """One statement, which reads an index alone: the delivery that is being received may be of 40,000 devices."""
    by = (Device.delivery_id, Device.unexpected, Device.state)
    found = session.execute(select(*by, func.count()).where(Device.delivery_id.in_(deliveries)).group_by(*by))
    came: Came = Counter()
    for key, unexpected, state, count in found:
        came[key, unexpected, state is DeviceState.ANNOUNCED] += count
    return came


def _arrival(one: Delivery, came: Came, late: bool) -> Task:
    title = say("%(number)s, %(supplier)s", number=one.number, supplier=one.supplier)
    announced = came[one.id, False, False] + came[one.id, False, True]
    counts = {"received": came[one.id, False, False], "announced": announced, "unexpected": came[one.id, True, False]}
    told = say("%(received)s of %(announced)s received", **counts)
    if counts["unexpected"]:
        told = say("%(received)s of %(announced)s received, %(unexpected)s not announced", **counts)
    if one.expected_on:
        told = say("%(told)s, expected on %(day)s", told=told, day=one.expected_on)
    return Task(title, f"/warehouse/deliveries/{one.id}", told, one.announced_at, late=late)
