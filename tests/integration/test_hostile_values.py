"""Every good call of every route and page, with one of its values made hostile: the server refuses it or takes it as
the text that it is, and never fails. A run spoils every fourth call on SQLite and another fourth on PostgreSQL, so that
in four days each is spoiled on both; `make fuzz EXAMPLES=n` spoils all, with n hostile values in place of a few."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import count, cycle, islice
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests import turns
from tests.integration.databases import POSTGRESQL, SQLITE, put_back
from tests.integration.house import someone
from tests.integration.stage import Stage, board_for
from tests.integration.way import Way
from tests.integration.ways import WAYS

SERVICES = ("intake", "warehouse", "shipping", "portal")
NUL = "\x00"
HOSTILE: list[Any] = [
    "x" * 70_000, "=cmd|' /C calc'!A0", "../../../../etc/passwd", "\u202e\u200b\ufeff", "0000-00-00",
    "1e999999", "9" * 400, "-1", "’ OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}%s%(x)s{0}", "",
    "\r\nSet-Cookie: a=b", "99999999999-12-31T00:00:00Z", "NaN", "%", "_",
]  # fmt: skip
# What JSON alone can say.
OTHER_KINDS: list[Any] = [
    None, -1, 2**63, 10**400, 1e308, True, [], {}, [[[[]]]], {"$ref": "#"}, float("nan"), [None] * 5000,
    "\ud800", 0.1, "9999-12-31T23:59:59.999999-23:59",
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


def fresh(value: Any) -> Any:
    """A file that was sent is sent again from its beginning."""
    if isinstance(value, dict):
        return {key: fresh(one) for key, one in value.items()}
    return (BytesIO(value[0].getvalue()), *value[1:]) if isinstance(value, tuple) else value


def spoiled(stage: Stage, way: Way, number: int, turn: Iterator[int]) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """The call with one value spoiled: each of its values in turn by some of the hostile ones."""
    path, sent = stage.things.put_in(list(way.path)), stage.things.put_in(way.sent())
    for at in range(len(path)):
        # Few: an address that is none comes to nobody's code.
        for one in filter(None, some(HOSTILE, 1 + number // 10, turn)):
            yield [*path[:at], one[:2000], *path[at + 1 :]], fresh(sent)
    for part, whole in sent.items():
        for place in filter(None, places(whole)):
            for one in some([*OTHER_KINDS, *HOSTILE] if part == "json" else HOSTILE, number, turn):
                yield path, fresh(sent | {part: put(whole, place, one)})


def some(values: list[Any], number: int, turn: Iterator[int]) -> list[Any]:
    """A NUL, which one database takes and another refuses, and others each time, so that all are met; all where so
    many are asked for."""
    begin = next(turn) * number
    return [NUL, *islice(cycle(values), begin, begin + min(number, len(values)) - 1)]


def ask(stage: Stage, name: str, path: list[str], sent: dict[str, Any]) -> Any:
    """What somebody who may call it is answered."""
    method, rule = name.split(" ", 1)
    role = min(stage.rule(name).roles or ())
    person, headers = someone(role, board_for(role, name)), {"Idempotency-Key": uuid4().hex}
    if "/api/" in rule:
        headers["Authorization"] = f"Bearer {stage.house.keys.sign(person)}"
    else:
        headers["Cookie"] = f"reserve_token={stage.house.keys.sign(person)}"
        if method == "POST":
            sent["data"] = {"csrf": person.csrf, **sent.get("data", {})}
    values = iter(path)
    address = re.sub(r"<[^<>]+>", lambda _: quote(next(values), safe=""), rule)
    return stage.house.ask(method, address, headers, **sent)


@pytest.mark.databases(SQLITE, POSTGRESQL)
@pytest.mark.parametrize("service", SERVICES)
def test_no_hostile_value_in_a_good_call_makes_a_server_fail(
    stage: Stage, service: str, database_kind: str, pytestconfig: pytest.Config
) -> None:
    failed, calls, turn, every = {}, 0, count(), sorted(one for one in WAYS if one.split("/")[1] == service)
    for name in turns.part(pytestconfig, every, 4, after=2 * (database_kind == POSTGRESQL)):
        way = WAYS[name].of(min(stage.rule(name).roles or ()))
        for path, sent in spoiled(stage, way, pytestconfig.getoption("--examples"), turn):
            calls, told = calls + 1, f"{path} {sent}"[:400]
            answer = ask(stage, name, path, sent)
            if answer.status_code >= 500 or "Set-Cookie: a=b" in str(answer.headers):
                failed[name] = (answer.status_code, told)
            assert answer.mimetype != "text/html" or "<script>alert(1)" not in answer.text, (name, told)
    put_back(stage.house.services[service], stage.kept[service])
    assert failed == {}
    assert calls > 0
