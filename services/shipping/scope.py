"""Whose devices and shipments a person sees and touches; a board's role without its board sees nothing."""

from services.chassis.errors import Forbidden
from services.contracts.roles import BOARD, Person
from services.contracts.sentence import say
from services.contracts.values import BoardCode


def board_of(person: Person) -> BoardCode:
    """The board for which this person acts. Raises `Forbidden` when their sign-in or station names none."""
    if person.board is None:
        raise Forbidden("board.none", say("Only someone of a board does this: sign in with your board's account."))
    return person.board


def scope_of(person: Person) -> BoardCode | None:
    """The one board whose things this person sees, or None for those who see all."""
    return board_of(person) if person.role in BOARD else person.board
