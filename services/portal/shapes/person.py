"""What the portal knows of one member of staff, in a structured, commonly used format (A-2.1, s. 63.5): JSON."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from services.chassis.web.shapes import Answer, Body
from services.contracts.places import ACCESS_LOGS
from services.contracts.roles import Role
from services.contracts.sees import Motive
from services.portal.model.account_change import Change
from services.portal.model.browser import Browser


class Why(Body):
    """Why somebody else's file is saved, or somebody erased."""

    reason: Motive


class AccountKept(Answer):
    """The account; of a person who was erased, ids alone."""

    actor: str
    login: str
    name: str | None
    mail: str | None
    language: str
    role: Role
    board: str | None
    active: bool
    created_at: datetime


class IdentityKept(Answer):
    """As whom a provider knows the person."""

    issuer: str
    subject: str
    linked_at: datetime
    used_at: datetime


class SessionKept(Answer):
    """A session that is still kept."""

    created_at: datetime
    seen_at: datetime
    revoked_at: datetime | None
    browser: Browser


class ChangeKept(Answer):
    """What was done to the person's account, or by the person to others'."""

    at: datetime
    actor: str
    change: Change
    about: str


class DigestKept(Answer):
    """A day on which a digest was sent."""

    day: date


class AccessKept(Answer):
    """What of persons the person was shown, as the portal noted it."""

    at: datetime
    sees: str
    way: str
    about: str | None
    reason: Motive | None
    found: int | None


class ActKept(Answer):
    """What the person did, as the permanent log has it: its id, what, of which thing, when; no text of it."""

    event_id: UUID
    what: str
    subject: str
    time: datetime


class PersonKept(Answer):
    """All of it. `whole` is false where there is more of something than one file holds: of the kinds that `left_off`
    names it has the newest, and whoever operates the site hands out the rest.

    `elsewhere`: where more of the person is, by the same actor id.
    """

    actor: str
    account: AccountKept | None
    identities: list[IdentityKept]
    sessions: list[SessionKept]
    changes: list[ChangeKept]
    digests: list[DigestKept]
    accesses: list[AccessKept]
    acts: list[ActKept]
    whole: bool
    left_off: list[str]
    elsewhere: list[str]

    @classmethod
    def of(cls, actor: str, kept: Any) -> Self:
        """What a query found of the actor."""
        elsewhere = [f"{log.path}?actor={actor}" for log in ACCESS_LOGS]
        return cls.model_validate({**vars(kept), "actor": actor, "whole": not kept.left_off, "elsewhere": elsewhere})
