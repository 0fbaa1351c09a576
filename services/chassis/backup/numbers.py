"""The numbers of a service whose database is older than what its peers heard of it: raised, for none is given twice.

A subject's next event must be numbered beyond the last that anybody heard, else it counts as old everywhere. Numbers
for people stand on labels and papers, whether the database remembers them or not.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.chassis.counter import ACCESS, FLOOR
from services.chassis.tables import counter, heard, parked, subject
from services.chassis.upsert import insert_all

# Numbers of new asset tags, waves, counts, drafts and papers are told to nobody: nobody knows how many.
# Of tags, 2,000 are printed at once.
UNTOLD = 10_000
CHUNK = 5_000


def last_told(session: Session) -> dict[str, int]:
    """The last number of each subject of this service, as its database knows it."""
    return {row.name: row.sequence for row in session.execute(select(subject.c.name, subject.c.sequence))}


def last_heard(session: Session, source: str | None = None) -> dict[tuple[str, str], int]:
    """By source and subject, the last number that this service heard or has parked; of one source, or of all."""
    found: dict[tuple[str, str], int] = {}
    for table in (heard, parked):
        rows = select(table.c.source, table.c.subject, table.c.sequence)
        for row in session.execute(rows if source is None else rows.where(table.c.source == source)):
            key = (row.source, row.subject)
            found[key] = max(found.get(key, 0), row.sequence)
    return found


def raise_subjects(session: Session, last: Mapping[str, int]) -> int:
    """Number the next event of each of these subjects beyond `last`; how many were behind. A second call finds none.

    What the last step changed is not known any more: it cannot be undone.
    """
    known = last_told(session)
    none = {"event_id": None, "what": None, "change": None}
    rows = [{"name": name, "sequence": last[name], **none} for name in sorted(last) if last[name] > known.get(name, 0)]
    for start in range(0, len(rows), CHUNK):
        insert_all(session, subject, rows[start : start + CHUNK], _raise)
    return len(rows)


def raise_series(session: Session, lost: int) -> None:
    """Go on counting beyond whatever was numbered for people by these lost facts, and by what is told to nobody.

    Places in the chain of accesses are numbers for nobody: one left out would be an access that somebody took away.
    """
    insert_all(session, counter, [{"name": FLOOR, "value": 0}])
    by = counter.c.value + lost
    of_one = counter.c.name.contains("/")
    session.execute(update(counter).where(of_one).values(value=by))
    session.execute(update(counter).where(~of_one, counter.c.name != ACCESS).values(value=by + UNTOLD))


def _raise(add: Any) -> Any:
    new = {name: add.excluded[name] for name in ("sequence", "event_id", "what", "change")}
    return add.on_conflict_do_update(index_elements=["name"], set_=new)
