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

# Of each kind, the newest: what a page may take to write, and no more of it in memory whoever asks.
MOST = 5_000


@dataclass(frozen=True)
class Kept:
    """The account, where there is one, and of each kind the newest; `left_off` names those of which there are more."""

    account: Account | None
    identities: Sequence[Any]
    sessions: Sequence[Any]
    changes: Sequence[Any]
    digests: Sequence[Any]
    accesses: Sequence[Any]
    acts: Sequence[Any]
    left_off: Sequence[str]


def kept_of(session: Session, actor: str, most: int | None = MOST) -> Kept:
    """What is kept of an actor, of each kind the newest `most`, or all; seven statements, each by an index."""
    concerns = or_(AccountChange.about == actor, AccountChange.actor == actor)
    asked: dict[str, Any] = {
        "identities": select(*Identity.__table__.c).where(Identity.actor == actor).order_by(Identity.linked_at),
        "sessions": select(SignIn.created_at, SignIn.seen_at, SignIn.revoked_at, SignIn.browser).where(
            SignIn.actor == actor
        ),
        "changes": select(*AccountChange.__table__.c).where(concerns).order_by(AccountChange.id.desc()),
        "digests": select(Digest.day).where(Digest.actor == actor).order_by(Digest.day),
        "accesses": select(*Access.__table__.c).where(Access.actor == actor).order_by(Access.id.desc()),
        "acts": select(Entry.event_id, Entry.what, Entry.subject, Entry.time)
        .where(Entry.actor == actor)
        .order_by(Entry.position.desc()),
    }
    # One more than is handed out tells that there are more.
    limit = None if most is None else most + 1
    found = {kind: session.execute(one.limit(limit)).all() for kind, one in asked.items()}
    left_off = [kind for kind, rows in found.items() if most is not None and len(rows) > most]
    return Kept(session.get(Account, actor), **{kind: rows[:most] for kind, rows in found.items()}, left_off=left_off)
