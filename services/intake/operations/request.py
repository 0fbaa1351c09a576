"""A board asks in earnest: submit, amend, give up, withdraw."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.contracts.values import BoardCode
from services.intake.model.acceptance import Acceptance
from services.intake.model.asking import Asking
from services.intake.model.lookup import request_by_id
from services.intake.model.request import Request
from services.intake.operations.fulfilment import record_fulfilled
from services.intake.operations.quoting import needs_relied_on, quoted


def submit_request(
    session: Session, scope: BoardCode | None, request_id: UUID, acceptance: Acceptance, portrait_days: int
) -> Request:
    """Ask in earnest, on the strength of a portrait that is not stale; the freight is quoted anew, as of today."""
    request = request_by_id(session, scope, request_id, lock=True)
    needs = needs_relied_on(session, request.board, portrait_days)
    quote = quoted(session, request.board, request.site, request.asked)
    outbox.record(session, request.submit(act_of(session), acceptance, quote, needs))
    return request


def amend_request(
    session: Session,
    scope: BoardCode | None,
    request_id: UUID,
    asking: Asking,
    acceptance: Acceptance,
    portrait_days: int,
) -> Request:
    """Ask otherwise, whole, while nothing is decided: as submitting it, but it keeps its place where that is fair."""
    request = request_by_id(session, scope, request_id, lock=True)
    request.check_amendable()
    needs = needs_relied_on(session, request.board, portrait_days)
    quote = quoted(session, request.board, asking.site, asking.lines)
    outbox.record(session, request.amend(act_of(session), asking, acceptance, quote, needs))
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
