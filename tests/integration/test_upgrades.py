"""Databases that were in use are upgraded: what was kept under the first release is there under this one, and reads."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import Boolean, DateTime, Integer, MetaData, Table, func, select

from services.chassis import migrate
from services.chassis.database import Database
from services.chassis.service import Service
from services.everything import BY_NAME, SERVICES
from services.intake.model.holding import Holding, HoldingState

NOON = datetime(2020, 8, 27, 12, tzinfo=UTC).replace(tzinfo=None)


def first_release(database: Database, service: Service) -> dict[str, Table]:
    """The service's tables as the first release made them."""
    for history in migrate.histories(service):
        with migrate._configured(database, history) as config:
            command.upgrade(config, "0001")
    kept = MetaData()
    kept.reflect(database.engine)
    return {table.name: table for table in kept.sorted_tables if not table.name.endswith("version")}


def row_of(table: Table, given: dict[str, Any]) -> dict[str, Any]:
    """A row with something in every column: what it refers to is `given`."""
    return {column.name: given.get(column.name, _something(column)) for column in table.columns}


def _something(column: Any) -> Any:
    if isinstance(column.type, DateTime):
        return NOON
    if isinstance(column.type, Boolean | Integer) or "INT" in str(column.type):
        return 1
    if "JSON" in str(column.type):
        return {}
    return b"{}" if "BLOB" in str(column.type) else uuid4().hex[: getattr(column.type, "length", None) or 32]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_database_in_use_keeps_every_row_and_gets_exactly_the_tables_of_the_code(service: Service, tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path}/one.sqlite")
    tables = first_release(database, service)
    with database.engine.begin() as connection:
        kept: dict[str, dict[str, Any]] = {}
        for table in tables.values():
            referred = {key.parent.name: kept[key.column.table.name][key.column.name] for key in table.foreign_keys}
            kept[table.name] = row_of(table, referred)
            connection.execute(table.insert(), kept[table.name])
    migrate.upgrade(database, service)
    assert migrate.differences(database, service) == []
    with database.engine.connect() as connection:
        counts = {name: connection.scalar(select(func.count()).select_from(table)) for name, table in tables.items()}
    assert counts == dict.fromkeys(tables, 1)
    database.close()


@pytest.mark.parametrize("state", ["accepted", "damaged", "missing", "sent_back", "returned"])
def test_what_intake_knew_of_a_device_is_known_after_the_upgrade(state: str, tmp_path: Path) -> None:
    service = BY_NAME["intake"]
    database = Database(f"sqlite:///{tmp_path}/one.sqlite")
    holding = first_release(database, service)["holding"]
    with database.engine.begin() as connection:
        returned = NOON if state == "returned" else None
        connection.execute(holding.insert(), row_of(holding, {"state": state, "returned_at": returned}))
    migrate.upgrade(database, service)
    with database.reading() as session:
        (one,) = session.scalars(select(Holding)).all()
        assert one.state is HoldingState(state)
        # What it stands at follows from what was told: nothing more is needed for it to be undone.
        assert one._stands() is HoldingState(state)
    database.close()
