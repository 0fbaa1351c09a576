"""Accounts: opened, given a new password, erased when their person has gone; sessions ended."""

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.errors import Conflict, Invalid, NotFound
from services.contracts.reference import boards
from services.contracts.roles import Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.portal.model.account import Account, clean, open_account
from services.portal.model.account_change import Change, of_account
from services.portal.model.identity import Identity, Invitation
from services.portal.model.kept_form import KeptForm
from services.portal.model.sign_in import Attempts, SignIn, digest


def add_account(
    session: Session, login: str, password: str, role: Role, board: BoardCode | None, name: str = ""
) -> Account:
    """Open an account. Raises `Conflict` when the login is taken, `Invalid` when a rule is broken."""
    # Hashing is slow: nothing is locked yet.
    account = open_account(login, password, role, known_board(board), name, act_of(session).at)
    if _by_login(session, login) is not None:
        raise Conflict("account.exists", say("This login is taken: choose another."))
    session.add(account)
    session.flush()
    _note(session, account, Change.OPENED)
    return account


def known_board(board: BoardCode | None) -> BoardCode | None:
    """The board, where one is given. Raises `Invalid` unless it is one of the 72."""
    if board is not None and board not in boards():
        raise Invalid("board.unknown", say("There is no board with the code %(code)s.", code=board))
    return board


def set_password(session: Session, login: str, password: str) -> None:
    """Give an account a new password and end its sessions."""
    account = _known(_by_login(session, login))
    fresh = open_account(login, password, account.role, _board(account), "", act_of(session).at)
    account.password_hash = fresh.password_hash
    if account.first:
        account.given(act_of(session).at)
    end_sessions(session, account.actor)
    _note(session, account, Change.PASSWORD_GIVEN)


def set_address(session: Session, login: str, mail: str | None, language: str) -> None:
    """Have an account's digests sent to this address in this language; None ends them. Raises `Invalid`."""
    _known(_by_login(session, login)).send_to(mail, language)


def erase_person(session: Session, actor: str) -> None:
    """Forget the name, login and address behind an actor id, and their sessions; the log is not touched.

    Raises `Conflict` for somebody who was erased before.
    """
    account = _known(session.get(Account, actor, with_for_update=True))
    failures = digest(account.login)
    account.erase()
    for table in (Identity, Invitation, KeptForm, SignIn):
        session.execute(delete(table).where(table.actor == actor))
    session.execute(delete(Attempts).where(Attempts.login_hash == failures))
    _note(session, account, Change.ERASED)


def end_sessions(session: Session, actor: str, but: UUID | None = None) -> None:
    """End a person's open sessions, all of them or all but one. A second call changes nothing."""
    open_ones = update(SignIn).where(SignIn.actor == actor, SignIn.revoked_at.is_(None))
    if but is not None:
        open_ones = open_ones.where(SignIn.id != but)
    session.execute(open_ones.values(revoked_at=act_of(session).at))


def end_all_sessions(session: Session) -> None:
    """End everybody's open sessions: after a restore, those that were ended since the backup would be open again."""
    session.execute(update(SignIn).where(SignIn.revoked_at.is_(None)).values(revoked_at=act_of(session).at))


def end_session(session: Session, actor: str, session_id: UUID) -> None:
    """End one of a person's own sessions; what is not among them is left as it is. A second call changes nothing."""
    its = update(SignIn).where(SignIn.id == session_id, SignIn.actor == actor, SignIn.revoked_at.is_(None))
    session.execute(its.values(revoked_at=act_of(session).at))


def _by_login(session: Session, login: str) -> Account | None:
    return session.scalars(select(Account).where(Account.login == clean(login)).with_for_update()).one_or_none()


def _known(account: Account | None) -> Account:
    if account is None:
        raise NotFound("account.unknown", say("There is no such account."))
    return account


def _board(account: Account) -> BoardCode | None:
    return BoardCode(account.board) if account.board else None


def _note(session: Session, account: Account, change: Change) -> None:
    act = act_of(session)
    session.add(of_account(account, change, act.actor, act.at))
