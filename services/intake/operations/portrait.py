"""A board answers: a new version of its needs portrait."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.version import check_seen
from services.contracts.intake import TypeNeed
from services.contracts.values import BoardCode
from services.intake.model.board import known_board
from services.intake.model.portrait import Portrait


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
