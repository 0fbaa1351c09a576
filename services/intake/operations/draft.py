"""A board writes down what it means to ask: a draft, which it may change or discard."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.contracts.values import BoardCode
from services.intake.model.asking import Asking
from services.intake.model.board import known_board
from services.intake.model.calendar import day_of
from services.intake.model.freight import quote
from services.intake.model.line import check_lines, totals
from services.intake.model.lookup import request_by_id, site_by_name
from services.intake.model.request import Request


def draft_request(session: Session, board: BoardCode, asking: Asking) -> Request:
    """Write down what a board means to ask and quote its freight; nothing is asked yet."""
    freight = _quote(session, board, asking)
    number = f"D{next_number(session, 'request'):06d}"
    request = Request.draft(act_of(session), number, board, asking, freight)
    session.add(request)
    session.flush()
    return request


def change_draft(session: Session, scope: BoardCode | None, request_id: UUID, asking: Asking) -> Request:
    """Write a draft, or what was sent back, anew and whole under its number, and quote its freight again."""
    request = request_by_id(session, scope, request_id, lock=True)
    request.check_writable()
    request.write(act_of(session), asking, _quote(session, request.board, asking))
    session.flush()
    return request


def discard_draft(session: Session, scope: BoardCode | None, request_id: UUID) -> None:
    """Drop a draft for good: nothing was asked and nothing was told of it; its number stays unused."""
    request = request_by_id(session, scope, request_id, lock=True)
    request.check_draft()
    session.delete(request)


def _quote(session: Session, board: BoardCode, asking: Asking) -> int:
    """The freight of what is asked. Raises `Invalid` for an address that the board does not keep, or wrong lines."""
    day = day_of(act_of(session).at)
    site_by_name(session, board, asking.site)
    check_lines(asking.lines, day)
    return quote(known_board(board, board).zone, totals(asking.lines), day)
