"""INSERT ... ON CONFLICT and UPDATE, written the same for SQLite and PostgreSQL, for one row or for many thousands."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    LargeBinary,
    Result,
    String,
    Subquery,
    Table,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

Rows = Sequence[Mapping[str, Any]]
# What is added to an insert: its ON CONFLICT, its RETURNING. A function of a module, for statements are kept by it.
Finish = Callable[[Any], Any]


def insert(session: Session, table: Any) -> Any:
    """The dialect's own insert statement, which knows `on_conflict_do_update` and `on_conflict_do_nothing`."""
    return _insert(session.get_bind().dialect.name, table)


def or_nothing(add: Any) -> Any:
    """What is there already stays as it is."""
    return add.on_conflict_do_nothing()


def as_they_are(add: Any) -> Any:
    """What is there already is an error."""
    return add


def insert_all(session: Session, table: Table, rows: Rows, finish: Finish = or_nothing) -> Result[Any]:
    """Insert rows of the same columns, in their order: one statement on PostgreSQL, pages of many rows on SQLite.

    The statement is built once for a process: of all that a small transaction takes, that was a third.
    """
    names, dialect = tuple(rows[0]), session.get_bind().dialect.name
    if len(rows) > 1 and dialect == "postgresql":
        return session.execute(_insert_arrays(table, names, finish), _arrays(table, names, rows))
    return session.execute(_insert_values(dialect, table, finish), rows)


def update_all(session: Session, table: Table, rows: Rows) -> None:
    """Give the rows of these ids the values beside each `id`, the same columns in all, with one statement."""
    names = tuple(rows[0])
    if len(rows) > 1 and session.get_bind().dialect.name == "postgresql":
        session.execute(_update_arrays(table, names), _arrays(table, names, rows))
    else:
        session.execute(_update_values(table, names), [{"key": row["id"], **row} for row in rows])


def _insert(dialect: str, table: Any) -> Any:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _insert_values(dialect: str, table: Table, finish: Finish) -> Any:
    return finish(_insert(dialect, table))


@cache
def _insert_arrays(table: Table, names: tuple[str, ...], finish: Finish) -> Any:
    new = _unnested(table, names)
    # Ordered: ids are drawn and rows are locked in the order in which they are given.
    given = select(*[new.c[name] for name in names]).order_by(new.c.row_number)
    return finish(postgresql.insert(table)).from_select(names, given)


@cache
def _update_values(table: Table, names: tuple[str, ...]) -> Any:
    new: dict[str, Any] = {name: bindparam(name) for name in names if name != "id"}
    return update(table).where(table.c.id == bindparam("key")).values(new)


@cache
def _update_arrays(table: Table, names: tuple[str, ...]) -> Any:
    new = _unnested(table, names)
    return update(table).where(table.c.id == new.c.id).values({name: new.c[name] for name in names if name != "id"})


def _unnested(table: Table, names: tuple[str, ...]) -> Subquery:
    """Rows given as one array a column. Thousands as VALUES are slow: the text alone takes more than the work."""
    arrays = [bindparam(f"{name}_all", type_=ARRAY(_sent(table.c[name].type))) for name in names]
    columns = [column(name, _sent(table.c[name].type)) for name in names]
    given = func.unnest(*arrays).table_valued(*columns, with_ordinality="row_number", name="sent").render_derived()
    return select(*[_kept(given.c[name], table.c[name].type) for name in names], given.c.row_number).subquery("new")


def _sent(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type in which an array of a column's values is sent.

    A cast to varchar(40) cuts silently what is longer: without a length, the column itself refuses it. JSON in an array
    is sent as text, each of its quotes escaped by the driver, which took a third of a bulk change: as bytes it is not.
    """
    if isinstance(kind, JSON):
        return LargeBinary()
    return Text() if type(kind) is String else kind


def _kept(value: ColumnElement[Any], kind: TypeEngine[Any]) -> ColumnElement[Any]:
    if isinstance(kind, JSON):
        return cast(func.convert_from(value, "UTF8"), kind).label(value.key)
    return value


def _arrays(table: Table, names: tuple[str, ...], rows: Rows) -> dict[str, list[Any]]:
    arrays = {f"{name}_all": [row[name] for row in rows] for name in names}
    for name in names:
        if isinstance(table.c[name].type, JSON):
            arrays[f"{name}_all"] = [None if one is None else json.dumps(one).encode() for one in arrays[f"{name}_all"]]
    return arrays
