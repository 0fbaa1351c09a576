"""A role's sign of life: given by its loop, and by nothing else; what a probe makes of it."""

import os
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from services.chassis.alive import SILENT_S, Watched, notify, sign_of, silence
from services.chassis.probe import fault


@pytest.fixture
def sign(tmp_path: Path) -> Path:
    return sign_of(tmp_path, "intake", "worker")


def long_ago(sign: Path) -> None:
    then = time.time() - SILENT_S - 10
    os.utime(sign, (then, then))


def test_what_never_ran_gave_no_sign(sign: Path) -> None:
    assert silence(sign) is None
    assert fault(str(sign)) == "no sign of life"


def test_a_loop_that_asks_lives_and_one_that_hangs_is_found_out(sign: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(threading.Event(), sign)
    assert not watched.is_set()
    assert fault(str(sign)) is None
    long_ago(sign)
    assert str(fault(str(sign))).startswith("silent for")
    monkeypatch.setattr(time, "monotonic", lambda: watched._due + 1)
    assert not watched.wait(0)
    assert fault(str(sign)) is None


def test_it_is_told_to_stop_as_the_event_behind_it_is(sign: Path) -> None:
    stop = threading.Event()
    watched = Watched(stop, sign)
    stop.set()
    assert watched.is_set()
    assert watched.wait(60)


def test_what_ended_leaves_no_sign(sign: Path) -> None:
    watched = Watched(threading.Event(), sign)
    watched.is_set()
    watched.end()
    watched.end()
    assert silence(sign) is None


def test_a_sign_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    watched = Watched(threading.Event(), file / "alive" / "intake.worker")
    assert not watched.is_set()
    watched.end()


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_hears_it_where_it_listens(tmp_path: Path, sign: Path, abstract: bool) -> None:
    name = f"@reserve-{os.getpid()}-alive" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0{name[1:]}" if abstract else name)
        listening.settimeout(5)
        Watched(threading.Event(), sign, name).is_set()
        assert listening.recv(100) == b"READY=1\nWATCHDOG=1"
        for _ in range(1000):
            # Beyond what it keeps for a listener that is busy: nobody waits for that.
            notify(name, "WATCHDOG=1")
    Watched(threading.Event(), sign, str(tmp_path / "nobody")).is_set()


class Door(BaseHTTPRequestHandler):
    """Answers 200 on one path alone."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/well" else 503)
        self.end_headers()

    def log_message(self, *_told: object) -> None:
        """Says nothing."""


def test_a_door_lives_where_it_answers_200() -> None:
    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        assert fault(f"{url}/well") is None
        assert fault(f"{url}/ill") == "HTTP 503"
    finally:
        server.shutdown()
        server.server_close()
    assert str(fault(f"{url}/well")).startswith("no answer")
