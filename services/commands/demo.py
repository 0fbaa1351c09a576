"""`reserve demo`: starts the whole reserve, plays one journey over HTTP, leaves the site running."""

import json
import secrets
import socket
import threading
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import click
import httpx
from sqlalchemy.orm import Session

from services.chassis import logs
from services.chassis.errors import Conflict
from services.chassis.run import keys, prepare
from services.chassis.settings import Settings, from_environment, terminal_language
from services.commands.acting import writing
from services.commands.jobs import join, start, stop_on_signals
from services.commands.process import whole
from services.commands.terminal import stop_with, tell
from services.contracts.roles import Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.everything import SERVICES
from services.player.play import play
from services.player.site import Stuck
from services.player.speech import Speech
from services.portal import operations

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
    configured = from_environment()
    prepare(SERVICES, configured)
    settings = reachable(configured)
    accounts = demo_accounts(settings.var / "demo")
    stop = stop_on_signals()
    threads = [] if _answers(settings) else start(whole(settings), stop)
    try:
        result = _played(settings, accounts, Speech(terminal_language(), quiet=as_json))
        if as_json:
            click.echo(json.dumps(result, ensure_ascii=False))
        else:
            _farewell(settings, accounts, result, leave)
        if threads and not leave:
            stop.wait()
    except Stuck as stuck:
        raise click.ClickException(str(stuck)) from None
    finally:
        stop.set()
        join(threads, stop)


def demo_accounts(folder: Path) -> dict[str, Any]:
    """The demo's accounts and station keys, made on its first run and kept in files that only their owner can read.

    A first run cut off between the portal's commit and the file is made good by the next: new passwords, new keys.
    """
    file = folder / "accounts.json"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        people = {login: {"login": login, "password": secrets.token_urlsafe(9)} for login in PEOPLE}
        stations = {name: str(folder / f"{name}.key") for name in STATIONS}
        with writing("portal") as session:
            for login, person in people.items():
                _open_account(session, login, person["password"])
            for name, board in STATIONS.items():
                _secret(Path(stations[name]), operations.add_station(session, f"demo-{name}", board))
        _secret(file, json.dumps({"people": people, "stations": stations}, indent=1))
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def _open_account(session: Session, login: str, password: str) -> None:
    role, board = PEOPLE[login]
    try:
        operations.add_account(session, login, password, role, board, login)
    except Conflict:
        operations.set_password(session, login, password)


def _played(settings: Settings, accounts: dict[str, Any], speech: Speech) -> dict[str, Any]:
    answering = threading.Event()
    for _ in range(100):
        if _answers(settings):
            return play(settings.url, accounts, settings.var / "demo", speech)
        answering.wait(0.1)
    raise stop_with(say("%(url)s does not answer.", url=settings.url))


def reachable(settings: Settings) -> Settings:
    """The settings as they are; with a free port instead when another program, or another Reserve, holds theirs."""
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
    """Whether this installation, and no other Reserve, already answers at its address."""
    try:
        told = httpx.get(f"{settings.url}/portal/health/live", timeout=2).json()
    except (httpx.HTTPError, ValueError):
        return False
    return bool(told == {"status": "live", "installation": keys(settings).installation})


def _secret(file: Path, text: str) -> None:
    """Keep a secret whole, in a file that only its owner can read (so a temporary file is made)."""
    with NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as draft:
        draft.write(text)
    Path(draft.name).replace(file)


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
