"""Users, stations' keys and what was done to them, as far as the reader's reach goes; and somebody's own sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.reference import boards
from services.contracts.roles import Role
from services.contracts.sentence import say
from services.portal.model.account import Account
from services.portal.model.account_change import AccountChange
from services.portal.model.identity import Identity
from services.portal.model.makes import Reach
from services.portal.model.sign_in import IDLE, LONGEST, SignIn
from services.portal.model.station import Station


@dataclass(frozen=True)
class Users:
    """Some accounts by their logins, and the actor id of the last where more follow."""

    items: Sequence[Account]
    next: str | None


def users(session: Session, reach: Reach, cursor: str | None, limit: int) -> Users:
    """A page of accounts; `cursor` is an actor id, for a login in an address would be kept in logs."""
    found = select(Account).where(reach.rows(Account))
    if cursor is not None:
        last = select(Account.login).where(Account.actor == cursor).scalar_subquery()
        found = found.where(Account.login > last)
    rows = session.scalars(found.order_by(Account.login).limit(limit + 1)).all()
    return Users(rows[:limit], rows[limit - 1].actor if len(rows) > limit else None)


def user(session: Session, reach: Reach, actor: str) -> Account:
    """One account. Raises `NotFound` where it is not in reach."""
    account = session.scalars(select(Account).where(Account.actor == actor, reach.rows(Account))).one_or_none()
    if account is None:
        raise NotFound("account.unknown", say("There is no such account."))
    return account


def account_of(session: Session, actor: str) -> Account:
    """One account of anybody's. Raises `NotFound`."""
    account = session.get(Account, actor)
    if account is None:
        raise NotFound("account.unknown", say("There is no such account."))
    return account


def stations(session: Session, reach: Reach, cursor: str | None, limit: int) -> tuple[Sequence[Station], str | None]:
    """A page of stations by their ids, and the id of the last where more follow."""
    found = select(Station).where(reach.stations())
    if cursor is not None:
        found = found.where(Station.id > cursor)
    rows = session.scalars(found.order_by(Station.id).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def station_name(session: Session, station_id: str) -> str:
    return session.scalars(select(Station.name).where(Station.id == station_id)).one()


def changes(session: Session, reach: Reach, cursor: UUID | None, limit: int) -> Page[AccountChange]:
    """What was done to accounts and keys, newest first."""
    return page(session, select(AccountChange).where(reach.rows(AccountChange)), AccountChange.id, cursor, limit)


def unmanaged(session: Session) -> list[str]:
    """The boards that have no manager yet."""
    managed = select(Account.board).where(Account.role == Role.BOARD_MANAGER, Account.active).distinct()
    return sorted(set(boards()) - set(session.scalars(managed)))


def sessions(session: Session, actor: str, at: datetime) -> Sequence[SignIn]:
    """Somebody's sessions that are still good, last used first."""
    open_ones = select(SignIn).where(SignIn.actor == actor, SignIn.revoked_at.is_(None))
    good = open_ones.where(SignIn.seen_at >= at - IDLE, SignIn.created_at >= at - LONGEST)
    return session.scalars(good.order_by(SignIn.seen_at.desc())).all()


def login_of(session: Session, actor: str) -> str:
    """The login of somebody who is signed in; none for a station."""
    return session.scalars(select(Account.login).where(Account.actor == actor)).one_or_none() or ""


def identities(session: Session, actor: str) -> Sequence[Identity]:
    """The persons of providers that open an account, the first linked first."""
    its = select(Identity).where(Identity.actor == actor).order_by(Identity.linked_at, Identity.subject)
    return session.scalars(its).all()


def titles(session: Session, found: Sequence[AccountChange]) -> dict[str, str]:
    """What people call the accounts and stations that changes are about."""
    ids = {one.about for one in found}
    people = select(Account.actor, Account.name).where(Account.actor.in_(ids), Account.name.is_not(None))
    places = select(Station.id, Station.name).where(Station.id.in_(ids))
    return {row[0]: str(row[1]) for asked in (people, places) for row in session.execute(asked)}
