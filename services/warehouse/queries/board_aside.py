"""The day's board, what holds it up: counts that are not settled, and exceptions, each kind of them in one line."""

from datetime import datetime, timedelta

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from services.contracts.sentence import Sentence, say
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import CartonState
from services.warehouse.model.claim import Claim, ClaimKind, ClaimState
from services.warehouse.model.count import Count
from services.warehouse.model.count_state import UNSETTLED, CountState
from services.warehouse.model.delivery import Delivery, DeliveryState
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.order_state import ENDING
from services.warehouse.model.supplier_claim import SupplierClaim, SupplierClaimState
from services.warehouse.queries.lane import SHOWN, Lane, Task
from services.warehouse.queries.short_pick import to_count

# A delivery that was closed longer ago, and nobody claimed, was let go.
CLAIMED_WITHIN = timedelta(days=30)
COUNTED = {
    CountState.OPEN: say("being counted"),
    CountState.ENDED: say("counted, waits for a second person"),
}
# How many of what a line counts.
DEVICES, PLACES = say("%(many)s device(s)"), say("%(many)s place(s)")
CARTONS, DELIVERIES = say("%(many)s carton(s)"), say("%(many)s delivery(ies)")
# How many, and since when.
Found = Row[tuple[int, datetime | None]]
# How many, and the line that says so.
Line = tuple[int, Task]


def counts(session: Session) -> Lane:
    """Counts being scanned, or waiting to be confirmed; one statement."""
    found = select(Count, func.count().over()).where(Count.state.in_(UNSETTLED))
    rows = session.execute(found.order_by(Count.id).limit(SHOWN)).all()
    tasks = [
        Task(
            say("%(number)s, %(place)s", number=one.number, place=one.location),
            f"/warehouse/counts/{one.id}",
            COUNTED[one.state],
            one.ended_at or one.opened_at,
        )
        for one, _ in rows
    ]
    return Lane(rows[0][1], tasks, rows[0][1] - len(rows)) if rows else Lane(0, [])


def exceptions(session: Session, at: datetime) -> Lane:
    """What does not go its usual way, by kind, what has waited longest first; six statements."""
    found = [*_reported(session), *_short(session), *_in_states(session), *_cancelled(session)]
    found += [*_released(session), *_unclaimed(session, at)]
    tasks = sorted(found, key=lambda one: one[1].since.timestamp() if one[1].since else 0)
    return Lane(sum(many for many, _ in found), [task for _, task in tasks])


def _reported(session: Session) -> list[Line]:
    """What boards reported and nobody settled yet."""
    titles = {
        ClaimKind.DAMAGED: say("Reported damaged by boards"),
        ClaimKind.MISSING: say("Reported missing by boards"),
        ClaimKind.UNEXPECTED: say("Found by boards, to be identified"),
    }
    found = select(Claim.kind, func.count(), func.min(Claim.opened_at)).where(Claim.state == ClaimState.OPEN)
    rows = session.execute(found.group_by(Claim.kind)).all()
    return [_line(titles[kind], "/warehouse/claims", DEVICES, many, since) for kind, many, since in rows]


def _short(session: Session) -> list[Line]:
    places = to_count(session)
    since = min((one.since for one in places), default=None)
    return _lines(say("To count after a short pick"), "/warehouse/counts", PLACES, (len(places), since))


def _in_states(session: Session) -> list[Line]:
    """Devices that are set aside, and those that came back and must be wiped."""
    lines = {
        DeviceState.QUARANTINED: (say("In quarantine"), "/warehouse/care"),
        DeviceState.RETURNED: (say("Came back, to be wiped"), "/warehouse/stock?state=returned"),
    }
    found = select(Device.state, func.count(), func.min(Device.since)).where(Device.state.in_(lines))
    rows = session.execute(found.group_by(Device.state)).all()
    return [_line(*lines[state], DEVICES, many, since) for state, many, since in rows]


def _cancelled(session: Session) -> list[Line]:
    found = select(func.count(), func.min(Device.since)).join(Order, Device.order_id == Order.id)
    row = session.execute(found.where(Device.state == DeviceState.PICKED, Order.state.in_(ENDING))).one()
    title = say("Picked for a cancelled order, to be put back")
    return _lines(title, "/warehouse/stock?state=picked", DEVICES, row)


def _released(session: Session) -> list[Line]:
    found = select(func.count(), func.min(Carton.closed_at)).where(Carton.state == CartonState.RELEASED)
    title = say("Back from shipping, to be passed on or opened")
    return _lines(title, "/warehouse/orders", CARTONS, session.execute(found).one())


def _unclaimed(session: Session, at: datetime) -> list[Line]:
    """Deliveries that differed when they were closed, about which the supplier was not told."""
    told = select(SupplierClaim.id).where(SupplierClaim.delivery_id == Delivery.id)
    told = told.where(SupplierClaim.state.not_in((SupplierClaimState.DRAFTED, SupplierClaimState.WITHDRAWN)))
    found = select(func.count(), func.min(Delivery.closed_at)).where(Delivery.state == DeliveryState.CLOSED)
    found = found.where(Delivery.closed_because.is_not(None), Delivery.closed_at > at - CLAIMED_WITHIN)
    title = say("Closed with differences, not claimed")
    return _lines(title, "/warehouse/deliveries", DELIVERIES, session.execute(found.where(~told.exists())).one())


def _lines(title: Sentence, link: str, unit: Sentence, found: Found | tuple[int, datetime | None]) -> list[Line]:
    return [_line(title, link, unit, *found)] if found[0] else []


def _line(title: Sentence, link: str, unit: Sentence, many: int, since: datetime | None) -> Line:
    return many, Task(title, link, Sentence(unit.msgid, {"many": many}), since)
