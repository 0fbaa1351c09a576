"""The boards with the standing of their portraits, and their delivery addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts.reference import Board, boards
from services.contracts.values import BoardCode
from services.intake.model.board import known_board
from services.intake.model.held import newest
from services.intake.model.portrait import Portrait, Standing, standing
from services.intake.model.site import Site


@dataclass(frozen=True)
class BoardView:
    """A board of the reference data with what it last answered."""

    code: BoardCode
    name_fr: str
    name_en: str
    zone: str
    language: str
    town: str
    portrait: Standing
    portrait_version: int | None
    answered_at: datetime | None


def all_boards(session: Session, scope: BoardCode | None, at: datetime, days: int) -> list[BoardView]:
    """Every board that one may see, in the order of the codes."""
    given = latest_portraits(session, scope)
    return [
        _view(board, given.get(board.code), at, days)
        for board in boards().values()
        if scope is None or board.code == scope
    ]


def one_board(session: Session, scope: BoardCode | None, code: BoardCode, at: datetime, days: int) -> BoardView:
    known_board(code, scope)
    return all_boards(session, code, at, days)[0]


def latest_portraits(
    session: Session, board: BoardCode | None = None, at: datetime | None = None
) -> dict[str, Portrait]:
    """The newest portrait of each board that ever answered, or had by `at`, with its lines; two statements."""
    return {portrait.board: portrait for portrait in session.scalars(newest(board, at))}


def sites(session: Session, scope: BoardCode | None, board: BoardCode) -> Sequence[Site]:
    """A board's delivery addresses by their short names."""
    known_board(board, scope)
    return session.scalars(select(Site).where(Site.board == board).order_by(Site.site)).all()


def _view(board: Board, portrait: Portrait | None, at: datetime, days: int) -> BoardView:
    return BoardView(
        code=board.code,
        name_fr=board.name_fr,
        name_en=board.name_en,
        zone=board.zone,
        language=board.language,
        town=board.town,
        portrait=standing(portrait, at, days),
        portrait_version=portrait.version if portrait else None,
        answered_at=portrait.answered_at if portrait else None,
    )
