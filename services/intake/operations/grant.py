"""The Ministry decides: grant, without ever promising more than is free, or refuse."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.intake.model.held import latest, needs_of
from services.intake.model.lookup import request_by_id, site_by_name
from services.intake.model.request import Request
from services.intake.model.stock import Stock, over_stock


def grant_request(session: Session, request_id: UUID, quantities: Mapping[str, int] | None) -> Request:
    """Grant so many of each type in all (None: all that is asked), and claim that much of the stock."""
    request = request_by_id(session, None, request_id, lock=True)
    # Two grants to one board at once would each see the need without the other: its portrait is their turnstile.
    portrait = session.scalar(latest(request.board).with_for_update())
    needs = {need.type: need for need in needs_of(session, request.board, portrait)}
    address = site_by_name(session, request.board, request.site).address()
    granted = request.grant(act_of(session), address, quantities, needs)
    claim_stock(session, request.shares.figures("pending"))
    outbox.record(session, granted)
    return request


def refuse_request(session: Session, request_id: UUID, reason: str) -> Request:
    """Refuse a request, with the reason that the board reads."""
    request = request_by_id(session, None, request_id, lock=True)
    outbox.record(session, request.refuse(act_of(session), reason))
    return request


def claim_stock(session: Session, more: Mapping[str, int]) -> None:
    """Make quantities pending where they are free: check and change are one statement, whatever runs beside it."""
    for kind, quantity in sorted(more.items()):
        if quantity:
            free = Stock.heard - Stock.pending
            claim = update(Stock).where(Stock.type == kind, free >= quantity).values(pending=Stock.pending + quantity)
            if session.scalar(claim.returning(Stock.type)) is None:
                known = session.scalar(select(Stock.heard - Stock.pending).where(Stock.type == kind))
                raise over_stock(kind, quantity, known or 0)
