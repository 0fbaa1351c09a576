"""`reserve demo`: starts the whole reserve, plays one journey over HTTP, leaves the site running."""

import json
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import httpx

from services.chassis import logs
from services.chassis.run import prepare
from services.chassis.settings import Settings, from_environment, terminal_language
from services.commands.acting import writing
from services.commands.process import everything, join, start, stop_on_signals
from services.commands.terminal import tell
from services.contracts.roles import Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.everything import SERVICES
from services.player.play import play
from services.player.site import Stuck
from services.player.speech import Speech
from services.portal import operations
from services.portal.operations import new_key

BOARD = BoardCode("762000")
PEOPLE = {
    "manager": (Role.WAREHOUSE_MANAGER, None),
    "clerk": (Role.WAREHOUSE, None),
    "ministry": (Role.MINISTRY, None),
    "auditor": (Role.AUDITOR, None),
    "board": (Role.BOARD_MANAGER, BOARD),
    "technician": (Role.BOARD_TECHNICIAN, BOARD),
}
STATIONS = {"warehouse": None, "board": BOARD}


@click.command()
@click.option("--exit", "leave", is_flag=True, help="Stop when the journey is played.")
@click.option("--json", "as_json", is_flag=True, help="End with one line of JSON on standard output.")
def demo(leave: bool, as_json: bool) -> None:
    """Play one request from portrait to hand-over; an unfinished journey is resumed."""
    logs.configure("error")
    settings = _reachable(from_environment())
    prepare(SERVICES, settings)
    accounts = demo_accounts(settings.var / "demo")
    stop = stop_on_signals()
    threads = [] if _answers(settings) else start(everything(settings), stop)
    try:
        result = _played(settings, accounts, Speech(terminal_language(), quiet=as_json))
    except Stuck as stuck:
        raise click.ClickException(str(stuck)) from None
    finally:
        if leave or not threads:
            stop.set()
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        _farewell(settings, accounts, result, leave)
    join(threads, stop)


def demo_accounts(folder: Path) -> dict[str, Any]:
    """The demo's accounts and station keys: made on its first run, kept in files that only their owner can read.

    The secrets are on disk before the portal learns of them, so that an interrupted first run is simply run again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    people = _kept(folder / "people.json", _new_people)
    keys = _kept(folder / "stations.json", lambda: {name: new_key() for name in STATIONS})
    with writing("portal") as session:
        for login, (role, board) in PEOPLE.items():
            if not operations.has_account(session, login):
                operations.add_account(session, login, people[login]["password"], role, board, login)
        for name, board in STATIONS.items():
            operations.add_station(session, f"demo-{name}", board, keys[name])
    for name in STATIONS:
        _secret(folder / f"{name}.key", keys[name])
    return {"people": people, "stations": {name: str(folder / f"{name}.key") for name in STATIONS}}


def _new_people() -> dict[str, Any]:
    return {login: {"login": login, "password": secrets.token_urlsafe(9)} for login in PEOPLE}


def _kept(file: Path, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if not file.exists():
        _secret(file, json.dumps(make(), indent=1))
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def _played(settings: Settings, accounts: dict[str, Any], speech: Speech) -> dict[str, Any]:
    answering = threading.Event()
    for _ in range(100):
        if _answers(settings):
            return play(settings.url, accounts, settings.var / "demo", speech)
        answering.wait(0.1)
    raise Stuck(f"{settings.url}: no answer; is the port taken? Set RESERVE_PORT.")


def _reachable(settings: Settings) -> Settings:
    """The settings as they are; with a free port instead when another program holds theirs."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((settings.host, settings.port))
        except OSError:
            return settings if _answers(settings) else replace(settings, port=_free_port(settings.host))
    return settings


def _free_port(host: str) -> int:
    with socket.socket() as door:
        door.bind((host, 0))
        port: int = door.getsockname()[1]
    return port


def _answers(settings: Settings) -> bool:
    """Whether a Reserve already answers at the address of this installation."""
    try:
        answer = httpx.get(f"{settings.url}/portal/health/live", timeout=2)
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK and answer.json() == {"status": "live"}


def _secret(file: Path, text: str) -> None:
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")


def _farewell(settings: Settings, accounts: dict[str, Any], result: dict[str, Any], leave: bool) -> None:
    tell(say("Request %(request)s: %(devices)s devices, %(seconds)s s.", **result))
    if leave:
        return
    tell(
        say("The site runs at %(url)s until Ctrl-C. Search for %(serial)s.", url=settings.url, serial=result["serial"])
    )
    tell(say("Accounts of this demo (login, password, role):"))
    for login, person in accounts["people"].items():
        click.echo(f"  {login:<12} {person['password']:<14} {PEOPLE[login][0].value}")
