"""Who makes whom: whose accounts and stations' keys each role opens, renews and ends, and whose it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from services.contracts.roles import EVERYONE, Person, Role
from services.contracts.values import BoardCode
from services.portal.model.account import Account
from services.portal.model.account_change import AccountChange
from services.portal.model.station import Station

# Nobody makes a role that may do more than his own kind: the Ministry's people are made by the Ministry alone.
MAKES: Mapping[Role, frozenset[Role]] = {
    Role.MINISTRY: frozenset(
        {
            Role.MINISTRY,
            Role.WAREHOUSE,
            Role.WAREHOUSE_MANAGER,
            Role.AUDITOR,
            Role.PRIVACY,
            # A board's first manager; that one makes the others.
            Role.BOARD_MANAGER,
        }
    ),
    Role.WAREHOUSE_MANAGER: frozenset({Role.WAREHOUSE, Role.STATION}),
    Role.BOARD_MANAGER: frozenset({Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN, Role.STATION}),
}
MAKE_KEYS = frozenset(role for role, made in MAKES.items() if Role.STATION in made)
# Who look at all of it and make nobody.
LOOKS_ON = frozenset({Role.AUDITOR, Role.PRIVACY})


@dataclass(frozen=True)
class Reach:
    """Whose accounts and stations somebody answers for, or looks on. `makes` is empty where he only looks on.

    `house`: only those of `board`, which is None for the warehouse's; else those of any board, and of none.
    """

    roles: frozenset[Role]
    makes: frozenset[Role]
    house: bool
    board: BoardCode | None

    def holds(self, role: Role, board: str | None) -> bool:
        """Whether an account or a station of this role and board is his to change."""
        return role in self.makes and (not self.house or board == self.board)

    def rows(self, table: type[Account] | type[AccountChange]) -> ColumnElement[bool]:
        """What he is shown of a table."""
        shown = table.role.in_(sorted(self.roles))
        return shown & (table.board == self.board) if self.house else shown

    def stations(self) -> ColumnElement[bool]:
        """What he is shown of the stations; asked only where their role is among his."""
        return Station.board == self.board if self.house else Station.id.is_not(None)


def reach_of(person: Person) -> Reach:
    """What a person answers for, or looks on; nothing for roles that do neither."""
    makes = MAKES.get(person.role, frozenset())
    roles = EVERYONE if person.role in LOOKS_ON else makes
    return Reach(roles, makes, Role.STATION in makes, person.board)
