"""Phones in the aisle of a reserve of their own; whatever they do, nothing throws and nothing leaves their origin."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers.browser import Browser
from tests.system.phone.aisle import Aisle, aisle
from tests.system.phone.phone import Phone

Open = Callable[..., Phone]


@pytest.fixture(scope="session")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aisle]:
    with aisle(tmp_path_factory.mktemp("aisle")) as one:
        yield one


@pytest.fixture
def phone(floor: Aisle, browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens phones, each with a browser and a profile of its own."""
    phones: list[Phone] = []

    def opened(url: str = floor.url, **options: Any) -> Phone:
        phones.append(Phone(browser, tmp_path / f"phone-{len(phones)}", url, **options))
        return phones[-1]

    yield opened
    for one in phones:
        assert one.faults == []
        assert [url for url in one.asked if not url.startswith(f"{one.url}/")] == []
