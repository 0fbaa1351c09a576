"""Requests: lists and one by one, within one's scope, with how far they are and what can be undone."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.paging import Page, page
from services.chassis.undo import Undoing
from services.contracts.values import BoardCode
from services.intake.model.lookup import last_decision, request_by_id
from services.intake.model.request import Request
from services.intake.model.retraction import GRANTED, REFUSED
from services.intake.model.shipment import Shipment
from services.intake.model.state import State


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
