"""A board writes down what it means to ask: a draft, which it may change or discard."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.contracts.values import BoardCode
from services.intake.model.asking import Asking
from services.intake.model.lookup import request_by_id
from services.intake.model.request import Request
from services.intake.operations.quoting import quoted


def draft_request(session: Session, board: BoardCode, asking: Asking) -> Request:
    """Write down what a board means to ask and quote its freight; nothing is asked yet."""
    quote = quoted(session, board, asking.site, asking.lines)
    number = f"D{next_number(session, 'request'):06d}"
    request = Request.draft(act_of(session), number, board, asking, quote)
    session.add(request)
    session.flush()
    return request


def change_draft(session: Session, scope: BoardCode | None, request_id: UUID, asking: Asking) -> Request:
    """Write a draft, or what was sent back, anew and whole under its number, and quote its freight again."""
    request = request_by_id(session, scope, request_id, lock=True)
    request.check_writable()
    request.write(act_of(session), asking, quoted(session, request.board, asking.site, asking.lines))
    session.flush()
    return request


def discard_draft(session: Session, scope: BoardCode | None, request_id: UUID) -> None:
    """Drop a draft for good: nothing was asked and nothing was told of it; its number stays unused."""
    request = request_by_id(session, scope, request_id, lock=True)
    request.check_draft()
    session.delete(request)
