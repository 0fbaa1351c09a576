"""The audit on a living site: what differs counts if it stays, and by as much, each time that both sides are read."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from services.audit.audit import STILL, audit
from services.audit.site import Site


class Empty(httpx.BaseTransport):
    """A reserve with an empty log, whose warehouse says each time of its shelves what comes next."""

    def __init__(self, shelves: Iterator[int]) -> None:
        self._shelves = shelves

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=self._answer(request.url.path))

    def _answer(self, path: str) -> Any:
        if path == "/warehouse/api/v1/stock":
            shelf = next(self._shelves)
            return [{"type": "laptop", "on_shelf": shelf, "reserved": 0, "free": 0}]
        if path == "/portal/api/v1/figures":
            return {"devices": [], "requests": []}
        if path == "/portal/api/v1/clock":
            tables: dict[str, Any] = {"all": {}, "by_board": {}, "by_zone": {}, "by_week": {}}
            return {"requests": tables, "devices": tables}
        return [] if path.endswith(("/stock", "/boards", "/statements")) else {"items": [], "next": None}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.audit.audit.PAUSE_S", 0.0)


def looked_at(*shelves: int) -> list[tuple[str, int]]:
    found = audit(Site("http://house", lambda: "token", Empty(iter(shelves))))
    assert found.rounds == len(shelves)
    return [(one.figure, one.said) for one in found.differences]


def test_what_stays_as_it_is_differs_once_the_log_has_stood_still():
    assert looked_at(*[3] * (STILL + 1)) == [("on_shelf", 3), ("free", 0)][:1]


def test_what_differs_by_less_each_time_is_only_on_its_way():
    assert looked_at(3, 2) == []


def test_what_agrees_is_looked_at_once():
    assert looked_at(0) == []
