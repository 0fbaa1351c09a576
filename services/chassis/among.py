"""Rows by many keys: on PostgreSQL the keys travel as arrays, where hundreds of parameters are parsed each time."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, any_, bindparam, column, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

# Without a length: a cast to one would cut silently what is longer.
TEXTS = ARRAY(String())


def among(session: Session, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """Whether the column is one of `values`."""
    if session.get_bind().dialect.name == "sqlite":
        return column.in_(values)  # type: ignore[no-any-return]
    return column == any_(bindparam(None, list(values), ARRAY(column.type)))  # type: ignore[no-any-return]


def of_subjects(
    session: Session, table: Table, keys: Collection[tuple[str, str]]
) -> tuple[Select[Any], dict[str, Any]]:
    """The rows of the subjects, each named by its source and its name: a statement built once, and its values."""
    pairs, dialect = sorted(keys), session.get_bind().dialect.name
    if dialect == "sqlite":
        return _listed(table), {"keys": pairs}
    return _unnested(table), {"sources": [key[0] for key in pairs], "subjects": [key[1] for key in pairs]}


@cache
def _listed(table: Table) -> Select[Any]:
    return select(table).where(tuple_(table.c.source, table.c.subject).in_(bindparam("keys", expanding=True)))


@cache
def _unnested(table: Table) -> Select[Any]:
    arrays = bindparam("sources", type_=TEXTS), bindparam("subjects", type_=TEXTS)
    named = func.unnest(*arrays).table_valued(column("source", String()), column("subject", String()), name="named")
    keys = named.render_derived()
    return select(table).join(keys, (table.c.source == keys.c.source) & (table.c.subject == keys.c.subject))
