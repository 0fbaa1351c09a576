"""What takes long is shared out over the days: a run tries a part of it, the next day's run the next part."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import pytest

Something = TypeVar("Something")


def add_options(parser: pytest.Parser) -> None:
    today = date.today().toordinal()  # noqa: DTZ011
    parser.addoption("--turn", type=int, default=today, help="whose turn it is of what is shared out: today's, or this")
    parser.addoption("--whole", action="store_true", help="nothing is shared out: all of it is tried")


def told(config: pytest.Config) -> str:
    """What to say to have the same run again."""
    return "shared out: nothing" if config.getoption("--whole") else f"shared out: --turn={config.getoption('--turn')}"


def part(config: pytest.Config, every: Sequence[Something], of: int, after: int = 0) -> list[Something]:
    """Those whose turn it is: of so many days each has one; `after`: those whose turn comes so many days later."""
    turn = config.getoption("--turn") + after
    return list(every) if config.getoption("--whole") else list(every[turn % of :: of])
