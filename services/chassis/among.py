"""Rows by many keys: on PostgreSQL the keys travel as one array, where hundreds of parameters are parsed each time."""

from collections.abc import Collection
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, any_, bindparam, or_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session


def among(session: Session, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """Whether the column is one of `values`."""
    if session.get_bind().dialect.name == "sqlite":
        return column.in_(values)  # type: ignore[no-any-return]
    return column == any_(bindparam(None, list(values), ARRAY(column.type)))  # type: ignore[no-any-return]


def of_subjects(session: Session, table: Any, keys: Collection[tuple[str, str]]) -> ColumnElement[bool]:
    """Whether a row is of one of the subjects, each named by its source and its name."""
    sources = groupby(sorted(keys), lambda key: key[0])
    return or_(
        False,
        *(
            and_(table.c.source == source, among(session, table.c.subject, [key[1] for key in found]))
            for source, found in sources
        ),
    )
