"""`reserve health`: does one role of one service live, and is it fit for work? For whoever watches over processes."""

import json
import sys
from http.client import HTTPConnection, HTTPException

import click

from services.chassis import logs
from services.chassis.alive import SILENT_S, sign_of, silence
from services.chassis.ready import lacking
from services.chassis.run import running
from services.chassis.settings import Settings, from_environment
from services.commands.run import ALL, PLACES
from services.commands.terminal import tell
from services.contracts.sentence import Sentence, say
from services.named import NAMES, named

ANSWERS_WITHIN_S = 10.0
LIVE, READY = "live", "ready"


@click.command()
@click.argument("name", type=click.Choice([*sorted(NAMES), ALL]))
@click.argument("role", type=click.Choice(list(PLACES)))
@click.option("--ready", "asked", flag_value=READY, default=LIVE, help="Also: do its database and broker answer?")
def health(name: str, role: str, asked: str) -> None:
    """Exit 0 where this role lives, on this machine and by these settings; 1 with a sentence for each thing wrong."""
    if name == ALL and role != "web":
        raise click.UsageError("all goes with web alone: a worker and a relay are one service's.")
    logs.configure("error")
    settings = from_environment()
    wrong = _of_web(name, asked, settings) if role == "web" else _of_loop(name, role, asked, settings)
    for sentence in wrong:
        tell(sentence)
    sys.exit(1 if wrong else 0)


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
