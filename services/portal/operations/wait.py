"""What waits for somebody, kept from the events of one run."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from services.chassis.among import among
from services.chassis.upsert import insert_all
from services.portal.model.log import Entry, what_of
from services.portal.model.past import Told
from services.portal.model.wait import REWRITING, TELLING, Wait, first_heard, subject_of
from services.portal.operations import around

WAIT = cast(Table, Wait.__table__)
NAMES = WAIT.columns.keys()
# What a task is read from when something was taken back.
TOLD = frozenset(what_of(kind) for kind in (*TELLING, *REWRITING))


def keep_waits(session: Session, placed: Sequence[Told]) -> None:
    """Begin and end the tasks that these entries, appended and linked already, tell of."""
    telling = [(subject, told) for told in placed if (subject := subject_of(told[1].data))]
    if not telling:
        return
    waits = _known(session, {subject for subject, _ in telling})
    # Of what nothing was ever to be done, nothing is taken back; and a run may tell the first of it, then undo it.
    rewritten = {subject for subject, (_, envelope) in telling if type(envelope.data) in REWRITING}
    for subject, (_, envelope) in telling:
        wait = waits.get(subject) or first_heard(subject)
        if type(envelope.data) in TELLING:
            wait.hear(envelope.data, envelope.time)
        if wait.task:
            waits[subject] = wait
    _stand_anew(session, {subject: waits[subject] for subject in rewritten & waits.keys()}, placed[-1][0] + 1)
    _write(session, waits)


def forget(session: Session) -> None:
    """Before all is read anew."""
    session.execute(delete(Wait))


def read_anew(session: Session, after: int, most: int) -> int | None:
    """Take the next entries of the log that tell of tasks; the position to go on from, None at the end."""
    found = select(Entry).where(Entry.position > after, Entry.what.in_(TOLD)).order_by(Entry.position).limit(most)
    placed = [(entry.position, entry.envelope()) for entry in session.scalars(found)]
    keep_waits(session, placed)
    return placed[-1][0] if placed else None


def _known(session: Session, subjects: set[str]) -> dict[str, Wait]:
    """They are no part of the session, and are written by `_write`."""
    rows = session.execute(select(WAIT).where(among(session, WAIT.c.subject, sorted(subjects))))
    return {row.subject: Wait(**row._mapping) for row in rows}


def _stand_anew(session: Session, waits: Mapping[str, Wait], before: int) -> None:
    if waits:
        told = around.past(session, waits, before, TOLD)
        for subject, wait in waits.items():
            wait.stand(told.get(subject, []))


def _write(session: Session, waits: Mapping[str, Wait]) -> None:
    rows = [{name: getattr(waits[subject], name) for name in NAMES} for subject in sorted(waits)]
    if rows:
        insert_all(session, WAIT, rows, _renewed)


def _renewed(add: Any) -> Any:
    new = {name: add.excluded[name] for name in NAMES if name != "subject"}
    return add.on_conflict_do_update(index_elements=["subject"], set_=new)
