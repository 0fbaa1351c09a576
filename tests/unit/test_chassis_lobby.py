"""The lobby before the threads that answer: what it waits for, what it hands on, and what is not to be acted on."""

import threading
from io import BytesIO
from typing import Any

import pytest

from services.chassis.web import lobby
from services.chassis.web.limits import LARGEST_REQUEST, UNREAD
from services.chassis.web.lobby import Lobby


class Answer:
    """The parts of one, and whether they were closed."""

    closed = False

    def __iter__(self) -> Any:
        return iter([b"go", b"od"])

    def close(self) -> None:
        self.closed = True


def ask(body: Any, **environ: str) -> dict[str, Any]:
    """What the application was asked, with the body that it read."""
    seen: dict[str, Any] = {}
    parts = Answer()

    def application(environ: dict[str, Any], start_response: Any) -> Answer:
        seen.update(environ, body=environ["wsgi.input"].read())
        start_response("201 Created", [])
        return parts

    said: list[Any] = []
    answer = Lobby(application, 1)({"wsgi.input": body, **environ}, lambda *start: said.append(start))
    assert (answer, said, parts.closed) == ([b"good"], [("201 Created", [])], True)
    return seen


def test_a_whole_body_is_handed_on_and_a_request_without_one_waits_for_none() -> None:
    whole = ask(BytesIO(b"abcdef"), CONTENT_LENGTH="6")
    assert (whole["body"], whole[UNREAD], whole["CONTENT_LENGTH"]) == (b"abcdef", None, "6")
    assert [ask(None)["body"], ask(None, CONTENT_LENGTH="")["body"], ask(None, CONTENT_LENGTH="0")["body"]] == [b""] * 3


def test_an_answer_without_its_length_leaves_piece_by_piece_and_takes_a_seat_only_while_one_is_made() -> None:
    parts = Answer()
    lobby_of_one = Lobby(lambda _, start: start("200 OK", []) or parts, 1)
    slow, other = (lobby_of_one({}, lambda *_: None) for _ in range(2))
    assert (next(iter(slow)), list(other), parts.closed) == (b"go", [b"go", b"od"], True)


def test_a_body_that_broke_off_or_has_no_length_or_came_late_is_not_to_be_acted_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`quantity=100` cut off is `quantity=10`."""
    broken = ask(BytesIO(b"quantity=10"), CONTENT_LENGTH="12")
    endless = ask(BytesIO(b"abc"), HTTP_TRANSFER_ENCODING="chunked")
    monkeypatch.setattr(lobby, "BODY_WITHIN_S", -1)
    late = ask(BytesIO(b"abc"), CONTENT_LENGTH="3")
    assert [(one[UNREAD].status, one[UNREAD].code) for one in (broken, endless, late)] == [
        (400, "body.broken"), (411, "body.unmeasured"), (408, "body.late"),
    ]  # fmt: skip


def test_of_a_body_that_is_too_large_only_the_beginning_is_kept() -> None:
    seen = ask(BytesIO(bytes(LARGEST_REQUEST + 1)), CONTENT_LENGTH=str(LARGEST_REQUEST + 1))
    assert (seen["CONTENT_LENGTH"], len(seen["body"])) == (str(LARGEST_REQUEST + 1), LARGEST_REQUEST)


def test_so_many_are_let_in_at_once_as_there_are_seats() -> None:
    inside, go = threading.Semaphore(0), threading.Event()

    def application(_environ: dict[str, Any], _start: Any) -> list[bytes]:
        inside.release()
        go.wait(10)
        return []

    door = Lobby(application, 2)
    asking = [threading.Thread(target=door, args=({}, None)) for _ in range(3)]
    for one in asking:
        one.start()
    assert [inside.acquire(timeout=10), inside.acquire(timeout=10), inside.acquire(timeout=0.05)] == [True, True, False]
    go.set()
    for one in asking:
        one.join(10)
    assert inside.acquire(timeout=10)
