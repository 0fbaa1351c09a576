"""What was done to accounts and stations' keys, by whom and when: kept for whoever answers for access."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.contracts.roles import Role
from services.contracts.sentence import Sentence, say
from services.portal.model.account import Account
from services.portal.model.record import Record
from services.portal.model.station import Station


class Change(StrEnum):
    """What was done."""

    OPENED = "opened"
    PASSWORD_GIVEN = "password_given"  # noqa: S105  # the name of a change, nothing secret
    PASSWORD_CHOSEN = "password_chosen"  # noqa: S105
    PASSWORD_USED = "password_used"  # noqa: S105
    INVITED = "invited"
    LINKED = "linked"
    SESSIONS_ENDED = "sessions_ended"
    CLOSED = "closed"
    ERASED = "erased"
    KEY_MADE = "key_made"
    KEY_RENEWED = "key_renewed"
    KEY_REVOKED = "key_revoked"


NAMES: Mapping[Change, Sentence] = {
    Change.OPENED: say("Account opened"),
    Change.PASSWORD_GIVEN: say("New password given"),
    Change.PASSWORD_CHOSEN: say("Own password chosen"),
    Change.PASSWORD_USED: say("Signed in by a password, not by the organisation"),
    Change.INVITED: say("Invitation made"),
    Change.LINKED: say("Invitation used: the organisation’s sign-in opens the account"),
    Change.SESSIONS_ENDED: say("Sessions ended"),
    Change.CLOSED: say("Account closed"),
    Change.ERASED: say("Person erased"),
    Change.KEY_MADE: say("Station’s key made"),
    Change.KEY_RENEWED: say("Station’s key renewed"),
    Change.KEY_REVOKED: say("Station’s key revoked"),
}


class AccountChange(Record):
    """One change. It names ids alone, of which a name can be erased; `role` and `board` are those of `about`."""

    __tablename__ = "account_change"
    __table_args__ = (
        Index("account_change_board", "board", "id"),
        Index("account_change_role", "role", "id"),
        # A person's own data: what was done by them and to them.
        Index("account_change_actor", "actor", "id"),
        Index("account_change_about", "about", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    change: Mapped[Change]
    about: Mapped[str] = mapped_column(String(12))
    role: Mapped[Role]
    board: Mapped[str | None] = mapped_column(String(6))


def of_account(account: Account, change: Change, actor: str, at: datetime) -> AccountChange:
    return AccountChange(at=at, actor=actor, change=change, about=account.actor, role=account.role, board=account.board)


def of_station(station: Station, change: Change, actor: str, at: datetime) -> AccountChange:
    return AccountChange(at=at, actor=actor, change=change, about=station.id, role=Role.STATION, board=station.board)
