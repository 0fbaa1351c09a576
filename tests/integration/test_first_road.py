"""What the first release left after one journey of its demo is upgraded, keeps every row, and is still told.

`tests/data/first_road` has the rows of its four services as SQLite kept them on release cce5912, the last with the
first tables alone: twelve devices, of which one came damaged and one not at all. Hashes of passwords are left out.
"""

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Table, func, select

from services.chassis import migrate
from services.chassis.database import Database
from services.chassis.service import Service
from services.everything import BY_NAME, SERVICES
from services.intake.model.request import Request
from services.intake.model.state import State
from services.portal import queries
from services.portal.model.device import Device
from services.portal.model.station import Station
from tests.integration.databases import bare
from tests.integration.test_upgrades import first_release

pytestmark = pytest.mark.databases("sqlite", "postgresql")
DUMPS = Path(__file__).parent.parent / "data" / "first_road"
JOURNEY = [
    "delivery.announced",
    "device.received",
    "device.stored",
    "request.submitted",
    "request.granted",
    "order.reserved",
    "device.picked",
    "carton.closed",
    "order.packed",
    "shipment.readied",
    "shipment.dispatched",
    "shipment.delivered",
    "device.accepted",
    "shipment.received",
    "device.configured",
    "device.handed-over",
    "request.amended",
    "request.fulfilled",
]


@contextmanager
def upgraded(tmp_path: Path, service: Service) -> Iterator[tuple[Database, dict[str, int]]]:
    """A service's database as the first release left it, upgraded, and how many rows each table had."""
    with closing(bare(tmp_path)) as database:
        rows = _fill(database, first_release(database, service), service.name)
        migrate.upgrade(database, service)
        yield database, rows


def _fill(database: Database, tables: dict[str, Table], name: str) -> dict[str, int]:
    old = _dumped(name, tables)
    with closing(database.engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        for table in tables.values():
            marks = ", ".join(["%s"] * len(table.columns))
            statement = f'INSERT INTO "{table.name}" ({_names(table)}) VALUES ({marks})'
            if database.engine.dialect.name == "sqlite":
                statement = statement.replace("%s", "?")
            for row in old[table.name]:
                cursor.execute(statement, [_kept(one, value) for one, value in zip(table.columns, row, strict=True)])
        connection.commit()
    return {one: len(rows) for one, rows in old.items()}


def _names(table: Table) -> str:
    return ", ".join(f'"{one.name}"' for one in table.columns)


def _dumped(name: str, tables: dict[str, Table]) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each table, as SQLite keeps them, each in the order of the table's columns."""
    with closing(sqlite3.connect(":memory:")) as old:
        for table in tables.values():
            old.execute(f'CREATE TABLE "{table.name}" ({_names(table)})')
        old.executescript(gzip.decompress((DUMPS / f"{name}.sql.gz").read_bytes()).decode())
        return {one: old.execute(f'SELECT * FROM "{one}"').fetchall() for one in tables}


def _kept(column: object, value: object) -> object:
    """The value as this database keeps it: SQLite's truth is a number, its moments are UTC without saying so."""
    kind = column.type  # type: ignore[attr-defined]
    if isinstance(kind, Boolean) and value is not None:
        return bool(value)
    return f"{value}+00" if getattr(kind, "timezone", False) and value else value


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_row_of_the_first_road_is_there_after_the_upgrade(service: Service, tmp_path: Path) -> None:
    with upgraded(tmp_path, service) as (database, before):
        assert sum(before.values()) > 100
        assert (migrate.differences(database, service), migrate.behind(database, service)) == ([], [])
        tables = {one.name: one for history in migrate.histories(service) for one in history.tables.sorted_tables}
        with database.reading() as session:
            after = {name: session.scalar(select(func.count()).select_from(tables[name])) for name in before}
        assert after == before


def test_a_device_of_the_first_road_still_has_its_whole_journey_and_its_chain_holds(tmp_path: Path) -> None:
    with upgraded(tmp_path, BY_NAME["portal"]) as (database, before), database.reading() as session:
        device = session.scalars(select(Device).where(Device.serial == "5CG8005Y99")).one()
        assert [step.what for step in queries.journey(session, device.id, None).steps] == JOURNEY
        ends = session.scalars(select(Station.expires_at).where(Station.active)).all()
        left = [end - datetime.now(UTC) for end in ends if end]
        assert len(left) == len(ends) > 0
        assert all(timedelta(days=89) < one <= timedelta(days=90) for one in left), "keys of before they had an end"
        proof = queries.verify(session)
        assert (proof.broken_at, proof.entries) == (None, before["log"])


def test_the_request_of_the_first_road_is_fulfilled_as_it_was(tmp_path: Path) -> None:
    with upgraded(tmp_path, BY_NAME["intake"]) as (database, _), database.reading() as session:
        (request,) = session.scalars(select(Request)).all()
        assert (request.state, request.version) == (State.FULFILLED, 1)
        figures = [(one.type, one.granted, one.accepted, one.given_up) for one in request.types]
        assert figures == [("tablet", 6, 6, 0), ("laptop", 6, 4, 2)]
