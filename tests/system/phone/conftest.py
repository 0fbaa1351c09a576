"""Phones in the aisle of a reserve of their own; whatever they do, nothing throws and nothing leaves their origin."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.servers import browser as program
from tests.servers.browser import Browser
from tests.system.phone.aisle import CLERK, Aisle, aisle
from tests.system.phone.phone import NARROW, Phone

Open = Callable[..., Phone]


@pytest.fixture(scope="session")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aisle]:
    with aisle(tmp_path_factory.mktemp("aisle")) as one:
        yield one


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One driver for all phones of a module."""
    if why := program.lacking():
        pytest.skip(why)
    with program.browser() as one:
        yield one


@pytest.fixture
def phone(floor: Aisle, browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens phones, each with a browser and a profile of its own."""
    with opening(floor, browser, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(floor: Aisle, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    with opening(floor, browser, tmp_path_factory.mktemp("shared")) as opened:
        yield opened(viewport=NARROW).enter(CLERK)


@pytest.fixture
def clerk(shared: Phone) -> Phone:
    """The clerk's phone, small and narrow, as if it had never scanned: starting one takes longer than most tests."""
    return shared.forget()


@contextmanager
def opening(floor: Aisle, browser: Browser, folder: Path) -> Iterator[Open]:
    phones: list[Phone] = []

    def opened(url: str = floor.url, **options: Any) -> Phone:
        phones.append(Phone(browser, folder / f"phone-{len(phones)}", url, **options))
        return phones[-1]

    yield opened
    for one in phones:
        one.close()
    for one in phones:
        assert one.faults == []
        assert [url for url in one.asked if not url.startswith(f"{one.url}/")] == []
