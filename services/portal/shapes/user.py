"""What is given to open an account or make a station's key, and what is shown of them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from services.chassis.paging import LARGEST
from services.chassis.web.shapes import Answer, Body
from services.contracts.duty import Duty
from services.contracts.roles import Role
from services.contracts.values import BoardCode, FreeText
from services.portal.model.account_change import Change
from services.portal.model.station import DAYS, MOST_DAYS
from services.portal.shapes.door import LOGIN

LONGEST_NAME, LONGEST_STATION, ID = 120, 80, 12


def _short(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


def _no_student(text: str) -> str:
    """The text. Raises `Malformed` where it may be a student's code permanent."""
    return str(FreeText(text))


class OpenUser(Body):
    """`board` is asked of the Ministry alone: whoever has a board opens accounts of that one."""

    login: Annotated[str, _short(LOGIN), AfterValidator(_no_student)]
    name: Annotated[str, _short(LONGEST_NAME), AfterValidator(_no_student)]
    role: Role
    board: BoardCode | None = None


class MakeKey(Body):
    """`duties`: what the key is good for, none of them for all; `days`: for how long."""

    name: Annotated[str, _short(LONGEST_STATION), AfterValidator(_no_student)]
    duties: list[Duty] = Field(default_factory=list, max_length=len(Duty))
    days: int = Field(DAYS, ge=1, le=MOST_DAYS)


class EndSession(Body):
    session: UUID


class ById(Body):
    """Where a list goes on whose items have short ids."""

    cursor: str | None = Field(None, max_length=ID)
    limit: int = Field(50, ge=1, le=LARGEST)


class OfUser(Body):
    """The actor id in a path."""

    actor: str = Field(max_length=ID)


class OfStation(Body):
    """The station's number in a path."""

    station: str = Field(max_length=ID)


class UserShown(Answer):
    """`first`: the password was given by somebody else and not changed yet; it opens nothing after `first_until`."""

    actor: str
    login: str
    name: str | None
    role: Role
    board: str | None
    active: bool
    first: bool
    first_until: datetime | None
    created_at: datetime


class Users(Answer):
    items: list[UserShown]
    next: str | None


class FirstPassword(Answer):
    """Told this once; it opens nothing but the page on which its person chooses another."""

    actor: str
    password: str


class InvitationCode(Answer):
    """Told this once; good for seven days, for one person, once."""

    actor: str
    code: str


class StationShown(Answer):
    """`does`: its duties, null for all; `old_until`: when the key before the present one ends."""

    id: str
    name: str
    board: str | None
    active: bool
    created_at: datetime
    used_at: datetime | None
    does: list[Duty] | None
    expires_at: datetime | None
    old_until: datetime | None


class Stations(Answer):
    items: list[StationShown]
    next: str | None


class StationKey(Answer):
    """Told this once."""

    station: str
    key: str


class ChangeShown(Answer):
    """`about`: the actor id of an account, or a station's number."""

    id: UUID
    at: datetime
    actor: str
    change: Change
    about: str
    role: Role
    board: str | None


class Changes(Answer):
    items: list[ChangeShown]
    next: UUID | None
