"""Withdrawals: what of a request has not left is held back, unless something of it has; then the warehouse refuses."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.upsert import insert
from services.contracts.envelope import Envelope
from services.contracts.intake import RequestUndone, WithdrawalAsked
from services.contracts.warehouse import WithdrawalRefused
from services.shipping.model import LEFT, Shipment, Stage, Withdrawal
from services.shipping.model.release import void

GRANTED = "request.granted"


def withdraw(session: Session, envelopes: Sequence[Envelope[WithdrawalAsked]]) -> None:
    """A board wants its granted request cancelled."""
    _withdraw(session, {envelope.data.request: envelope.data.reason for envelope in envelopes})


def take_grant_back(session: Session, envelopes: Sequence[Envelope[RequestUndone]]) -> None:
    """A grant was undone: where nothing of it stands any more it is as withdrawn."""
    undone = [envelope.data for envelope in envelopes if envelope.data.step == GRANTED]
    _withdraw(session, {one.request: one.reason for one in undone if not any(line.quantity for line in one.granted)})


def let_stand(session: Session, envelopes: Sequence[Envelope[WithdrawalRefused]]) -> None:
    """The warehouse refused: what is packed for these requests goes out as before."""
    forget(session, {envelope.data.request for envelope in envelopes})


def forget(session: Session, requests: Collection[UUID]) -> None:
    """These requests stand: nothing of them is held back from now on."""
    session.execute(delete(Withdrawal).where(Withdrawal.request.in_(requests)))


def hold_back(session: Session, requests: Collection[UUID]) -> dict[UUID, str]:
    """Void what of the withdrawn ones among these requests has not left; the reason by request that is held back."""
    known = session.scalars(select(Withdrawal).where(Withdrawal.request.in_(requests)))
    reasons = {one.request: one.reason for one in known}
    if not reasons:
        return {}
    mine = select(Shipment).where(Shipment.request.in_(reasons), Shipment.state != Stage.VOIDED)
    found = mine.options(selectinload(Shipment.cartons)).order_by(Shipment.id).with_for_update()
    shipments = session.scalars(found.execution_options(populate_existing=True)).all()
    left = {shipment.request for shipment in shipments if shipment.state in LEFT}
    at = act_of(session).at
    held = [one for one in shipments if one.request not in left]
    outbox.record(session, *[void(one, reasons[one.request], at) for one in held])
    return {request: reason for request, reason in reasons.items() if request not in left}


def _withdraw(session: Session, reasons: dict[UUID, str]) -> None:
    if not reasons:
        return
    add = insert(session, Withdrawal.__table__)
    note = add.on_conflict_do_update(index_elements=["request"], set_={"reason": add.excluded.reason})
    session.execute(note, [{"request": request, "reason": reason} for request, reason in reasons.items()])
    hold_back(session, reasons)
