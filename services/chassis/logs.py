"""Structured logs: one JSON object a line on standard error; no name of a person, no free text, no query string.

Of a fault its kind and its place are told, and its words only where the language itself chose them: what a database or
a validation says of a fault may hold what somebody typed.
"""

import json
import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict

FRAMES = 8
# One encoder for all: the library makes one at each call.
ENCODER = json.JSONEncoder(ensure_ascii=False, default=repr)
# Their words name variables and types, never what is in them.
OWN_WORDS = (AttributeError, ImportError, NameError, TypeError, ZeroDivisionError)


def configure(level: str = "info", **always: str) -> None:
    """Set up logging for a process. Called once, by the command that starts it; `always` stands in every line."""

    def own(_logger: Any, _method: str, line: EventDict) -> EventDict:
        for name, value in always.items():
            line.setdefault(name, value)
        return line

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        own,
        _fault,
    ]
    shown = structlog.processors.JSONRenderer(serializer=_json)
    structlog.configure(
        processors=[*shared, shown],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _take_over(shared, shown)


def told(error: BaseException) -> dict[str, Any]:
    """A fault without what somebody typed: its kind, what it came of, and where."""
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < FRAMES:
        kinds.append(f"{type(cause).__name__}: {cause}" if isinstance(cause, OWN_WORDS) else type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {"fault": kinds, "at": [f"{one.filename}:{one.lineno} {one.name}" for one in frames]}


def tell_every_fault() -> None:
    """Have what ends this process, or a thread of it, told like all else."""

    def ended(kind: type[BaseException], error: BaseException, _place: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        structlog.get_logger().critical("ended by a fault", exc_info=error)

    def thread_ended(what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None:
            ended(what.exc_type, what.exc_value, None)

    sys.excepthook = ended
    threading.excepthook = thread_ended


def _json(line: Any, **_: Any) -> str:
    return ENCODER.encode(line)


def _fault(_logger: Any, _method: str, line: EventDict) -> EventDict:
    if "exc_info" not in line:
        return line
    error = line.pop("exc_info")
    if isinstance(error, tuple):
        error = error[1]
    elif error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        line.update(told(error))
    return line


def _take_over(shared: list[Any], shown: Any) -> None:
    """What libraries log by the standard library's way, from warnings on, in the same lines."""
    handler = logging.StreamHandler(sys.stderr)
    unwrapped = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[unwrapped, shown]))
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one.formatter, structlog.stdlib.ProcessorFormatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    # It tells a refused connection in five lines each time; what matters of it is raised to us.
    logging.getLogger("pika").setLevel(logging.CRITICAL)
