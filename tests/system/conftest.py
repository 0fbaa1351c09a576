"""The brokers under test, one after the other, each with a topology of its own."""

import pytest

from tests.system import broker_stage as stage
from tests.system.broker_stage import BINDINGS, Implementation


@pytest.fixture(params=stage.IMPLEMENTATIONS, ids=lambda implementation: implementation.name)
def implementation(request: pytest.FixtureRequest) -> Implementation:
    found: Implementation = request.param
    return found


@pytest.fixture
def fresh_url(request: pytest.FixtureRequest, implementation: Implementation) -> str:
    """A broker of its own for each test, with nothing declared."""
    return implementation.fresh(request)


@pytest.fixture
def url(fresh_url: str) -> str:
    """A broker of its own for each test, with the warehouse and the portal declared."""
    stage.set_up(fresh_url, BINDINGS)
    return fresh_url
