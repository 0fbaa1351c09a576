"""A board answers: a new version of its needs portrait, typed or from a spreadsheet, or only tried."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.sheet.reading import read_sheet
from services.chassis.version import check_seen
from services.contracts.intake import TypeNeed
from services.contracts.values import BoardCode
from services.intake.model.board import known_board
from services.intake.model.calendar import day_of
from services.intake.model.change import Change, changes
from services.intake.model.held import latest
from services.intake.model.leap import check_leaps
from services.intake.model.portrait import Portrait
from services.intake.model.portrait_file import stated_in


def update_portrait(
    session: Session,
    scope: BoardCode | None,
    board: BoardCode,
    weekly_capacity: int,
    lines: Sequence[TypeNeed],
    sure: bool = True,
) -> Portrait:
    """Keep a new version beside the earlier ones. Raises `Outdated` where whoever acts saw another than the last.

    Who is not `sure` is asked first about figures that leap: `Invalid`, and nothing is kept.
    """
    known_board(board, scope)
    act = act_of(session)
    # The counter is locked until the commit, so that two answers at once get two versions.
    version = next_number(session, f"portrait/{board}")
    check_seen(session, version - 1)
    portrait = Portrait.answer(board, version, weekly_capacity, lines, act.at, act.actor)
    if not sure:
        check_leaps(session.scalar(latest(board)), portrait)
    session.add(portrait)
    outbox.record(session, portrait.updated())
    return portrait


def try_portrait(
    session: Session, scope: BoardCode | None, board: BoardCode, weekly_capacity: int, lines: Sequence[TypeNeed]
) -> list[Change]:
    """What a new version would change of the last one; nothing is kept. Raises `Invalid` as keeping it would."""
    known_board(board, scope)
    act, last = act_of(session), session.scalar(latest(board))
    return changes(last, Portrait.answer(board, 0, weekly_capacity, lines, act.at, act.actor))


def import_portrait(
    session: Session, scope: BoardCode | None, board: BoardCode, file: bytes, sure: bool = True
) -> Portrait:
    """Keep what a spreadsheet says as a new version; nothing of it when one row is wrong (`Invalid`, row by row)."""
    known_board(board, scope)
    stated = stated_in(read_sheet(file), board, day_of(act_of(session).at))
    return update_portrait(session, scope, board, stated.weekly_capacity, stated.lines, sure)
