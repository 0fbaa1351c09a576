"""Locations are made known: by a call, or from a file."""

import csv
from collections.abc import Iterable

from sqlalchemy.orm import Session

from services.chassis.errors import Invalid
from services.chassis.upsert import insert
from services.contracts.sentence import say
from services.contracts.values import LocationCode
from services.warehouse.model.location import Location


def keep_locations(session: Session, codes: Iterable[LocationCode]) -> int:
    """Make these locations known; how many are named. Those known already stay as they are."""
    rows = [{"code": code} for code in sorted(set(codes))]
    if rows:
        session.execute(insert(session, Location).on_conflict_do_nothing(), rows)
    return len(rows)


def import_locations(session: Session, csv_text: str) -> int:
    """Make known the locations in the column `code` of a CSV file; how many there are.

    Raises `Invalid` without such a column, and `values.Malformed` at the first code that is none: nothing is kept then.
    """
    rows = csv.DictReader(csv_text.splitlines())
    if "code" not in (rows.fieldnames or []):
        raise Invalid("locations.invalid", say("The file needs a column named code."))
    return keep_locations(session, [LocationCode(row["code"] or "") for row in rows])
