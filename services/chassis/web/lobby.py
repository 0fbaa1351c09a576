"""Between granian and the application: a body is waited for outside of the threads that answer, and not for ever.

An answer is handed over whole. So however slowly a client sends or reads, it holds a connection and no thread.
"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from services.chassis.errors import Late, Refusal, Unmeasured
from services.chassis.web.limits import BODY_WITHIN_S, LARGEST_REQUEST, UNREAD
from services.contracts.sentence import say

# Of a body so much is kept in memory, the rest in a file that has no name.
IN_MEMORY = 256 * 1024
TOO_SLOW = say("This took too long to arrive. Nothing was changed. Send it again.")
NO_LENGTH = say("Send this with its length (Content-Length): so it is known whether all of it has arrived.")
ALWAYS = {
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
    "SCRIPT_NAME": "",
}
Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes]


@dataclass(frozen=True)
class Body:
    """What came of a body, of so many bytes; of one that is too large the beginning. Or why there is none."""

    kept: IO[bytes] | None = None
    length: int = 0
    refusal: Refusal | None = None


class Lobby:
    """A WSGI application, answered by so many threads, as granian calls it."""

    def __init__(self, application: Any, threads: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, "web")

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request. A client that leaves before its body is here whole has asked nothing."""
        headers = scope.headers.items()
        body = await received(dict(headers), protocol)
        if body is None:
            return
        environ = environment(scope, headers, body)
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(self._threads, self._answer, environ)
        finally:
            environ["wsgi.input"].close()
        protocol.response_bytes(*answer)

    def _answer(self, environ: dict[str, Any]) -> Answer:
        said: list[Any] = []
        parts = self._application(environ, lambda status, headers, _error=None: said.extend((status, headers)))
        with closing(parts) if hasattr(parts, "close") else closing(BytesIO()):
            return int(said[0].split(" ", 1)[0]), said[1], b"".join(parts)


async def received(headers: dict[str, str], protocol: Any) -> Body | None:
    """The body of a request once it is here; None where it broke off, which granian does not tell."""
    if "transfer-encoding" in headers:
        return Body(refusal=Unmeasured("body.unmeasured", NO_LENGTH))
    length = int(headers.get("content-length", 0))
    if not length:
        return Body()
    with ExitStack() as unless_whole:
        kept, came = unless_whole.enter_context(SpooledTemporaryFile(IN_MEMORY)), 0
        try:
            async with asyncio.timeout(BODY_WITHIN_S):
                async for piece in protocol:
                    came += len(piece)
                    if came <= LARGEST_REQUEST:
                        kept.write(piece)
        except TimeoutError:
            return Body(refusal=Late("body.late", TOO_SLOW))
        if came != length:
            return None
        unless_whole.pop_all()
    kept.seek(0)
    return Body(kept, length)


def environment(scope: Any, headers: Headers, body: Body) -> dict[str, Any]:
    """The request as WSGI has it (PEP 3333)."""
    server, _, port = scope.server.rpartition(":")
    environ = ALWAYS | {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.input": body.kept or BytesIO(),
        UNREAD: body.refusal,
    }
    for name, value in headers:
        # With an underscore it would pass for another one.
        if "_" not in name:
            key = f"HTTP_{name.upper().replace('-', '_')}"
            environ[key] = f"{environ[key]}{'; ' if name == 'cookie' else ','}{value}" if key in environ else value
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ.pop("HTTP_CONTENT_LENGTH", None)
    return environ | {"CONTENT_TYPE": environ.pop("HTTP_CONTENT_TYPE", ""), "CONTENT_LENGTH": str(body.length)}
