"""Every good call of every route and page, with one of its values made hostile: the server refuses it or takes it as the
text that it is, and never fails. `--examples=n` gives each value n hostile ones in place of a few."""

from collections.abc import Iterator
from io import BytesIO
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.integration.databases import put_back
from tests.integration.house import someone
from tests.integration.stage import Stage, board_for
from tests.integration.ways import WAYS

SERVICES = ("intake", "warehouse", "shipping", "portal")
HOSTILE: list[Any] = [
    "\x00", "x" * 70_000, "=cmd|' /C calc'!A0", "../../../../etc/passwd", "\ud800", "‮\u200b\ufeff", "0000-00-00",
    "1e999999", "9" * 400, "-1", "’ OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}%s%(x)s{0}", "\r\nSet-Cookie: a=b", "",
    "99999999999-12-31T00:00:00Z", "NaN", "%", "_",
]  # fmt: skip
# What JSON alone can say.
OTHER_KINDS: list[Any] = [
    None, -1, 2**63, 10**400, 1e308, True, [], {}, [[[[]]]], {"$ref": "#"}, float("nan"), [None] * 5000,
    "\x00", "\ud800", 0.1, "9999-12-31T23:59:59.999999-23:59",
]  # fmt: skip


def places(value: Any, so_far: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a form or body a value stands that is not itself made of others; of a list its first."""
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from places(one, (*so_far, key))
    elif isinstance(value, list) and value:
        yield from places(value[0], (*so_far, 0))
        yield so_far
    elif not (isinstance(value, tuple) and hasattr(value[0], "read")):
        yield so_far


def put(value: Any, place: tuple[Any, ...], hostile: Any) -> Any:
    if not place:
        return hostile
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = put(copy[place[0]], place[1:], hostile)
    return copy


def spoiled(way: Any, stage: Stage, number: int, turn: Iterator[int]) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """The call with one value spoiled: each of its values in turn by some of the hostile ones."""
    path, sent = stage.things.put_in(list(way.path)), stage.things.put_in(way.sent())
    for at in range(len(path)):
        for one in islice(cycle(HOSTILE), next(turn), next(turn) + number):
            if one and "\ud800" not in one:
                yield [*path[:at], one[:2000], *path[at + 1 :]], stage.things.put_in(way.sent())
    for part, whole in sent.items():
        hostile = OTHER_KINDS if part == "json" else HOSTILE
        for place in filter(None, places(whole)):
            for one in islice(cycle(hostile), at := next(turn), at + number):
                if part == "json" or "\ud800" not in one:
                    yield path, stage.things.put_in(way.sent()) | {part: put(whole, place, one)}


@pytest.mark.parametrize("service", SERVICES)
def test_no_hostile_value_in_a_good_call_makes_a_server_fail(
    stage: Stage, service: str, pytestconfig: pytest.Config
) -> None:
    failed, calls = [], 0
    print()
