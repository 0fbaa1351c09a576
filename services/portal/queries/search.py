"""The search: any serial, tag, carton, number or code, whole or by its beginning, to what it names."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.portal.model.mention import Concern, Name

MOST = 50
SHORTEST = 2
# Behind every character that a name may hold.
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Found:
    """A name that begins with what was asked, and what it names."""

    kind: str
    text: str
    subject: str


def search(session: Session, asked: str, scope: str | None) -> Sequence[Found]:
    """Names that are or begin with `asked`, whole ones first, of what the reader may see; at most 50."""
    text = asked.strip().upper()
    if len(text) < SHORTEST:
        return []
    found = select(Name.kind, Name.text, Name.subject).where(Name.text >= text, Name.text < text + LAST)
    if scope is not None:
        found = found.join(Concern, Concern.subject == Name.subject).where(Concern.board == scope)
    rows = session.execute(found.order_by(Name.text, Name.kind, Name.subject).limit(MOST))
    return [Found(*row) for row in rows]
