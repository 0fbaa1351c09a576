"""Kept replies when the same call comes twice at once: its key is claimed before it acts, so that one of them acts."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from services.chassis import replies
from services.chassis.act import Act, now
from services.chassis.run import Running
from tests.integration.toy import client, running_toy, shelved, statements, token, waiting

pytestmark = pytest.mark.databases("sqlite", "postgresql")

TWINS = 4


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Running]:
    with running_toy(tmp_path) as one:
        yield one


def put(toy: Running) -> Callable[[], Any]:
    """One creating call with its key, to be sent as often as one likes, each time by a browser of its own."""
    headers = {"Authorization": f"Bearer {token(toy)}", "Idempotency-Key": "k-1"}
    application, path = client(toy).application, f"/toy/api/v1/devices/{uuid4()}"
    return lambda: application.test_client().post(path, json={"location": "A-01-01"}, headers=headers)


def scans(toy: Running, count: int = 1) -> Callable[[], Any]:
    """One batch of scans, to be sent as often as one likes."""
    one = {"at": now().isoformat(), "station": "q", "action": "put", "with": {"location": "A-01-01"}}
    one |= {"codes": [{"text": "5CG0123ABC", "symbology": "Code128"}]}
    body = {"sent": now().isoformat(), "scans": [one | {"id": str(uuid4())} for _ in range(count)]}
    headers = {"Authorization": f"Bearer {token(toy)}"}
    application = client(toy).application
    return lambda: application.test_client().post("/toy/api/v1/scans", json=body, headers=headers)


def at_once(send: Callable[[], Any]) -> list[Any]:
    """The answers to the same call sent several times at the same moment."""
    start = Barrier(TWINS)
    with ThreadPoolExecutor(TWINS) as pool:
        return [one.result() for one in [pool.submit(lambda: (start.wait(), send())[1]) for _ in range(TWINS)]]


@pytest.mark.parametrize("call", [put, scans])
def test_the_same_call_several_times_at_once_acts_once_and_answers_the_same_bytes(
    toy: Running, call: Callable[[Running], Callable[[], Any]]
) -> None:
    answers = at_once(call(toy))
    assert len({(one.status_code, one.data) for one in answers}) == 1
    assert answers[0].status_code < 300
    assert (len(shelved(toy)), len(waiting(toy))) == (1, 1)


@pytest.mark.parametrize("call", [put, scans])
def test_the_key_is_claimed_before_anything_else_is_written(
    toy: Running, call: Callable[[Running], Callable[[], Any]]
) -> None:
    send = call(toy)
    with statements(toy.database) as seen:
        send()
    written = [text.split()[2] for text, _ in seen if text.startswith("INSERT")]
    assert written == ["reply", "shelf", "subject", "outbox", "reply"]


def values_of(sent: Any) -> list[Any]:
    """SQLite is sent a row of values, PostgreSQL an array for each column."""
    if isinstance(sent, dict):
        return [value for column in sent.values() for value in column]
    return list(sent)


def test_scan_ids_are_claimed_in_one_order_by_one_statement(toy: Running) -> None:
    send = scans(toy, 30)
    with statements(toy.database) as seen:
        send()
    claims = [values for text, values in seen if text.startswith("INSERT INTO reply") and "DO NOTHING" in text]
    keys = [one for one in values_of(claims[0]) if str(one).startswith("scan/")]
    assert (len(claims), len(keys), keys) == (1, 30, sorted(keys))


def test_only_a_free_key_can_be_claimed_and_one_rolled_back_is_free_again(toy: Running) -> None:
    def claim(*keys: str, then: Callable[[], None] = lambda: None) -> set[str]:
        with toy.database.writing(Act("u-1", now())) as session:
            free = replies.claim(session, dict.fromkeys(keys, "asked"))
            replies.keep(session, {key: replies.Reply("asked", key.encode()) for key in free})
            then()
        return free

    def cut_off() -> None:
        raise RuntimeError("power")

    with pytest.raises(RuntimeError, match="power"):
        claim("a", "b", then=cut_off)
    assert [claim("b"), claim("c", "b", "a")] == [{"b"}, {"a", "c"}]
    with toy.database.reading() as session:
        assert {key: one.body for key, one in replies.find(session, ["a", "b"]).items()} == {"a": b"a", "b": b"b"}
