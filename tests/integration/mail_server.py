"""Mail servers for tests, real ones on a free port of this machine: one that takes, and some that do not."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.servers.process import LOOPBACK


@dataclass
class Post:
    """What a server took. It answers the recipient or the message as it is told to, else takes all."""

    taken: list[EmailMessage] = field(default_factory=list)
    rcpt: str = "250 OK"
    data: str = "250 OK"
    dies: bool = False

    async def handle_RCPT(self, server: SMTP, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.dies:
            # Taken, and gone before it could say so.
            server.transport.abort()
        return self.data

    @property
    def to(self) -> list[str]:
        return sorted(str(one["To"]) for one in self.taken)


class AnyPort(Controller):
    """A controller on whatever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office(post: Post, **more: Any) -> Iterator[str]:
    """A server of aiosmtpd; its URL."""
    controller = AnyPort(post, hostname=LOOPBACK, port=0, **more)
    controller.start()
    try:
        yield f"smtp://{LOOPBACK}:{controller.port}"
    finally:
        controller.stop()


@contextmanager
def broken_office(*lines: bytes, hangs: bool = True) -> Iterator[str]:
    """A server that says these lines, each after one of ours but for the first; then it says no more, or hangs up."""
    over = threading.Event()
    with closing(socket.create_server((LOOPBACK, 0))) as door:
        thread = threading.Thread(target=_answer, args=(door, lines, over if hangs else None))
        thread.start()
        try:
            yield f"smtp://{LOOPBACK}:{door.getsockname()[1]}"
        finally:
            over.set()
            door.shutdown(socket.SHUT_RDWR)
            thread.join()


def nobody() -> str:
    """The URL of a port at which nobody listens."""
    with closing(socket.create_server((LOOPBACK, 0))) as door:
        return f"smtp://{LOOPBACK}:{door.getsockname()[1]}"


def _answer(door: socket.socket, lines: tuple[bytes, ...], over: threading.Event | None) -> None:
    while True:
        try:
            caller, _ = door.accept()
        except OSError:
            return
        with closing(caller), caller.makefile("rb") as told:
            for number, line in enumerate(lines):
                if number and not told.readline():
                    break
                caller.sendall(line + b"\r\n")
            else:
                if over:
                    over.wait()
