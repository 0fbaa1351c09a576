"""Accounts: opened by a command, given a new password, erased when their person has gone."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.errors import Conflict, Invalid, NotFound
from services.contracts.reference import boards
from services.contracts.roles import Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.portal.model.account import Account, clean, open_account
from services.portal.model.sign_in import SignIn


def add_account(
    session: Session, login: str, password: str, role: Role, board: BoardCode | None, name: str = ""
) -> Account:
    """Open an account. Raises `Conflict` when the login is taken, `Invalid` when a rule is broken."""
    if _by_login(session, login) is not None:
        raise Conflict("account.exists", say("This login is taken: choose another."))
    account = open_account(login, password, role, known_board(board), name, act_of(session).at)
    session.add(account)
    session.flush()
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
    _end_sessions(session, account.actor)


def set_address(session: Session, login: str, mail: str | None, language: str) -> None:
    """Have an account's digests sent to this address in this language; None ends them. Raises `Invalid`."""
    _known(_by_login(session, login)).send_to(mail, language)


def erase_person(session: Session, actor: str) -> None:
    """Forget the name, login and address behind an actor id and end their sessions; the log is not touched."""
    account = _known(session.get(Account, actor, with_for_update=True))
    account.erase()
    _end_sessions(session, actor)


def _by_login(session: Session, login: str) -> Account | None:
    return session.scalars(select(Account).where(Account.login == clean(login)).with_for_update()).one_or_none()


def _known(account: Account | None) -> Account:
    if account is None:
        raise NotFound("account.unknown", say("There is no such account."))
    return account


def _board(account: Account) -> BoardCode | None:
    return BoardCode(account.board) if account.board else None


def _end_sessions(session: Session, actor: str) -> None:
    open_ones = update(SignIn).where(SignIn.actor == actor, SignIn.revoked_at.is_(None))
    session.execute(open_ones.values(revoked_at=act_of(session).at))
