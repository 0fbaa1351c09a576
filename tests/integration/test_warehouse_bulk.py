"""Deliveries of any size take the same number of statements, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.chassis import run
from services.chassis.run import Running
from services.warehouse.service import SERVICE
from tests.bench.asn import Dock
from tests.integration.databases import POSTGRESQL, installation

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def warehouse(tmp_path: Path, database_kind: str) -> Iterator[Running]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    yield running
    running.database.close()


def test_a_delivery_of_any_size_takes_the_same_number_of_statements(warehouse: Running, database_kind: str):
    # SQLite takes 1,000 rows at a time.
    sizes = {"FEWA": 5, "MANY": 200, **({"LOTS": 2_500} if database_kind == POSTGRESQL else {})}
    dock, taken = Dock(warehouse), set()
    for name, devices in sizes.items():
        steps = dock.announce(name, devices), dock.receive(name, devices), dock.put_away(name, devices)
        taken.add(tuple(step.statements for step in steps))
    assert len(taken) == 1
