"""Between granian and the application: a body is waited for before a request takes one of the few seats.

An answer is handed over whole, or piece by piece where it is made while it is sent. So however slowly a client sends
or reads, it holds a connection and no seat.
"""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from services.chassis.errors import Late, Malformed, Refusal, Unmeasured
from services.chassis.web.limits import BODY_WITHIN_S, LARGEST_REQUEST, UNREAD
from services.contracts.sentence import say

# Of a body so much is kept in memory, the rest in a file that has no name.
IN_MEMORY = 256 * 1024
AT_ONCE = 64 * 1024
TOO_SLOW = say("This took too long to arrive. Nothing was changed. Send it again.")
NOT_WHOLE = say("Only the beginning of this arrived. Nothing was changed. Send it again.")
NO_LENGTH = say("Send this with its length (Content-Length): so it is known whether all of it has arrived.")


class Lobby:
    """A WSGI application that so many threads may be in at once, however many wait for bodies."""

    def __init__(self, application: Any, seats: int) -> None:
        self._application, self._seats = application, threading.Semaphore(seats)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        unmeasured = False

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal unmeasured
            unmeasured = status.startswith("200") and "content-length" not in {name.lower() for name, _ in headers}
            return start_response(status, headers, *rest)

        kept, refusal = received(environ)
        with closing(kept), self._seats:
            parts = self._application(environ | {"wsgi.input": kept, UNREAD: refusal}, start)
            if unmeasured:
                return self._leaving(parts)
            with closing(parts) if hasattr(parts, "close") else closing(BytesIO()):
                # What has its length leaves by one call, which waits for nobody.
                return [b"".join(parts)]

    def _leaving(self, parts: Any) -> Iterator[bytes]:
        """An answer that is made while it is sent: each piece of it takes a seat, its way to the client none."""
        with closing(parts):
            pieces = iter(parts)
            while True:
                with self._seats:
                    piece = next(pieces, None)
                if piece is None:
                    return
                yield piece


def received(environ: dict[str, Any]) -> tuple[IO[bytes], Refusal | None]:
    """The body of a request once it is here, of one that is too large the beginning; and why it is not to be read."""
    if "HTTP_TRANSFER_ENCODING" in environ:
        return BytesIO(), Unmeasured("body.unmeasured", NO_LENGTH)
    length, came, began = int(environ.get("CONTENT_LENGTH") or 0), 0, time.monotonic()
    if not length:
        return BytesIO(), None
    kept: IO[bytes] = BytesIO() if length <= IN_MEMORY else SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    while came < length and (piece := environ["wsgi.input"].read(min(AT_ONCE, length - came))):
        came += len(piece)
        if came <= LARGEST_REQUEST:
            kept.write(piece)
    kept.seek(0)
    # granian does not tell that a client left: its body just ends.
    if came < length:
        return kept, Malformed("body.broken", NOT_WHOLE)
    return kept, Late("body.late", TOO_SLOW) if time.monotonic() - began > BODY_WITHIN_S else None
