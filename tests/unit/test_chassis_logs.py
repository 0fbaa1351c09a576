"""What a line of the log is: one object, with its process and its request, and nothing that somebody typed."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy.exc import IntegrityError

from services.chassis import logs
from services.contracts.envelope import Unreadable, from_wire

STUDENT, NAME = "TREM12345678", "Ginette"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    told = io.StringIO()
    monkeypatch.setattr(sys, "stderr", told)
    logs.configure("info", role="worker", service="toy")
    yield told
    monkeypatch.undo()
    logs.configure("error")


def told(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def fault(error: Exception) -> Exception:
    """The same error, raised somewhere."""
    try:
        raise error
    except Exception as raised:
        return raised


def test_a_line_names_its_process_and_what_it_belongs_to(lines: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request="r-1", trace="t-1", service="other"):
        structlog.get_logger().info("said", what="é")
    logging.getLogger("waitress").warning("a library says %s", "this")
    ours, theirs = told(lines)
    assert {**ours, "time": 0} == {
        "event": "said", "what": "é", "request": "r-1", "trace": "t-1",
        "level": "info", "role": "worker", "service": "other", "time": 0,
    }  # fmt: skip
    assert (theirs["event"], theirs["level"], theirs["service"]) == ("a library says this", "warning", "toy")


@pytest.mark.parametrize(
    "error",
    [
        fault(ValueError(f"{NAME} {STUDENT}")),
        fault(KeyError(NAME)),
        fault(IntegrityError("INSERT", None, Exception(f"DETAIL: Key (note)=({NAME} {STUDENT})"))),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_fault_is_told_by_its_kind_and_its_place_and_not_in_its_words(lines: io.StringIO, error: Exception) -> None:
    structlog.get_logger().error("fault", exc_info=error)
    (line,) = told(lines)
    assert line["fault"] == [type(error).__name__]
    assert str(line["at"]).count("test_chassis_logs.py") == 1
    assert NAME not in lines.getvalue()


def test_what_the_language_itself_says_is_told(lines: io.StringIO) -> None:
    try:
        None.missing  # type: ignore[attr-defined]  # noqa: B018
    except AttributeError:
        structlog.get_logger().error("fault", exc_info=True)
    assert told(lines)[0]["fault"] == ["AttributeError: 'NoneType' object has no attribute 'missing'"]


def test_what_ends_a_process_or_a_thread_is_a_line_too(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logs.tell_every_fault()
    sys.excepthook(ValueError, ValueError(NAME), None)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    (line,) = told(lines)
    assert (line["level"], line["event"], line["fault"]) == ("critical", "ended by a fault", ["ValueError"])


def test_a_message_that_breaks_its_shape_is_told_by_the_field_alone() -> None:
    body = {"specversion": "1.0", "id": NAME, "source": "/intake", "type": "x", "subject": STUDENT * 20}
    with pytest.raises(Unreadable) as error:
        from_wire(json.dumps(body).encode())
    assert "id: uuid_parsing" in str(error.value)
    assert not any(word in str(error.value) for word in (NAME, STUDENT))
