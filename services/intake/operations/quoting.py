"""The freight of what is asked today, and what a board's need allows it to ask: what drafts and submissions share."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.contracts.intake import RequestLine
from services.contracts.values import BoardCode
from services.intake.model.board import known_board
from services.intake.model.calendar import day_of
from services.intake.model.freight import Quote, quote
from services.intake.model.held import latest, needs_of
from services.intake.model.line import Line, check_lines, totals
from services.intake.model.lookup import site_by_name
from services.intake.model.need import Need
from services.intake.model.portrait import relied_on


def quoted(session: Session, board: BoardCode, site: str, lines: Sequence[RequestLine | Line]) -> Quote:
    """The freight of these lines to that address today. Raises `Invalid` for an address that the board does not keep,
    or for wrong lines; `Conflict` where the card has no rate."""
    day = day_of(act_of(session).at)
    site_by_name(session, board, site)
    check_lines(lines, day)
    return quote(known_board(board, board).zone, totals(lines), day)


def needs_relied_on(session: Session, board: BoardCode, portrait_days: int) -> Mapping[str, Need]:
    """A board's needs by type, on the strength of a portrait that is not stale. Raises `Conflict` without one."""
    portrait = relied_on(session.scalar(latest(board)), act_of(session).at, portrait_days)
    return {need.type: need for need in needs_of(session, board, portrait)}
