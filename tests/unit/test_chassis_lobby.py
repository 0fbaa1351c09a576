"""The lobby before the threads that answer: what it waits for, what it hands on, and what has asked nothing."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from services.chassis.web import lobby
from services.chassis.web.limits import LARGEST_REQUEST, UNREAD
from services.chassis.web.lobby import Lobby


class Protocol:
    """A client that sends these pieces, each after so many seconds, and hears one answer."""

    def __init__(self, *pieces: bytes, pause: float = 0.0) -> None:
        self.pieces, self.pause, self.heard = pieces, pause, None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            await asyncio.sleep(self.pause)
            yield piece

    def response_bytes(self, *answer: Any) -> None:
        self.heard = answer


def ask(protocol: Protocol, *headers: tuple[str, str]) -> list[dict[str, Any]]:
    """What the application was asked, with the body that it read."""
    seen: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(environ | {"body": environ["wsgi.input"].read()})
        start_response("201 Created", [("Content-Type", "text/plain")])
        return [b"go", b"od"]

    given = [("host", "x"), *headers]
    about = {"server": "[::1]:8020", "client": "[2001:db8::7]:5000", "path": "/é", "query_string": "a=%C3%A9"}
    scope = SimpleNamespace(headers=SimpleNamespace(items=lambda: given), method="POST", http_version="1.1", **about)
    asyncio.run(Lobby(application, 1).__rsgi__(scope, protocol))
    return seen


def test_a_whole_body_is_handed_on_with_all_that_the_request_says() -> None:
    sent = [("content-length", "6"), ("content-type", "a/b"), ("cookie", "a=1"), ("cookie", "b=2"), ("x-a", "1")]
    (seen,) = ask(client := Protocol(b"abc", b"def"), *sent, ("x-a", "2"))
    assert client.heard == (201, [("Content-Type", "text/plain")], b"good")
    expected = {"body": b"abcdef", "CONTENT_LENGTH": "6", "CONTENT_TYPE": "a/b", "QUERY_STRING": "a=%C3%A9"}
    expected |= {"HTTP_COOKIE": "a=1; b=2", "HTTP_X_A": "1,2", "REMOTE_ADDR": "2001:db8::7", "SERVER_NAME": "::1"}
    expected |= {"PATH_INFO": "/é".encode().decode("latin-1"), "SERVER_PORT": "8020", UNREAD: None}
    assert {name: seen.get(name) for name in expected} == expected


def test_a_header_does_not_pass_for_another_one() -> None:
    (seen,) = ask(Protocol(), ("x_forwarded_for", "192.0.2.1"), ("x-forwarded-for", "192.0.2.9"))
    assert (seen["HTTP_X_FORWARDED_FOR"], seen["body"]) == ("192.0.2.9", b"")


def test_of_a_body_that_broke_off_nothing_is_asked() -> None:
    """`quantity=100` cut off is `quantity=10`."""
    assert ask(client := Protocol(b"quantity=10"), ("content-length", "12")) == []
    assert client.heard is None


def test_a_body_that_takes_too_long_is_refused_and_so_is_one_of_no_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lobby, "BODY_WITHIN_S", 0.02)
    (slow,) = ask(Protocol(b"a", b"b", b"c", pause=0.01), ("content-length", "3"))
    (endless,) = ask(Protocol(b"abc"), ("transfer-encoding", "chunked"))
    assert [(one[UNREAD].status, one["body"], one["CONTENT_LENGTH"]) for one in (slow, endless)] == [
        (408, b"", "0"),
        (411, b"", "0"),
    ]


def test_of_a_body_that_is_too_large_only_the_beginning_is_kept() -> None:
    piece = bytes(LARGEST_REQUEST // 2)
    (seen,) = ask(Protocol(piece, piece, b"x"), ("content-length", str(LARGEST_REQUEST + 1)))
    assert (seen["CONTENT_LENGTH"], len(seen["body"])) == (str(LARGEST_REQUEST + 1), LARGEST_REQUEST)
