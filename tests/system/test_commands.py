"""Commands at the terminal: what their user can put right is told in a line, never by a traceback; a clean stop."""

import os
import re
import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from services.__main__ import main
from services.chassis.errors import Conflict
from services.chassis.run import prepare
from services.chassis.settings import Settings, from_environment
from services.chassis.web import threaded
from services.chassis.web.threaded import Web, listen, serve
from services.commands.acting import reading
from services.commands.reach import reachable
from services.everything import SERVICES
from services.portal.model.account import Account
from tests.servers.forked import run
from tests.servers.process import free_port
from tests.system import door
from tests.system.site import reserve
from tests.system.waiting import wait_until

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where everything is set up."""
    folder = tmp_path_factory.mktemp("installation")
    prepare(SERVICES, from_environment({"RESERVE_VAR": str(folder)}))
    return folder


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, installation: Path) -> pytest.MonkeyPatch:
    monkeypatch.setenv("RESERVE_VAR", str(installation))
    monkeypatch.setenv("RESERVE_LANG", "en")
    return monkeypatch


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program holds."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def told(terminal: pytest.MonkeyPatch, *arguments: str) -> str:
    """What the command says to whoever typed it, in one refusal; any other exception is the test's failure."""
    terminal.setattr(sys, "argv", ["reserve", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, str)
    return ended.value.code


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("account", "a", "--role", "board_manager", "--board", "12"), "six digits"),
        (("account", "a", "--role", "board_manager", "--board", "000000"), "There is no board with the code 000000."),
        (("account", "a", "--role", "board_manager"), "/board: A board's people have a board"),
        (("account", "a", "--role", "station"), "/role: "),
        (("station", "quai-1", "--board", "000000"), "There is no board with the code 000000."),
        (("station", "quai-1", "--duty", "accepting"), "A station of this place does not do this."),
        (("import", "locations", __file__), "The file needs a column named code."),
    ],
)
def test_what_breaks_a_rule_is_told_with_the_rule(
    terminal: pytest.MonkeyPatch, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in told(terminal, *arguments)


def test_a_login_that_is_taken_is_told(terminal: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.setattr(sys, "argv", ["reserve", "account", "jt", "--role", "ministry"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    password = capsys.readouterr().out.strip()
    with reading("portal") as session:
        account = session.scalars(select(Account).where(Account.login == "jt")).one()
        assert (account.first, account.accepts(password)) == (True, True), "it opens the page of another alone"
    assert "This login is taken" in told(terminal, "account", "jt", "--role", "ministry")


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (("account", "invited", "--role", "ministry", "--invitation"), r"([A-Z2-7]{4}-){6}[A-Z2-7]{4}"),
        (("station", "quai-1", "--duty", "picking", "--duty", "loading", "--days", "9"), r"rsk_[a-z2-7]{8}_[\w-]{43}"),
    ],
)
def test_a_code_or_a_key_is_printed_once(
    terminal: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], printed: str
) -> None:
    terminal.setattr(sys, "argv", ["reserve", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert re.fullmatch(printed, capsys.readouterr().out.strip())


def test_a_refusal_of_any_service_is_told_in_french(terminal: pytest.MonkeyPatch) -> None:
    terminal.setenv("RESERVE_LANG", "fr")
    assert "Aucun centre" in told(terminal, "station", "quai-1", "--board", "000000")
    assert "colonne" in told(terminal, "import", "locations", __file__)


@pytest.mark.parametrize(
    "arguments",
    [
        ("trace", "5CG0123ABC"),
        ("verify",),
        ("account", "a", "--role", "ministry"),
        ("run", "portal", "web"),
    ],
)
def test_before_set_up_a_command_says_what_to_run(
    terminal: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    terminal.setenv("RESERVE_VAR", str(tmp_path))
    terminal.setattr("signal.signal", lambda *_: None)
    terminal.setattr("services.chassis.logs.configure", lambda *_, **__: None)
    assert "run `reserve setup`" in told(terminal, *arguments)


def test_a_setting_that_is_wrong_is_told(terminal: pytest.MonkeyPatch) -> None:
    terminal.setenv("RESERVE_BROKER", "redis://x")
    terminal.setenv("RESERVE_PORT", "99999")
    lines = told(terminal, "trace", "5CG0123ABC").splitlines()
    assert [line.partition(":")[0] for line in lines] == ["RESERVE_PORT", "RESERVE_BROKER"]


def test_a_broker_that_is_away_is_told(terminal: pytest.MonkeyPatch) -> None:
    terminal.setenv("RESERVE_BROKER", f"amqp://127.0.0.1:{free_port()}")
    terminal.setattr("services.chassis.logs.configure", lambda *_, **__: None)
    assert "The broker cannot be reached" in told(terminal, "setup")


@pytest.mark.parametrize("arguments", [("up",), ("run", "portal", "web")])
def test_a_port_held_by_another_program_ends_the_command(
    installation: Path, taken: int, arguments: tuple[str, ...]
) -> None:
    variables = {"RESERVE_VAR": str(installation), "RESERVE_PORT": str(taken), "RESERVE_LANG": "en"}
    done = run(arguments, os.environ | variables, within=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Set RESERVE_PORT to a free port" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_the_demo_tells_another_installation_from_its_own(tmp_path: Path, installation: Path) -> None:
    with reserve(tmp_path) as other:
        port = str(other.settings.port)
        mine = from_environment({"RESERVE_VAR": str(installation), "RESERVE_PORT": port})
        assert reachable(mine).port != other.settings.port
        assert reachable(other.settings) == other.settings
    assert reachable(mine) == mine


class Slow:
    """An application whose answers wait until they are let go."""

    def __init__(self) -> None:
        self.asked, self.go = threading.Semaphore(0), threading.Event()

    def __call__(self, _environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.asked.release()
        self.go.wait(60)
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return from_environment({"RESERVE_VAR": str(tmp_path), "RESERVE_PORT": str(free_port())})


def test_requests_in_hand_and_queued_are_answered_after_stop_and_no_connection_is_taken(settings: Settings) -> None:
    slow, stop, count = Slow(), threading.Event(), settings.web_threads + 4
    web = listen(slow, settings)
    with ThreadPoolExecutor(count + 1) as pool:
        served = pool.submit(serve, web, stop)
        answers = [pool.submit(door.get, settings.url, timeout=60) for _ in range(count)]
        for _ in range(settings.web_threads):
            assert slow.asked.acquire(timeout=30)
        wait_until(lambda: len(web.server.task_dispatcher.queue) == count - settings.web_threads)
        stop.set()
        wait_until(lambda: refused(settings))
        assert not served.done()
        slow.go.set()
        assert {answer.result().text for answer in answers} == {"done"}
        served.result(timeout=30)


def test_a_request_that_never_ends_does_not_hold_up_the_stop(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threaded, "FINISH_S", 0.5)
    slow, stop = Slow(), threading.Event()
    web = listen(slow, settings)
    with ThreadPoolExecutor(2) as pool:
        served = pool.submit(serve, web, stop)
        answer = pool.submit(door.get, settings.url, timeout=60)
        assert slow.asked.acquire(timeout=30)
        stop.set()
        served.result(timeout=30)
        slow.go.set()
        assert isinstance(answer.exception(), httpx.TransportError)


def test_a_request_that_takes_too_long_to_come_is_refused_and_holds_no_thread(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threaded, "BODY_WITHIN_S", 0.5)
    monkeypatch.setattr(threaded, "LOOK_S", 0.0)
    quick, stop = Slow(), threading.Event()
    quick.go.set()
    web = listen(quick, settings)
    with ThreadPoolExecutor(1) as pool, ExitStack() as stack:
        served = pool.submit(serve, web, stop)
        late = [stack.enter_context(socket.create_connection((settings.host, settings.port))) for _ in range(50)]
        for number, one in enumerate(late):
            one.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n" + b"Content-Length: 12\r\n\r\nabc" * (number % 2))
        assert door.get(settings.url).text == "done"
        assert {one.recv(100).split(b"\r\n")[0].split(b" ", 1)[1] for one in late} == {b"408 Request Timeout"}
        stop.set()
        served.result(timeout=30)


def test_a_fault_of_the_web_server_reaches_its_caller_and_a_second_call_goes_on(settings: Settings) -> None:
    slow, stop = Slow(), threading.Event()
    slow.go.set()
    web = listen(slow, settings)
    web.sockets[-1] = Broken()
    with pytest.raises(RuntimeError, match="broken"):
        serve(web, stop)
    del web.sockets[-1]
    with ThreadPoolExecutor(1) as pool:
        served = pool.submit(serve, web, stop)
        assert door.get(settings.url).text == "done"
        stop.set()
        served.result(timeout=30)


def test_an_address_is_taken_at_once_and_by_one(settings: Settings) -> None:
    web: Web = listen(Slow(), settings)
    with pytest.raises(Conflict):
        listen(Slow(), settings)
    web.stop_listening()
    web.close()


class Broken:
    """A socket that fails when it is looked at."""

    accepting = False

    def readable(self) -> bool:
        raise RuntimeError("broken")


def refused(settings: Settings) -> bool:
    try:
        socket.create_connection((settings.host, settings.port), timeout=1).close()
    except ConnectionRefusedError:
        return True
    return False


def test_what_set_up_makes_is_its_owners_alone(tmp_path: Path) -> None:
    settings = from_environment({"RESERVE_VAR": str(tmp_path / "var")})
    prepare(SERVICES, settings)
    assert settings.var.stat().st_mode & 0o077 == 0
