"""The door: sign in with a password, choose another, renew a session's token, sign out."""

from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.errors import Conflict, Forbidden, Refusal, Unauthenticated
from services.chassis.metering import meters
from services.chassis.metering.counting import count
from services.chassis.upsert import insert
from services.chassis.version import CHANGED
from services.contracts.roles import MINISTRY, Person, Role
from services.contracts.sentence import Sentence, say
from services.portal.model.account import Account, clean, decoy, verify
from services.portal.model.account_change import Change, of_account
from services.portal.model.sign_in import Attempts, Passwords, SignIn, digest
from services.portal.operations.account import end_sessions
from services.portal.operations.opening import PORTAL, Opened, Visit, begun

FORGET_FAILURES = timedelta(days=1)
# The code by which the sign-in page knows that its person is to choose a password.
FIRST = "password.first"
ANY, VISIT = Passwords(), Visit()

LAPSED = say("The time of your first password is over: ask %(who)s for another one.")
NEAREST = say("the Ministry")
# Who gives a new one; the Ministry where nobody nearer does.
GIVES = {
    Role.BOARD_MANAGER: say("another manager of your board, or the Ministry,"),
    Role.BOARD_TECHNICIAN: say("the manager of your board"),
    Role.WAREHOUSE: say("the warehouse’s manager"),
}

log = structlog.get_logger()


@dataclass(frozen=True)
class Proven:
    """Somebody whose present password was right, and its hash then."""

    actor: str
    password_hash: str


def prove(session: Session, login: str, password: str, passwords: Passwords = ANY) -> Account | Refusal:
    """Whose password this is, be it a first one, or why not. The refusal is returned, not raised: the failure counted
    must be kept.

    A wrong login and a wrong password get one answer, after the same work; a closed login answers without any.
    """
    at = act_of(session).at
    attempts = _attempts(session, login)
    if attempts.locked(at):
        log.warning("sign-in while locked")
        count(session, meters.SIGN_INS, PORTAL, "locked")
        return Unauthenticated("sign_in.locked", say("Too many failures. Wait one minute, then sign in again."))
    account = session.scalars(select(Account).where(Account.login == clean(login))).one_or_none()
    if account is None or not account.accepts(password):
        if account is None:
            verify(decoy(), password)
        attempts.fail(at)
        count(session, meters.SIGN_INS, PORTAL, "wrong")
        log.warning("sign-in failed", actor=account.actor if account else None, failures=attempts.failures)
        return Unauthenticated("sign_in.wrong", say("This login and this password do not go together."))
    session.delete(attempts)
    return _let(session, account, passwords)


def prove_for_change(session: Session, login: str, password: str, passwords: Passwords = ANY) -> Proven | Refusal:
    """As `prove`, for `choose_password` in a transaction of its own: hashing lies between the two."""
    found = prove(session, login, password, passwords)
    return found if isinstance(found, Refusal) else Proven(found.actor, found.password_hash)


def check_password(session: Session, login: str, password: str, passwords: Passwords = ANY) -> Account | Refusal:
    """The account, as `prove`; a first password opens nothing but the page on which another is chosen."""
    found = prove(session, login, password, passwords)
    if isinstance(found, Account) and found.first:
        return Forbidden(FIRST, say("Choose your own password first, on the page /portal/password."))
    return found


def open_session(
    session: Session, login: str, password: str, visit: Visit = VISIT, passwords: Passwords = ANY
) -> Opened | Refusal:
    """Sign in at a browser: a session that tokens are renewed from."""
    found = check_password(session, login, password, passwords)
    if isinstance(found, Refusal):
        return found
    return begun(session, found, visit)


def choose_password(session: Session, proven: Proven, password_hash: str, visit: Visit) -> Opened:
    """The password that somebody chose who had just proven the present one: it ends all sessions and opens one.

    Raises `Conflict` when the account was given another password, or closed, meanwhile.
    """
    account = session.get_one(Account, proven.actor, with_for_update=True)
    if account.password_hash != proven.password_hash:
        raise Conflict("changed.meanwhile", CHANGED)
    account.take(password_hash)
    end_sessions(session, account.actor)
    act = act_of(session)
    session.add(of_account(account, Change.PASSWORD_CHOSEN, account.actor, act.at))
    return begun(session, account, visit)


def renew(session: Session, cookie: str) -> Person | None:
    """The person of a session that is still good, its use noted; None when it is over or unknown."""
    at = act_of(session).at
    found = select(SignIn).where(SignIn.cookie_hash == digest(cookie)).with_for_update(of=SignIn)
    signed_in = session.scalars(found).one_or_none()
    if signed_in is None or not signed_in.good(at):
        return None
    signed_in.seen_at = at
    return signed_in.person()


def whose_form(session: Session, cookie: str, csrf: str) -> str | None:
    """Whose a form is that was made in the session of this cookie, over or not; None where it was not made there, and
    where somebody ended that session."""
    found = session.scalars(select(SignIn).where(SignIn.cookie_hash == digest(cookie))).one_or_none()
    if found is None or found.revoked_at is not None:
        return None
    return found.actor if compare_digest(found.csrf.encode(), csrf.encode()) else None


def sign_out(session: Session, session_id: str) -> str | None:
    """End a session. A second call changes nothing. Returns the code of the provider by which its person came in."""
    signed_in = session.get(SignIn, UUID(session_id), with_for_update=True)
    if signed_in is not None and signed_in.revoked_at is None:
        signed_in.revoked_at = act_of(session).at
    return signed_in.provider if signed_in else None


def _let(session: Session, account: Account, passwords: Passwords) -> Account | Refusal:
    """The account whose password was right, where a password opens it here."""
    role = Role(account.role)
    if not passwords.open(role):
        log.warning("sign-in by a password that opens nothing here", actor=account.actor)
        return Forbidden("sign_in.local", say("A password opens nothing here: sign in with your organisation."))
    if account.lapsed(act_of(session).at):
        log.warning("first password over", actor=account.actor)
        return Forbidden("password.lapsed", Sentence(LAPSED.msgid, {"who": GIVES.get(role, NEAREST)}))
    if passwords.noted and role in MINISTRY:
        act = act_of(session)
        session.add(of_account(account, Change.PASSWORD_USED, account.actor, act.at))
        log.warning("sign-in by a password", actor=account.actor, acts_as=role)
    return account


def _attempts(session: Session, login: str) -> Attempts:
    """The failures of a login, locked until the transaction ends, so that guesses at once are counted one by one."""
    at = act_of(session).at
    session.execute(delete(Attempts).where(Attempts.failed_at < at - FORGET_FAILURES))
    hashed = digest(clean(login))
    note = insert(session, Attempts).values(login_hash=hashed, failures=0, failed_at=at)
    # An update of nothing locks the row; one that is only looked for may be deleted before it is locked.
    same = {"login_hash": note.excluded.login_hash}
    session.execute(note.on_conflict_do_update(index_elements=["login_hash"], set_=same))
    return session.scalars(select(Attempts).where(Attempts.login_hash == hashed).with_for_update()).one()
