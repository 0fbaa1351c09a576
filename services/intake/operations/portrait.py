"""A board answers: a new version of its needs portrait, typed or from a spreadsheet."""

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
from services.intake.model.portrait import Portrait
from services.intake.model.portrait_file import stated_in


def update_portrait(
    session: Session, scope: BoardCode | None, board: BoardCode, weekly_capacity: int, lines: Sequence[TypeNeed]
) -> Portrait:
    """Keep a new version beside the earlier ones. Raises `Outdated` where whoever acts saw another than the last."""
    known_board(board, scope)
    act = act_of(session)
    # The counter is locked until the commit, so that two answers at once get two versions.
    version = next_number(session, f"portrait/{board}")
    check_seen(session, version - 1)
    portrait = Portrait.answer(board, version, weekly_capacity, lines, act.at, act.actor)
    session.add(portrait)
    outbox.record(session, portrait.updated())
    return portrait


def import_portrait(session: Session, scope: BoardCode | None, board: BoardCode, file: bytes) -> Portrait:
    """Keep what a spreadsheet says as a new version; nothing of it when one row is wrong (`Invalid`, row by row)."""
    known_board(board, scope)
    stated = stated_in(read_sheet(file), board, day_of(act_of(session).at))
    return update_portrait(session, scope, board, stated.weekly_capacity, stated.lines)
