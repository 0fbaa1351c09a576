"""A portal and two services over real HTTP, which judge scans by their ids and do meanwhile what they are told to."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

from scanner.journal import Journal
from scanner.scan import Scan

Body = dict[str, Any]
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Reply:
    """What goes over the wire; `length` is what the header says of it, where that is not true."""

    status: int = 200
    body: bytes = b"{}"
    length: int | None = None
    location: str | None = None


Instead = Callable[[Body], Reply | None]


def reply(status: int, body: Body) -> Reply:
    return Reply(status, json.dumps(body).encode())


@dataclass
class Site:
    """What was asked of it, and what it is to answer in place of the truth (None: the truth all the same)."""

    url: str = ""
    tokens: list[str] = field(default_factory=list)
    keys: list[Body] = field(default_factory=list)
    batches: list[tuple[str, list[str]]] = field(default_factory=list)
    ids: list[list[str]] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    acted: list[str] = field(default_factory=list)
    remembered: dict[str, Body] = field(default_factory=dict)
    instead: list[Instead] = field(default_factory=list)
    refuse_batches_with: str = ""
    refuse: str = ""
    answered: Event = field(default_factory=Event)

    def answer(self, path: str, body: Body, bearer: str) -> Reply:
        if path == "/portal/api/v1/tokens":
            return self.token(body)
        self.batches.append((path.split("/")[1], [scan["codes"][0]["text"] for scan in body["scans"]]))
        self.ids.append([scan["id"] for scan in body["scans"]])
        if self.instead and (other := self.instead.pop(0)(body)):
            return other
        if bearer != f"Bearer {self.tokens[-1]}":
            return reply(401, {"code": "token_expired", "title": "Expired"})
        texts = self.batches[-1][1]
        if self.refuse_batches_with and self.refuse_batches_with in texts:
            return reply(422, {"code": "invalid", "detail": "A code is too long."})
        return self.judged(body)

    def token(self, body: Body) -> Reply:
        self.keys.append(body)
        if body["key"] != "secret":
            return reply(403, {"code": "key_revoked", "detail": "The key is revoked."})
        self.tokens.append(f"token-{len(self.tokens)}")
        return reply(200, {"token": self.tokens[-1], "expires_in": 300})

    def judged(self, body: Body) -> Reply:
        """Each id acts once; asked again it gets what it got."""
        return reply(200, {"results": [self.result(scan) for scan in body["scans"]]})

    def result(self, scan: Body) -> Body:
        if scan["id"] not in self.remembered:
            self.acted.append(scan["id"])
            refused = scan["codes"][0]["text"] == self.refuse
            problem = {"code": "unknown_device"} if refused else None
            outcome = "refused" if refused else "done"
            told = {"id": scan["id"], "outcome": outcome, "device": None, "say": f"{outcome} {len(self.acted)}"}
            self.remembered[scan["id"]] = told | {"problem": problem}
        return self.remembered[scan["id"]]


def handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            site.traces += self.headers.get_all("traceparent", [])
            told = site.answer(self.path, body, self.headers.get("Authorization", ""))
            if told.status == 0:
                return
            self.send_response(told.status)
            self.send_header("Content-Length", str(len(told.body) if told.length is None else told.length))
            if told.location:
                self.send_header("Location", told.location)
            self.end_headers()
            # Whoever asked may have given up by now.
            try:
                self.wfile.write(told.body)
                self.wfile.flush()
            except OSError:
                return
            if self.path != "/portal/api/v1/tokens":
                site.answered.set()

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextmanager
def served(port: int = 0) -> Iterator[Site]:
    """A site that answers while the block lasts, on a port of its own unless one is asked for."""
    site = Site()
    ThreadingHTTPServer.allow_reuse_address = True
    with ThreadingHTTPServer(("127.0.0.1", port), handler(site)) as server:
        site.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def keep(journal: Journal, *texts: str, service: str = "warehouse") -> list[Scan]:
    scans = [Scan(service, "quai-2", "put_away", ((text, "Code128"),)) for text in texts]
    journal.keep(scans)
    return scans


@contextmanager
def sender(site: Site, journal: Journal, place: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """A real `scanner send`; killed at the end if it is still there."""
    (place / "key").write_text("secret\n", encoding="utf-8")
    where = ["--url", site.url, "--key-file", str(place / "key"), "--operator", "Ann", "--journal", str(journal.folder)]
    command = [sys.executable, "-m", "scanner", "--lang", "en", "send", *where, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()
            process.communicate()
