"""What several integration tests stand on: one furnished reserve, made once."""

from collections.abc import Iterator

import pytest

from tests.integration.stage import Stage, furnished


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with furnished(tmp_path_factory.mktemp("stage")) as one:
        yield one
