"""A warehouse full of devices, written straight into its tables: one is laid down, the database multiplies it."""

from typing import cast

from sqlalchemy import Connection, Table, literal_column, select, text
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.act import Act, now
from services.chassis.database import Database
from services.chassis.tables import subject
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.operations import import_locations
from services.warehouse.operations.tally import lock_stock

DEVICE = cast(Table, Device.__table__)
SHELVES = [f"A-{aisle:02d}-{shelf:02d}" for aisle in range(1, 21) for shelf in range(1, 31)]


def serial(number: int) -> str:
    return f"BN{number:08d}"


def fill(database: Database, first: int, last: int) -> None:
    """The devices of these numbers, stored on the shelves in turn, each with two events told of it."""
    with database.writing(Act("u-bench", now())) as session:
        import_locations(session, "\n".join(["code", *SHELVES]))
        template = _template(session)
        session.flush()
        _multiply(session, template, first, last)
        session.delete(template)
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        _settle(connection)


def _template(session: Session) -> Device:
    device = Device(id=uuid7(), maker="HP", serial="BNTEMPLATE", model="9UZ86UT", type="laptop")
    device.state, device.location, device.stored_at = DeviceState.STORED, SHELVES[0], now()
    session.add(device)
    return device


def _multiply(session: Session, template: Device, first: int, last: int) -> None:
    # Ids that grow, as those of real devices do.
    ours = {
        "id": "('01980000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid",
        "serial": "'BN' || lpad(n::text, 8, '0')",
        "location": f"(ARRAY[{', '.join(map(repr, SHELVES))}])[n % {len(SHELVES)} + 1]",
    }
    columns = [literal_column(ours[one.name]) if one.name in ours else one for one in DEVICE.c]
    numbers = text(f"generate_series({first}, {last - 1}) AS n")
    many = select(*columns).select_from(DEVICE, numbers).where(DEVICE.c.id == template.id)
    session.execute(DEVICE.insert().from_select([one.name for one in DEVICE.c], many))
    told = select(literal_column("'device/' || id::text"), literal_column("2")).select_from(DEVICE)
    told = told.where(DEVICE.c.serial.between(serial(first), serial(last - 1)))
    session.execute(subject.insert().from_select(["name", "sequence"], told))
    stock = lock_stock(session, [template.type])[template.type]
    stock.on_shelf += last - first


def _settle(connection: Connection) -> None:
    """What a server does by itself in its quiet hours."""
    for statement in ("VACUUM ANALYZE", "CHECKPOINT"):
        connection.exec_driver_sql(statement)
