"""The search: any serial, tag, carton, number or code, whole or by its beginning, to what it names."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.portal.model.mention import Concern, Name
from services.portal.understood import Understood

MOST = 50
SHORTEST = 2
# Behind every character that a name may hold.
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Found:
    """A name that is or begins with what was asked, and what it names; `whole` where it is just that."""

    kind: str
    text: str
    subject: str
    whole: bool


def search(session: Session, asked: Understood, scope: str | None) -> Sequence[Found]:
    """What of the reader's bears a name that was asked, then what has one that begins so; at most 50 of each."""
    texts = [text for text in asked.texts if len(text) >= SHORTEST]
    whole = _read(session, select(*COLUMNS).where(Name.text.in_(texts)), scope, True) if texts else []
    if len(asked.beginning) < SHORTEST:
        return whole
    longer = select(*COLUMNS).where(Name.text > asked.beginning, Name.text < asked.beginning + LAST)
    return [*whole, *(one for one in _read(session, longer, scope, False) if one.text not in texts)]


def only(found: Sequence[Found]) -> Found | None:
    """The one thing that bears just the name asked; None where none or several do."""
    whole = [one for one in found if one.whole]
    return whole[0] if len({(one.subject, one.kind == "finding") for one in whole}) == 1 else None


COLUMNS = (Name.kind, Name.text, Name.subject)


def _read(session: Session, found: Select[str, str, str], scope: str | None, whole: bool) -> Sequence[Found]:
    if scope is not None:
        found = found.join(Concern, Concern.subject == Name.subject).where(Concern.board == scope)
    rows = session.execute(found.order_by(Name.text, Name.kind, Name.subject).limit(MOST))
    return [Found(kind, text, subject, whole) for kind, text, subject in rows]
