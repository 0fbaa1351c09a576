"""Databases that were in use are upgraded: what was kept under the first release is there under this one, and reads."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import Boolean, DateTime, Integer, MetaData, Table, func, select

from services.chassis import migrate
from services.chassis.act import Act, now
from services.chassis.database import Database
from services.chassis.service import Service
from services.chassis.tables import outbox
from services.contracts.envelope import Envelope, from_wire
from services.contracts.shipping import ShipmentVoided
from services.contracts.values import BoardCode, CartonCode, Serial
from services.contracts.warehouse import CartonClosed, PackedDevice
from services.everything import BY_NAME, SERVICES
from services.intake.model.holding import Holding, HoldingState
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import CartonState
from services.warehouse.model.order_line import OrderLine
from services.warehouse.operations.carton import undo_carton
from services.warehouse.operations.shipment import take_void
from tests.integration.databases import bare

pytestmark = pytest.mark.databases("sqlite", "postgresql")

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
    database = bare(tmp_path)
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


SHIPMENT = uuid4()
FACTS = {"request": uuid4(), "board": BoardCode("762000")}


def closed_carton(database: Database) -> tuple[UUID, UUID, UUID]:
    """A carton that left with two laptops, of which one came back, as the first release kept and told it.

    The ids of the event that told its closing, of the carton, and of its order.
    """
    tables = first_release(database, BY_NAME["warehouse"])
    rows: dict[str, dict[str, Any]] = {
        "stock": {"type": "laptop", "on_shelf": 0, "reserved": 0},
        "orders": {"id": uuid4().hex, "request": FACTS["request"].hex, "state": "departed", "board": "762000"},
    }
    rows["order_line"] = {"order_id": rows["orders"]["id"], "type": "laptop"}
    rows["order_line"] |= dict.fromkeys(("granted", "reserved", "picked", "packed"), 2)
    carton = {"order_id": rows["orders"]["id"], "code": str(CartonCode.numbered(1, None)), "devices": 2}
    rows["carton"] = {"id": uuid4().hex, "state": "departed", **carton}
    packed = {"type": "laptop", "model": "9UZ86UT", "maker": "HP", "serial": "5CD0000001", "delivery_id": None}
    held = {"order_id": rows["orders"]["id"], "carton_id": rows["carton"]["id"], "location": None}
    rows["device"] = {"id": uuid4().hex, "state": "departed", **packed, **held, "set_aside_from": None}
    with database.engine.begin() as connection:
        for name, given in rows.items():
            connection.execute(tables[name].insert(), row_of(tables[name], given))
        back = {"id": uuid4().hex, "state": "returned", "serial": "5CD0000002", "asset_tag": None}
        gone = {"order_id": None, "carton_id": None, "location": "QUAI-01"}
        connection.execute(tables["device"].insert(), row_of(tables["device"], rows["device"] | back | gone))
        told = CartonClosed(
            carton=UUID(rows["carton"]["id"]),
            code=CartonCode(carton["code"]),
            order=UUID(rows["orders"]["id"]),
            devices=[
                PackedDevice(device=UUID(one), maker="HP", serial=Serial("5CD000000X"), model="9UZ86UT", type="laptop")
                for one in (rows["device"]["id"], back["id"])
            ],
            **FACTS,
        )
        envelope = Envelope(uuid4(), told.source(), told.subject(), now(), 1, "w1", told)
        name = {"subject": envelope.subject, "name": envelope.subject, "sequence": 1, "routing_key": told.routing_key()}
        sent = name | {"event_id": envelope.id.hex, "body": envelope.to_wire()}
        for table in ("subject", "outbox"):
            connection.execute(tables[table].insert(), row_of(tables[table], sent))
    return envelope.id, UUID(rows["carton"]["id"]), UUID(rows["orders"]["id"])


@pytest.mark.parametrize("told", [True, False], ids=["told", "untold"])
def test_a_carton_closed_before_the_upgrade_is_given_back_and_opened_again(told: bool, tmp_path: Path) -> None:
    database = bare(tmp_path)
    event, key, order = closed_carton(database)
    if not told:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM outbox")
    migrate.upgrade(database, BY_NAME["warehouse"])
    voided = ShipmentVoided(shipment=SHIPMENT, cartons=[key], reason="x", **FACTS)
    with database.writing(Act("w1", now())) as session:
        take_void(session, [Envelope(uuid4(), voided.source(), voided.subject(), now(), 1, "s1", voided)])
    with database.writing(Act("w1", now())) as session:
        assert undo_carton(session, key, "one is missing").devices == 1
    with database.reading() as session:
        assert session.get_one(Carton, key).state is CartonState.OPEN
        line = session.get_one(OrderLine, (order, "laptop"))
        # Without the packing list nobody knows which device is missing.
        assert (line.picked, line.packed) == ((1, 1) if told else (2, 2))
        last = session.scalars(select(outbox.c.body).order_by(outbox.c.id)).all()[-1]
        undone = from_wire(last).data
        assert (undone.step, undone.undone) == ("carton.closed", event if told else UUID(int=0))
    database.close()


@pytest.mark.parametrize("state", ["accepted", "damaged", "missing", "sent_back", "returned"])
def test_what_intake_knew_of_a_device_is_known_after_the_upgrade(state: str, tmp_path: Path) -> None:
    service = BY_NAME["intake"]
    database = bare(tmp_path)
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
