"""The Ministry decides: grant, without ever promising more than is free, replace, refuse, send back, undo."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.intake.model.held import latest, needs_of
from services.intake.model.lookup import last_decision, request_by_id, site_by_name
from services.intake.model.need import Need
from services.intake.model.request import Request
from services.intake.model.stock import Stock, over_stock


def grant_request(session: Session, request_id: UUID, quantities: Mapping[str, int] | None) -> Request:
    """Grant so many of each type in all (None: all that is asked), and claim that much of the stock."""
    request, act = request_by_id(session, None, request_id, lock=True), act_of(session)
    needs = _needs(session, request)
    address = site_by_name(session, request.board, request.site).address()
    granted = undo.step(request, act.at, lambda: request.grant(act, address, quantities, needs))
    claim_stock(session, request.shares.figures("pending"))
    outbox.record_all(session, [granted])
    return request


def replace_lacking(session: Session, request_id: UUID, more: Mapping[str, int]) -> Request:
    """Send so many more in place of missing or damaged ones, and claim that much of the stock."""
    request, act = request_by_id(session, None, request_id, lock=True), act_of(session)
    address = site_by_name(session, request.board, request.site).address()
    granted = undo.step(request, act.at, lambda: request.replace(act, address, more))
    claim_stock(session, request.shares.figures("pending"))
    outbox.record_all(session, [granted])
    return request


def refuse_request(session: Session, request_id: UUID, reason: str) -> Request:
    """Refuse a request, with the reason that the board reads."""
    request, act = request_by_id(session, None, request_id, lock=True), act_of(session)
    outbox.record_all(session, [undo.step(request, act.at, lambda: request.refuse(act, reason))])
    return request


def send_back(session: Session, request_id: UUID, reason: str) -> Request:
    """Send a request back to its board, to be completed and submitted again."""
    request = request_by_id(session, None, request_id, lock=True)
    outbox.record(session, request.send_back(reason))
    return request


def undo_decision(session: Session, request_id: UUID, reason: str) -> Request:
    """Take the last decision back; of a grant the warehouse has the last word."""
    request = request_by_id(session, None, request_id, lock=True)
    free = {stock.type: stock.free for stock in session.scalars(select(Stock).order_by(Stock.type).with_for_update())}
    undone = request.undo(last_decision(session, request), reason, free, _needs(session, request))
    claim_stock(session, request.shares.figures("pending"))
    outbox.record(session, undone)
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


def _needs(session: Session, request: Request) -> dict[str, Need]:
    """The board's needs by type, until the transaction ends.

    Two grants to one board at once would each see the need without the other: its portrait is their turnstile.
    """
    portrait = session.scalar(latest(request.board).with_for_update())
    return {need.type: need for need in needs_of(session, request.board, portrait)}
