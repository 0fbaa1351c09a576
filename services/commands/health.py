"""`reserve health`: does one role of one service live, and is it fit for work? For whoever watches over processes."""

import json
import sys
from http.client import HTTPConnection, HTTPException
from itertools import product

import click

from services.chassis import logs
from services.chassis.alive import SILENT_S, sign_of, silence
from services.chassis.antivirus import Antivirus
from services.chassis.ready import lacking
from services.chassis.run import running
from services.chassis.settings import Settings, from_environment
from services.commands.run import ALL, PLACES
from services.commands.terminal import tell
from services.contracts.sentence import Sentence, say
from services.named import NAMES, named

ANSWERS_WITHIN_S = 10.0
LIVE, READY = "live", "ready"
LOOPS = ("worker", "relay")


@click.command()
@click.argument("name", required=False, type=click.Choice([*sorted(NAMES), ALL]))
@click.argument("role", required=False, type=click.Choice(list(PLACES)))
@click.option("--ready", "asked", flag_value=READY, default=LIVE, help="Also: do its database and broker answer?")
def health(name: str | None, role: str | None, asked: str) -> None:
    """Exit 0 where this role lives, on this machine and by these settings; 1 with a sentence for each thing wrong.

    Without a name: whether all of them do, the door for all services and each worker and relay.
    """
    if (name == ALL and role != "web") or (name and not role):
        raise click.UsageError("NAME and ROLE, or neither; all goes with web alone.")
    logs.configure("error")
    settings = from_environment()
    roles = [(name, role)] if name and role else [(ALL, "web"), *product(NAMES, LOOPS)]
    wrong = [sentence for one in roles for sentence in _faults(*one, asked, settings)]
    if not name and asked == READY:
        wrong += _of_antivirus(settings)
    for sentence in wrong:
        tell(sentence)
    sys.exit(1 if wrong else 0)


def _faults(name: str, role: str, asked: str, settings: Settings) -> list[Sentence]:
    return _of_web(name, asked, settings) if role == "web" else _of_loop(name, role, asked, settings)


def _of_antivirus(settings: Settings) -> list[Sentence]:
    """That it does not answer is a fault; that there is none, where the reserve is run for real, only a warning."""
    if settings.antivirus is None:
        if settings.on_servers:
            tell(say("Warning: no antivirus looks at suppliers' files before they are handed on (RESERVE_ANTIVIRUS)."))
        return []
    there = Antivirus(settings.antivirus).answers()
    return [] if there else [say("The antivirus at %(address)s does not answer.", address=settings.antivirus)]


def _of_web(name: str, asked: str, settings: Settings) -> list[Sentence]:
    names = [name] if name in NAMES else NAMES
    return [sentence for one in names for sentence in _answer(f"/{one}/health/{asked}", settings)]


def _answer(path: str, settings: Settings) -> list[Sentence]:
    connection = HTTPConnection(settings.host, settings.port, timeout=ANSWERS_WITHIN_S)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        status, told = answer.status, json.loads(answer.read())
    except (OSError, HTTPException, ValueError) as error:
        return [say("%(path)s does not answer: %(reason)s", path=path, reason=error)]
    finally:
        connection.close()
    missing = told.get("missing") or [f"HTTP {status}"]
    return [] if status == 200 else [say("%(path)s: %(what)s", path=path, what=what) for what in missing]


def _of_loop(name: str, role: str, asked: str, settings: Settings) -> list[Sentence]:
    silent = silence(sign_of(settings.var, name, role))
    if silent is None:
        return [say("%(name)s %(role)s does not run here.", name=name, role=role)]
    if silent > SILENT_S:
        return [say("%(name)s %(role)s gave no sign of life for %(age)s s.", name=name, role=role, age=round(silent))]
    return _lacking(name, settings) if asked == READY else []


def _lacking(name: str, settings: Settings) -> list[Sentence]:
    one = running(named(name), settings)
    try:
        return [
            say("%(name)s: %(what)s", name=name, what=what)
            for what in lacking(one.service, one.database, settings.broker)
        ]
    finally:
        one.database.close()
