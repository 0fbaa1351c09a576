"""Who people and machines are to the services: roles, and the person that a token names."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.contracts.sentence import Sentence, say
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


NAMES: Mapping[Role, Sentence] = {
    Role.MINISTRY: say("Ministry"),
    Role.WAREHOUSE: say("Warehouse, clerk"),
    Role.WAREHOUSE_MANAGER: say("Warehouse, manager"),
    Role.BOARD_MANAGER: say("Board, manager"),
    Role.BOARD_TECHNICIAN: say("Board, technician"),
    Role.AUDITOR: say("Auditor"),
    Role.PRIVACY: say("Privacy officer"),
    Role.STATION: say("Scanning station"),
    Role.SERVICE: say("Service"),
}

BOARD = frozenset({Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN})
WAREHOUSE = frozenset({Role.WAREHOUSE, Role.WAREHOUSE_MANAGER})
# Who reads and keeps a board's register of confidentiality incidents.
KEEPS_REGISTER = frozenset({Role.PRIVACY, Role.BOARD_MANAGER})
# Who watches over what others see of persons.
READS_ACCESSES = frozenset({Role.PRIVACY, Role.AUDITOR})
SEES_ALL = frozenset({Role.MINISTRY, Role.AUDITOR})
# Whose work is the devices: they search and read journeys; a board's people and stations see their own.
SEARCHES = BOARD | WAREHOUSE | SEES_ALL | {Role.STATION}
# Who answers for who may come in, or looks on; `MAKES` in the portal says who makes whom.
MAKES_USERS = frozenset({Role.MINISTRY, Role.WAREHOUSE_MANAGER, Role.BOARD_MANAGER})
KNOWS_USERS = MAKES_USERS | {Role.AUDITOR, Role.PRIVACY}
EVERYONE = frozenset(Role)
# Who decide for the whole of Québec, or see all of it: they sign in with a second factor.
MINISTRY = frozenset({Role.MINISTRY, Role.AUDITOR, Role.PRIVACY})


@dataclass(frozen=True)
class Person:
    """Whoever signed in. `board` bounds what they see and touch; None means no bound of that kind.

    `duties` bound what a station's scans may do (`contracts.duty`); None means no such bound.
    """

    actor: str
    role: Role
    board: BoardCode | None = None
    station: str | None = None
    session: str | None = None
    csrf: str = ""
    duties: frozenset[str] | None = None

    @property
    def role_name(self) -> Sentence:
        """The role in words."""
        return NAMES[self.role]
