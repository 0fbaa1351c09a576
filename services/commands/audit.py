"""`reserve audit`: everything recounted from the log alone, and compared with what each service says."""

import getpass
import json
import sys
from contextlib import closing
from typing import Any

import click

from services.audit.audit import audit as recount
from services.audit.fact import Broken
from services.audit.report import chain_broken, end, plain, sentence, unreadable
from services.audit.site import Site, Unreadable
from services.audit.speech import speech
from services.chassis.errors import Refusal
from services.chassis.run import keys
from services.chassis.settings import Settings, from_environment, terminal_language
from services.commands.terminal import told
from services.contracts.roles import Person, Role

NONE, SOME, NOT_COMPARED = 0, 1, 2
MOST_SHOWN = 100


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output instead of sentences.")
def audit(as_json: bool) -> None:
    """Recount all from the log and compare; exit 0 where all agrees, 1 with differences, 2 when it cannot be read."""
    status, _ = audited(from_environment(), as_json)
    sys.exit(status)


def audited(settings: Settings, as_json: bool = False, quiet: bool = False) -> tuple[int, dict[str, Any] | None]:
    """Audit the site of these settings and say so; the exit status, and what was found where it could be read."""
    say = speech(terminal_language())
    auditor = Person(f"operator:{getpass.getuser()}", Role.AUDITOR)
    try:
        with closing(Site(settings.url, lambda: keys(settings).sign(auditor))) as site:
            found = recount(site)
    except Unreadable as error:
        return _stop(unreadable(error, say), NOT_COMPARED), None
    except Refusal as refusal:
        return _stop(told(refusal), NOT_COMPARED), None
    except Broken as broken:
        return _stop(chain_broken(broken.position, say), SOME), None
    told_plain = plain(found, say)
    if as_json:
        click.echo(json.dumps(told_plain, ensure_ascii=False))
    else:
        for one in found.differences[:MOST_SHOWN]:
            click.echo(sentence(one, say), err=quiet)
        click.echo(end(found, say), err=quiet)
    return SOME if found.differences else NONE, told_plain


def _stop(text: str, code: int) -> int:
    click.echo(text, err=True)
    return code
