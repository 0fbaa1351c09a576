"""Requests: lists and one by one, within one's scope, with how far they are and what can be undone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.paging import Page, page
from services.chassis.undo import Undoing
from services.contracts.reference import boards
from services.contracts.values import BoardCode
from services.intake.model.calendar import day_of
from services.intake.model.freight import Quote, quote_if_priced
from services.intake.model.line import totals
from services.intake.model.lookup import last_decision, request_by_id
from services.intake.model.request import Request
from services.intake.model.retraction import GRANTED, REFUSED
from services.intake.model.shipment import Shipment
from services.intake.model.state import WRITABLE, State


def requests(
    session: Session,
    scope: BoardCode | None,
    state: State | None = None,
    board: BoardCode | None = None,
    cursor: UUID | None = None,
    limit: int = 50,
) -> Page[Request]:
    """Requests, newest first; those of other boards than one's own are simply not there.

    A draft is its board's own affair: who sees all boards finds none here.
    """
    statement = select(Request)
    if scope is None:
        statement = statement.where(Request.state != State.DRAFT)
    for only in (scope, board):
        if only is not None:
            statement = statement.where(Request.board == only)
    if state is not None:
        statement = statement.where(Request.state == state)
    return page(session, statement, Request.id, cursor, limit)


def one_request(session: Session, scope: BoardCode | None, request_id: UUID) -> Request:
    """A request with its lines and figures. Raises `NotFound`, also for another board's."""
    return request_by_id(session, scope, request_id)


def undoing(session: Session, request: Request) -> Undoing:
    """Whether the last decision about a request can be taken back."""
    last = last_decision(session, request)
    step = last.what if last and last.what in (GRANTED, REFUSED) else None
    refusal = request.no_undo(last)
    return Undoing(step, refusal.sentence if refusal else None)


def shipments(session: Session, request: Request) -> Sequence[Shipment]:
    """The shipments of a request, oldest first."""
    return session.scalars(select(Shipment).where(Shipment.request == request.id).order_by(Shipment.id)).all()


def quote_now(request: Request, at: datetime) -> Quote | None:
    """Its freight with the terms: as it was accepted, or what it costs today while it may still be submitted.

    None where the card has no rate any more, or the terms were not kept yet.
    """
    if request.state not in WRITABLE:
        return request.quote
    return quote_if_priced(boards()[request.board].zone, totals(request.asked), day_of(at))
