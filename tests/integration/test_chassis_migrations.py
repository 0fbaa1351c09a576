"""Migrations of every service: from empty to exactly the tables of the code, and a second time to no effect."""

from pathlib import Path

import pytest

from services.chassis import migrate
from services.chassis.database import Database
from services.chassis.service import Service
from services.everything import SERVICES


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_migrations_make_exactly_the_tables_of_the_code(service: Service, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/one.sqlite")
    assert migrate.behind(database, service) == ["chassis_version", "service_version"]
    migrate.upgrade(database, service)
    migrate.upgrade(database, service)
    assert migrate.behind(database, service) == []
    assert migrate.differences(database, service) == []
    database.close()
