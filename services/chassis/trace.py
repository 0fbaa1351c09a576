"""W3C trace context: the one number under which a scan, its request, its events and what follows from them are found.

Source: W3C Trace Context, `traceparent`, version 00. Nothing here keeps spans: what is handed on is the trace.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.contracts.envelope import Envelope

WELL_FORMED = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_present: ContextVar[str | None] = ContextVar("trace", default=None)


def numbers(envelope: Envelope[Any]) -> dict[str, str | None]:
    """By what an event is found in logs: its own id, the request that it serves, its trace."""
    served = str(envelope.correlation) if envelope.correlation else None
    return {"event_id": str(envelope.id), "correlation": served, "trace": trace_of(envelope.traceparent)}


def traceparent_of(header: str) -> str:
    """What a caller sent, where it is well-formed; else a new one."""
    return header if WELL_FORMED.fullmatch(header) else begun()


def begun() -> str:
    """A trace that begins here."""
    return f"00-{uuid7().hex}-{uuid7().hex[-16:]}-01"


def of_scan(scan: UUID) -> str:
    """A scan's own trace: its id, which the station knows before anybody answers."""
    return f"00-{scan.hex}-{scan.hex[-16:]}-01"


@contextmanager
def under(traceparent: str) -> Iterator[None]:
    """What happens within the block happens under this trace, though its request has another."""
    before = _present.set(traceparent)
    try:
        yield
    finally:
        _present.reset(before)


def present() -> str | None:
    """The trace of such a block; None outside of any."""
    return _present.get()


def trace_of(traceparent: str | None) -> str | None:
    """The trace's number, which logs and journeys show."""
    found = WELL_FORMED.fullmatch(traceparent or "")
    return found[1] if found else None
