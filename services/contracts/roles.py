"""Who people and machines are to the services: roles, and the person that a token names."""

from dataclasses import dataclass
from enum import StrEnum

from services.contracts.values import BoardCode


class Role(StrEnum):
    """What someone may do. A station is a scanner's key, a service a machine."""

    MINISTRY = "ministry"
    WAREHOUSE = "warehouse"
    WAREHOUSE_MANAGER = "warehouse_manager"
    BOARD_MANAGER = "board_manager"
    BOARD_TECHNICIAN = "board_technician"
    AUDITOR = "auditor"
    PRIVACY = "privacy"
    STATION = "station"
    SERVICE = "service"


BOARD = frozenset({Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN})
WAREHOUSE = frozenset({Role.WAREHOUSE, Role.WAREHOUSE_MANAGER})
SEES_ALL = frozenset({Role.MINISTRY, Role.AUDITOR})
EVERYONE = frozenset(Role)


@dataclass(frozen=True)
class Person:
    """Whoever signed in. `board` bounds what they see and touch; None means no bound of that kind."""

    actor: str
    role: Role
    board: BoardCode | None = None
    station: str | None = None
    session: str | None = None
    csrf: str = ""

    def may_see(self, board: str | None) -> bool:
        """Whether things of `board` are this person's to see."""
        return self.board is None or self.board == board
