"""Users and stations' keys, made and ended by whoever answers for them; each act is kept with who did it and when.

Nobody does any of it to himself. A password or a key is in the answer alone: it is hashed before anything is locked.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.errors import Conflict, Forbidden, NotFound
from services.contracts.duty import Duty
from services.contracts.roles import Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.portal.model.account import Account, hashed
from services.portal.model.account_change import Change, of_account
from services.portal.model.makes import Reach
from services.portal.model.password import random_password
from services.portal.model.station import DAYS, Station
from services.portal.operations.account import add_account, end_sessions, erase_person
from services.portal.operations.identity import new_invitation
from services.portal.operations.station import add_station, renew_station, revoke_station

OWN = say("Nobody does this to the own account: ask somebody else who may.")


def open_user(
    session: Session, reach: Reach, login: str, name: str, role: Role, board: BoardCode | None
) -> tuple[str, str]:
    """Open an account. Returns its actor id and its first password, which must be changed at the first sign-in.

    Raises `Forbidden` for a role or a board that is not his to make, `Conflict` where the login is taken, or where a
    board has a manager already who makes the others.
    """
    if not reach.holds(role, board):
        raise Forbidden("user.role", say("You do not make this role’s accounts."))
    password = random_password()
    account = add_account(session, login, password, role, board, name)
    account.given(act_of(session).at)
    _still_in(session)
    if role is Role.BOARD_MANAGER and not reach.house and _managed(session, account):
        raise Conflict("user.managed", say("This board has a manager already, who makes its other accounts."))
    return account.actor, password


def give_password(session: Session, reach: Reach, actor: str) -> str:
    """Give a new first password and end the sessions. Raises `NotFound` for an account that is not his to renew."""
    password = random_password()
    kept = hashed(password)
    account = _of_reach(session, reach, actor)
    account.take(kept, given_at=act_of(session).at)
    _ended(session, account, Change.PASSWORD_GIVEN)
    return password


def invite(session: Session, reach: Reach, actor: str) -> str:
    """A code by which the account's person is linked to it at the next sign-in at their organisation, told this once.

    Raises `NotFound` for an account that is not his to invite to, `Conflict` for one that is closed.
    """
    return new_invitation(session, _of_reach(session, reach, actor))


def end_user_sessions(session: Session, reach: Reach, actor: str) -> Account:
    """End all sessions of somebody else's account, which stays open. Raises `NotFound`."""
    account = _of_reach(session, reach, actor)
    _ended(session, account, Change.SESSIONS_ENDED)
    return account


def close_user(session: Session, reach: Reach, actor: str) -> Account:
    """Close an account and end its sessions; its actor id stays in the log. Raises `NotFound`, `Conflict`."""
    account = _of_reach(session, reach, actor)
    account.close()
    _ended(session, account, Change.CLOSED)
    return account


def erase_user(session: Session, actor: str) -> Account:
    """Erase a person, whose account ends with that. Raises `NotFound`, `Conflict` for oneself and a second time."""
    _still_in(session)
    if actor == act_of(session).actor:
        raise Conflict("user.own", OWN)
    erase_person(session, actor)
    return session.get_one(Account, actor)


def make_key(session: Session, reach: Reach, name: str, duties: Iterable[Duty] = (), days: int = DAYS) -> str:
    """Make a station's key, of the own board or of the warehouse. Returns the key. Raises `Forbidden`, `Invalid`."""
    if not reach.holds(Role.STATION, reach.board):
        raise Forbidden("user.role", say("You do not make this role’s accounts."))
    _still_in(session)
    return add_station(session, name, reach.board, duties, days)


def renew_key(session: Session, reach: Reach, station_id: str) -> str:
    """Another key for a station, beside the present one for a week. Raises `NotFound`, `Conflict` once revoked."""
    return renew_station(session, _station(session, reach, station_id))


def end_key(session: Session, reach: Reach, station_id: str) -> Station:
    """Revoke a station's key. Raises `NotFound` for a station that is not his."""
    station = _station(session, reach, station_id)
    revoke_station(session, station_id)
    return station


def _of_reach(session: Session, reach: Reach, actor: str) -> Account:
    """The account, with that of who acts, both locked in one order: of two who close each other one comes too late."""
    me = act_of(session).actor
    locked = select(Account).where(Account.actor.in_({me, actor})).order_by(Account.actor).with_for_update()
    found = {one.actor: one for one in session.scalars(locked)}
    _refuse_closed(found.get(me))
    account = found.get(actor)
    if account is None or not reach.holds(Role(account.role), account.board):
        raise NotFound("account.unknown", say("There is no such account."))
    if actor == me:
        raise Conflict("user.own", OWN)
    return account


def _station(session: Session, reach: Reach, station_id: str) -> Station:
    """A station that is his to change, loaded for update."""
    _still_in(session)
    station = session.get(Station, station_id, with_for_update=True)
    if station is None or not reach.holds(Role.STATION, station.board):
        raise NotFound("station.unknown", say("There is no such station."))
    return station


def _still_in(session: Session) -> None:
    """Raises `Forbidden` once the own account is closed: a token outlives that by up to five minutes."""
    _refuse_closed(session.get(Account, act_of(session).actor, with_for_update=True))


def _refuse_closed(me: Account | None) -> None:
    if me is not None and not me.active:
        raise Forbidden("user.closed", say("Your account was closed."))


def _managed(session: Session, but: Account) -> bool:
    """Whether the board of this account has another manager."""
    managers = select(Account.actor).where(Account.board == but.board, Account.role == Role.BOARD_MANAGER)
    others = managers.where(Account.active, Account.actor != but.actor)
    return session.scalars(others.limit(1)).first() is not None


def _ended(session: Session, account: Account, change: Change) -> None:
    act = act_of(session)
    end_sessions(session, account.actor)
    session.add(of_account(account, change, act.actor, act.at))
