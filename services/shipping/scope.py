"""Whose devices and shipments a person sees and touches; a board's role without its board sees nothing."""

from services.chassis.errors import Forbidden
from services.contracts.roles import BOARD, WAREHOUSE, Person, Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode

# Who scans at the dock, unless their sign-in or station names a board.
AT_DOCK = WAREHOUSE | {Role.STATION}


def board_of(person: Person) -> BoardCode:
    """The board for which this person acts. Raises `Forbidden` when their sign-in or station names none."""
    if person.board is None:
        raise Forbidden("board.none", say("Only someone of a board does this: sign in with your board's account."))
    return person.board


def scope_of(person: Person) -> BoardCode | None:
    """The one board whose things this person sees, or None for those who see all."""
    return board_of(person) if person.role in BOARD else person.board


def scans_for(person: Person) -> BoardCode | None:
    """The board for which this person scans, or None at the dock. Raises `Forbidden` where it is neither."""
    return None if person.board is None and person.role in AT_DOCK else board_of(person)
