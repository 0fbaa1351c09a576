"""What every test stands on: servers and a browser of its own, nothing skipped in CI, and a wait is for an effect."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from services.chassis import logs
from services.chassis.family import collect_seldom
from tests import turns
from tests.servers import browser as browser_program
from tests.servers import postgres as postgres_server
from tests.servers import rabbitmq as rabbitmq_server
from tests.servers.browser import Browser
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ
from tests.sparing import spare
from tests.system import releases

logs.configure("error")
spare()
# For the collection; what it found is then set apart.
collect_seldom()
# Two cores, other tests beside: no example is judged by its time. In CI the same examples every run.
settings.register_profile("reserve", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("reserve")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Whose turn it is of what is shared out; and from where upgrades are tried, never silently from here alone."""
    last = releases.here()
    tried = f"upgrades: from {last.version} ({last.commit[:9]})" if last else f"upgrades: {releases.NONE_HERE}"
    return [turns.told(config), tried]


def pytest_collection_finish() -> None:
    """Ten thousand tests and all that they import stay: each look for garbage among them took half a second."""
    collect_seldom()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], help="run integration tests on this one alone")
    parser.addoption("--examples", type=int, default=2, help="calls an operation of the API, right and wrong ones each")
    turns.add_options(parser)
    parser.addoption("--pictures", action="store_true", help="take the help's pictures anew (`make pictures`)")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """In CI a missing server is a failure, not a reason."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped in CI: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One private PostgreSQL for the whole run; `url(name)` gives each test a database of its own."""
    if why := postgres_server.lacking():
        pytest.skip(why)
    with postgres_server.postgres() as server:
        yield server


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[RabbitMQ]:
    """One private RabbitMQ for the whole run; `url(name)` gives each test a virtual host of its own."""
    if why := rabbitmq_server.lacking():
        pytest.skip(why)
    with rabbitmq_server.rabbitmq() as server:
        yield server


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium, for one test: `open(profile)` starts it, in a profile that a second call finds again."""
    if why := browser_program.lacking():
        pytest.skip(why)
    with browser_program.browser() as one:
        yield one
