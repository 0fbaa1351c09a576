"""Boards as intake meets them: reference data, seen within one's scope."""

from services.chassis.errors import NotFound
from services.contracts.reference import Board, boards
from services.contracts.sentence import say
from services.contracts.values import BoardCode


def known_board(code: str, scope: BoardCode | None) -> Board:
    """The board `code`. Raises `NotFound` when there is none, or when it is not the one that `scope` bounds to."""
    board = boards().get(code)
    if board is None or scope not in (None, board.code):
        raise NotFound("board.unknown", say("There is no such board among those that you see."))
    return board
