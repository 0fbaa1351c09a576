"""What several integration tests stand on: one furnished reserve, made once; a portal of its own for each that asks."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from services.chassis import run
from services.chassis.run import Running
from services.chassis.settings import from_environment
from services.portal.service import SERVICE
from tests.integration.stage import Stage, furnished


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with furnished(tmp_path_factory.mktemp("stage")) as one:
        yield one


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty installation of the portal, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("prepared")
    run.prepare([SERVICE], from_environment({"RESERVE_VAR": str(folder)}))
    return folder


@pytest.fixture
def portal(prepared: Path, tmp_path: Path) -> Iterator[Running]:
    copytree(prepared, tmp_path, dirs_exist_ok=True)
    running = run.running(SERVICE, from_environment({"RESERVE_VAR": str(tmp_path)}))
    yield running
    running.database.close()
