"""The brokers under test, one after the other, each with a topology of its own."""

from pathlib import Path

import pytest

from services.chassis.broker.topology import declare
from tests.system import broker_stage as stage
from tests.system.broker_stage import BINDINGS, Implementation


@pytest.fixture(params=stage.IMPLEMENTATIONS, ids=lambda implementation: implementation.name)
def implementation(request: pytest.FixtureRequest) -> Implementation:
    found: Implementation = request.param
    return found


@pytest.fixture
def url(implementation: Implementation, tmp_path: Path) -> str:
    """A broker of its own for each test, with the warehouse and the portal declared."""
    url = implementation.start(tmp_path)
    declare(url, BINDINGS)
    return url
