"""The freight account, kept as shipping tells: what left is charged, what turns out not to have left is taken back."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.contracts.envelope import Envelope
from services.contracts.shipping import ShipmentDispatched, ShipmentUndone, ShipmentVoided
from services.intake.model.charge import Account, Charge, Sort, month_of
from services.intake.model.request import Request
from services.intake.model.share import Share
from services.intake.model.shipment import ShipmentEvent

# A dispatch, or what takes one back, with how many devices were in the shipment then.
Told = tuple[Envelope[ShipmentEvent], int]
DISPATCHED = "shipment.dispatched"


def concerns_freight(event: ShipmentEvent) -> bool:
    """Whether it charges something, or may take it back."""
    if isinstance(event, ShipmentUndone):
        return event.step == DISPATCHED
    return isinstance(event, ShipmentDispatched | ShipmentVoided)


def charge_freight(session: Session, told: Sequence[Told]) -> None:
    """Write what these charge and take back, in their order; a constant number of statements."""
    if not told:
        return
    accounts = _accounts(session, {one.data.request for one, _ in told})
    for one, devices in told:
        account, entry = accounts[one.data.request], _entry(one)
        if isinstance(one.data, ShipmentDispatched):
            entry.devices, entry.actual_cents = devices, one.data.freight_cents
            session.add(account.charge(entry))
        elif (taken := account.take_back(entry)) is not None:
            session.add(taken)
    session.flush()


def _entry(one: Envelope[ShipmentEvent]) -> Charge:
    return Charge(
        id=one.id,
        sort=Sort.DISPATCHED if isinstance(one.data, ShipmentDispatched) else Sort.TAKEN_BACK,
        board=one.data.board,
        request=one.data.request,
        shipment=one.data.shipment,
        month=month_of(one.time),
        at=one.time,
    )


def _accounts(session: Session, requests: Collection[UUID]) -> dict[UUID, Account]:
    """The account of each request; of one that is unknown here nothing was quoted."""
    found = {request: Account(0, 0) for request in requests}
    asked = select(Request.id, Request.freight_cents, func.sum(Share.asked)).join(Share, Share.request == Request.id)
    asked = asked.where(Request.id.in_(requests)).group_by(Request.id, Request.freight_cents)
    for request, cents, devices in session.execute(asked):
        found[request] = Account(cents, devices)
    for charge in session.scalars(select(Charge).where(Charge.request.in_(requests)).order_by(Charge.id)):
        found[charge.request].charges.append(charge)
    return found
