"""A session begun, whichever way its person came in."""

from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.contracts.roles import Person
from services.portal.model.account import Account
from services.portal.model.browser import Browser
from services.portal.model.sign_in import begin

log = structlog.get_logger()


@dataclass(frozen=True)
class Opened:
    """A session just opened: whom it is of, and the cookie that the browser keeps."""

    person: Person
    cookie: str


def begun(session: Session, account: Account, browser: Browser, provider: str | None = None) -> Opened:
    """A new session of this account; `provider` is the code of where its person signed in, None for a password."""
    signed_in, cookie = begin(account, act_of(session).at, browser, provider)
    session.add(signed_in)
    log.info("signed in", actor=account.actor, role=account.role, by=provider or "password")
    return Opened(signed_in.person(), cookie)
