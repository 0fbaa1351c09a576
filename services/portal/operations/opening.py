"""A session begun, whichever way its person came in."""

from dataclasses import dataclass

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.metering import meters
from services.chassis.metering.counting import count
from services.contracts.roles import Person
from services.portal.model.account import Account
from services.portal.model.browser import Browser
from services.portal.model.sign_in import SignIn, begin, digest

PORTAL = "portal"

log = structlog.get_logger()


@dataclass(frozen=True)
class Opened:
    """A session just opened: whom it is of, and the cookie that the browser keeps."""

    person: Person
    cookie: str


@dataclass(frozen=True)
class Visit:
    """Somebody at the door: with which browser, and the cookie of the session that it had; empty for none."""

    browser: Browser = Browser.OTHER
    before: str = ""


def begun(session: Session, account: Account, visit: Visit, provider: str | None = None) -> Opened:
    """A new session of this account; `provider` is the code of where its person signed in, None for a password.

    The session that the browser had before, whosever it was, is over.
    """
    at = act_of(session).at
    if visit.before:
        its = update(SignIn).where(SignIn.cookie_hash == digest(visit.before), SignIn.revoked_at.is_(None))
        session.execute(its.values(revoked_at=at))
    signed_in, cookie = begin(account, at, visit.browser, provider)
    session.add(signed_in)
    count(session, meters.SIGN_INS, PORTAL, "opened")
    log.info("signed in", actor=account.actor, acts_as=account.role, by=provider or "password")
    return Opened(signed_in.person(), cookie)
