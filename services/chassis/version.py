"""Versions: nobody writes over what another changed since it was looked at.

A row that people edit is loaded for update, so that two transactions change it one after the other; and it counts how
often people changed it, so that who looked at it minutes ago, and says at what (`If-Match`, or the version in a page's
form), is refused where it is another now.
"""

from sqlalchemy.orm import Mapped, Session, mapped_column

from services.chassis.act import act_of
from services.chassis.errors import Outdated
from services.contracts.sentence import say

CHANGED = say("Somebody changed this meanwhile. Open it again and look, then repeat.")


class Versioned:
    """A row that people edit. What is heard from other services does not count: of that the rules of a step judge."""

    version: Mapped[int] = mapped_column(default=1)


def edit(session: Session, row: Versioned) -> None:
    """Count a person's change of a row that is loaded for update. Raises `Outdated`, as `check_seen` does."""
    check_seen(session, row.version)
    row.version += 1


def check_seen(session: Session, version: int) -> None:
    """Raises `Outdated` when whoever acts says that he saw another version than this."""
    seen = act_of(session).seen
    if seen is not None and str(version) not in seen:
        raise Outdated("changed.meanwhile", CHANGED)
