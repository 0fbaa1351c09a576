"""What the portal knows of one member of staff, by the actor id."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.access import Access
from services.portal.model.account import Account
from services.portal.model.account_change import AccountChange
from services.portal.model.digest import Digest
from services.portal.model.identity import Identity
from services.portal.model.log import Entry
from services.portal.model.sign_in import SignIn

# Of each kind, the newest.
MOST = 50_000


@dataclass(frozen=True)
class Kept:
    """The account, where there is one, and of each kind the newest `MOST`; `whole` says whether that is all."""

    account: Account | None
    identities: Sequence[Any]
    sessions: Sequence[Any]
    changes: Sequence[Any]
    digests: Sequence[Any]
    accesses: Sequence[Any]
    acts: Sequence[Any]

    @property
    def whole(self) -> bool:
        return all(len(some) < MOST for some in (self.changes, self.accesses, self.acts))


def kept_of(session: Session, actor: str) -> Kept:
    """All that is kept of an actor; seven statements.

    The log has no index by actor: each of a million events would pay for it, and this is asked for a few times a year.
    """
    concerns = or_(AccountChange.about == actor, AccountChange.actor == actor)
    asked: tuple[Any, ...] = (
        select(*Identity.__table__.c).where(Identity.actor == actor).order_by(Identity.linked_at),
        select(SignIn.created_at, SignIn.seen_at, SignIn.revoked_at, SignIn.browser).where(SignIn.actor == actor),
        select(*AccountChange.__table__.c).where(concerns).order_by(AccountChange.id.desc()),
        select(Digest.day).where(Digest.actor == actor).order_by(Digest.day),
        select(*Access.__table__.c).where(Access.actor == actor).order_by(Access.id.desc()),
        select(Entry.event_id, Entry.what, Entry.subject, Entry.time)
        .where(Entry.actor == actor)
        .order_by(Entry.position.desc()),
    )
    return Kept(session.get(Account, actor), *(session.execute(one.limit(MOST)).all() for one in asked))
