"""What several integration tests stand on: a furnished reserve, made once; a portal of its own for each that asks."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.chassis import run
from services.chassis.run import Running
from services.portal.service import SERVICE
from tests import turns
from tests.integration.databases import POSTGRESQL, SQLITE, STORE, copied, installation
from tests.integration.pictures_once import read_once
from tests.integration.shared_stage import copied_stage
from tests.integration.stage import Stage

read_once()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is marked with databases runs on each of them; on one alone where that is asked for and among them."""
    marked = metafunc.definition.get_closest_marker("databases")
    if marked:
        asked = metafunc.config.getoption("--database")
        kinds = [asked] if asked in marked.args else marked.args
        metafunc.parametrize("database_kind", kinds, indirect=True, scope="module")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On SQLite all runs; of what is marked `thirds` a third a day on PostgreSQL, unless that alone is asked for."""
    if config.getoption("--database"):
        return
    shared = [one for one in items if one.get_closest_marker("thirds") and POSTGRESQL in one.name]
    off = set(shared) - set(turns.part(config, shared, 3))
    config.hook.pytest_deselected(items=list(off))
    items[:] = [one for one in items if one not in off]


@pytest.fixture(scope="session", autouse=True)
def store(request: pytest.FixtureRequest) -> None:
    """What the tests ask for where they do not say; PostgreSQL is started once something needs it."""
    STORE.kind = request.config.getoption("--database") or SQLITE
    STORE.server = lambda: request.getfixturevalue("postgres")


@pytest.fixture(scope="module", autouse=True)
def database_kind(request: pytest.FixtureRequest, store: None) -> Iterator[str]:
    """The kind of database of the running test; what the module's own fixtures had is given back after it."""
    before, usual = STORE.folders, STORE.kind
    STORE.kind = getattr(request, "param", usual)
    yield STORE.kind
    STORE.give_back(STORE.folders - before)
    STORE.kind = usual


@pytest.fixture(autouse=True)
def given_back(database_kind: str) -> Iterator[None]:
    """The databases of a test are for the next when it ends."""
    before = STORE.folders
    yield
    STORE.give_back(STORE.folders - before)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of the run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def usual_stage(store: None, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with copied_stage(shared, tmp_path_factory.mktemp("stage")) as one:
        yield one


@pytest.fixture(scope="module")
def stage(
    database_kind: str, shared: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Stage]:
    """What a test changed in it, it puts back. On the run's usual databases all modules have the same."""
    if database_kind == (request.config.getoption("--database") or SQLITE):
        yield request.getfixturevalue("usual_stage")
        return
    with copied_stage(shared, tmp_path_factory.mktemp("stage")) as one:
        yield one


@pytest.fixture
def own_stage(database_kind: str, shared: Path, tmp_path: Path) -> Iterator[Stage]:
    """One that a test may change."""
    with copied_stage(shared, tmp_path) as one:
        yield one


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty installation of the portal, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("prepared")
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


@pytest.fixture
def portal(prepared: Path, tmp_path: Path) -> Iterator[Running]:
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    yield running
    running.database.close()
