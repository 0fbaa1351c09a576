"""A board asks in earnest: submit, give up, withdraw."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.contracts.values import BoardCode
from services.intake.model.held import latest, needs_of
from services.intake.model.lookup import request_by_id, site_by_name
from services.intake.model.portrait import relied_on
from services.intake.model.request import Request
from services.intake.operations.fulfilment import record_fulfilled


def submit_request(
    session: Session, scope: BoardCode | None, request_id: UUID, freight_accepted: bool, portrait_days: int
) -> Request:
    """Ask in earnest, on the strength of a portrait that is not stale."""
    act = act_of(session)
    request = request_by_id(session, scope, request_id, lock=True)
    site_by_name(session, request.board, request.site)
    portrait = relied_on(session.scalar(latest(request.board)), act.at, portrait_days)
    needs = {need.type: need for need in needs_of(session, request.board, portrait)}
    outbox.record(session, request.submit(act, freight_accepted, needs))
    return request


def give_up(session: Session, scope: BoardCode | None, request_id: UUID, quantities: Mapping[str, int]) -> Request:
    """Give up what came missing or damaged, or is short; the request is fulfilled when nothing else is awaited."""
    request = request_by_id(session, scope, request_id, lock=True)
    outbox.record(session, request.give_up(quantities))
    record_fulfilled(session, {request.id: request})
    return request


def withdraw_request(session: Session, scope: BoardCode | None, request_id: UUID, reason: str) -> Request:
    """Withdraw a request: at once before a grant, after it when the warehouse has cancelled its order."""
    request = request_by_id(session, scope, request_id, lock=True)
    outbox.record(session, request.withdraw(act_of(session), reason))
    return request
