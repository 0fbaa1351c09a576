"""What is typed to open an account or make a station's key, and where their lists go on."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.chassis.paging import LARGEST
from services.chassis.web.shapes import Body
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.portal.shapes.door import LOGIN

LONGEST_NAME, LONGEST_STATION, ID = 120, 80, 12


def _short(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


class OpenUser(Body):
    """`board` is asked of the Ministry alone: whoever has a board opens accounts of that one."""

    login: Annotated[str, _short(LOGIN)]
    name: Annotated[str, _short(LONGEST_NAME)]
    role: Role
    board: BoardCode | None = None


class MakeKey(Body):
    name: Annotated[str, _short(LONGEST_STATION)]


class EndSession(Body):
    session: UUID


class ById(Body):
    """Where a list goes on whose items have short ids."""

    cursor: str | None = Field(None, max_length=ID)
    limit: int = Field(50, ge=1, le=LARGEST)
