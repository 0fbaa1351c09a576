"""Many records of one kind written at once, whatever each went through."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from services.chassis.upsert import as_they_are, insert_all, update_all


def save_all(session: Session, records: Iterable[Any], columns: Sequence[str] = ()) -> None:
    """Write records with one statement for the new, whole, and one for these columns (or all) of those loaded here.

    They leave the session: a flush would send one statement for each run of records that changed the same columns.
    """
    records = list(records)
    new = [record for record in records if inspect(record).transient]
    known = [record for record in records if inspect(record).persistent]
    for record in known:
        session.expunge(record)
    if new:
        table = new[0].__table__
        insert_all(session, table, [_row(record, table.columns.keys()) for record in new], as_they_are)
    if known:
        table = known[0].__table__
        names = {"id": None} | dict.fromkeys(columns or table.columns.keys())
        update_all(session, table, [_row(record, list(names)) for record in known])


def _row(record: Any, columns: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in columns}
