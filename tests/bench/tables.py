"""The tables of ours and of each peer, alike: the writer's devices, the reader's view of them and its inbox."""

from uuid import UUID

from sqlalchemy import Column, MetaData, String, Table, Uuid, func, insert, select

from services.chassis import tables
from services.chassis.database import open_engine

DEVICES = 2000
metadata = MetaData()
device = Table("device", metadata, Column("id", Uuid, primary_key=True), Column("place", String(20)))
seen = Table("seen", metadata, Column("id", Uuid, primary_key=True), Column("place", String(20)))


def device_id(number: int) -> UUID:
    """The devices are taken round, so that two transactions in a row never change the same one."""
    return UUID(int=number % DEVICES + 1)


def shelf(number: int) -> str:
    return f"A-{number % 90 + 10}-{number // DEVICES % 90 + 10}"


def lay(*urls: str) -> None:
    """Make these databases' tables, with the same devices in each."""
    rows = [{"id": device_id(number), "place": "A-01-01"} for number in range(DEVICES)]
    for url in urls:
        engine = open_engine(url)
        tables.metadata.create_all(engine)
        metadata.create_all(engine)
        with engine.execution_options(writing=True).begin() as connection:
            connection.execute(insert(device), rows)
            connection.execute(insert(seen), rows)
        engine.dispose()


def count_heard(connection) -> int:  # type: ignore[no-untyped-def]
    """How many events the reader has applied."""
    return int(connection.execute(select(func.count()).select_from(tables.inbox)).scalar_one())
