"""Within what bounds a call is answered: the caller's own board, and this installation's settings."""

from services.chassis.errors import Forbidden
from services.chassis.settings import Settings
from services.chassis.web.edge import edge, person
from services.contracts.roles import BOARD
from services.contracts.sentence import say
from services.contracts.values import BoardCode


def scope() -> BoardCode | None:
    """The one board whose things the caller may see; None for those who see all."""
    return own_board() if person().role in BOARD else person().board


def own_board() -> BoardCode:
    """The board that the caller acts for. Raises `Forbidden` for an account of a board's role without a board."""
    board = person().board
    if board is None:
        raise Forbidden("board.none", say("Your account belongs to no board. Ask the Ministry to correct it."))
    return board


def portrait_days() -> int:
    """After how many days a portrait is stale."""
    settings: Settings = edge().config["SETTINGS"]
    return settings.portrait_days
