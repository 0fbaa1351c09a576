"""Sessions of people who signed in, and the failures that slow down whoever guesses."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from services.chassis.setting import LocalSignIn
from services.contracts.roles import MINISTRY, Person, Role
from services.portal.model.account import Account
from services.portal.model.browser import Browser
from services.portal.model.record import Record

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
FAILURES = 5
LOCK = timedelta(minutes=1)


@dataclass(frozen=True)
class Passwords:
    """What a password opens here. `noted`: providers are the way to come in, so each use by the Ministry is kept."""

    lets: LocalSignIn = LocalSignIn.YES
    noted: bool = False

    def open(self, role: Role) -> bool:
        return self.lets is LocalSignIn.YES or (self.lets is LocalSignIn.EMERGENCY and role in MINISTRY)


def digest(secret: str) -> str:
    """How random secrets are kept: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class SignIn(Record):
    """A session: 30 minutes after its last use, or 12 hours after its start, it is over. The cookie is kept hashed."""

    __tablename__ = "sign_in"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    cookie_hash: Mapped[str] = mapped_column(String(64), unique=True)
    actor: Mapped[str] = mapped_column(ForeignKey("account.actor"), index=True)
    csrf: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    browser: Mapped[Browser] = mapped_column(default=Browser.OTHER)
    # The code of the provider by which its person came in; None for a password.
    provider: Mapped[str | None] = mapped_column(String(24))

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

    def good(self, at: datetime) -> bool:
        """Whether a fresh token may be had for it now."""
        alive = self.revoked_at is None and self.account.active
        return alive and at - self.seen_at <= IDLE and at - self.created_at <= LONGEST

    def person(self) -> Person:
        """Whom a token of this session names, with today's role."""
        return self.account.person(str(self.id), self.csrf)


def begin(
    account: Account, at: datetime, browser: Browser = Browser.OTHER, provider: str | None = None
) -> tuple[SignIn, str]:
    """A new session and the cookie that opens it, shown to the browser alone."""
    cookie = secrets.token_urlsafe(32)
    opened = SignIn(
        id=uuid7(),
        cookie_hash=digest(cookie),
        actor=account.actor,
        csrf=secrets.token_urlsafe(18),
        created_at=at,
        seen_at=at,
        browser=browser,
        provider=provider,
        account=account,
    )
    return opened, cookie


class Attempts(Record):
    """Failures in a row under one login, known or not, kept by its hash: being locked does not tell that it exists."""

    __tablename__ = "attempts"

    login_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime] = mapped_column(index=True)

    def locked(self, at: datetime) -> bool:
        """From the fifth failure on, each one closes the login for a minute."""
        return self.failures >= FAILURES and at - self.failed_at < LOCK

    def fail(self, at: datetime) -> None:
        self.failures += 1
        self.failed_at = at
