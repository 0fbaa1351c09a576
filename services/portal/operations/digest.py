"""Digests to be sent: to whom, and each by one sender alone, once a day."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from services.chassis.upsert import insert
from services.portal.model.account import Account
from services.portal.model.digest import AGAIN_AFTER, KEPT, READERS, Digest, Sending


def recipients(session: Session, day: date, at: datetime) -> Sequence[Account]:
    """The accounts that get a digest and have none of this day yet, as far as anybody knows."""
    mine = and_(Digest.actor == Account.actor, Digest.day == day)
    wanted = select(Account).where(Account.active, Account.mail.is_not(None), Account.role.in_(READERS))
    found = wanted.outerjoin(Digest, mine).where(or_(Digest.actor.is_(None), _to_repeat(at)))
    return session.scalars(found.order_by(Account.actor)).all()


def begin(session: Session, actor: str, day: date, at: datetime) -> bool:
    """Note that a digest is being sent, before it is; False where another has begun, or has sent it.

    Of any number who ask at once, one is told to go on.
    """
    note = insert(session, Digest).values(day=day, actor=actor, state=Sending.SENDING, attempts=1, tried_at=at)
    again = {"state": note.excluded.state, "attempts": Digest.attempts + 1, "tried_at": note.excluded.tried_at}
    claimed = note.on_conflict_do_update(index_elements=["day", "actor"], set_=again, where=_to_repeat(at))
    return session.scalar(claimed.returning(Digest.actor)) is not None


def end(session: Session, actor: str, day: date, state: Sending) -> None:
    """Note how it went."""
    session.get_one(Digest, (day, actor)).state = state


def forget(session: Session, day: date) -> None:
    """Drop the notes of long ago."""
    session.execute(delete(Digest).where(Digest.day < day - KEPT))


def _to_repeat(at: datetime):  # type: ignore[no-untyped-def]
    return and_(Digest.state == Sending.FAILED, Digest.tried_at <= at - AGAIN_AFTER)
