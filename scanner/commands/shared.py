"""What several commands ask for and show in the same way."""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.console import Console
from rich.table import Table

from scanner.language import say

# As in sysexits.h: what could not be written, and what may go better later.
EXIT_NOT_KEPT, EXIT_WAITING = 74, 75
FOLDER = Path("var/scanner")

Command = Callable[..., Any]


def journal_option(command: Command) -> Command:
    """`--journal FOLDER`."""
    kind = click.Path(file_okay=False, path_type=Path)
    asked = click.option("--journal", "folder", type=kind, default=FOLDER, show_default=True, help=say("The journal."))
    return asked(command)


class Link(NamedTuple):
    """Where scans go to, by which key and in whose hands: what `scanner.station.station_at` takes."""

    url: str
    key: str
    operator: str


def link_options(command: Command) -> Command:
    """`--url`, `--key-file` and `--operator`: all three, as `link`, or none, and `link` is None."""

    @wraps(command)
    def linked(url: str | None, key_file: Path | None, operator: str | None, **rest: Any) -> Any:
        asked = {"--url": url, "--key-file": key_file, "--operator": operator}
        if (lacking := [name for name, value in asked.items() if not value]) and len(lacking) < len(asked):
            raise click.UsageError(say("Also give {options}.", options=", ".join(lacking)))
        link = (
            Link(url, key_file.read_text(encoding="utf-8").strip(), operator) if url and key_file and operator else None
        )
        return command(link=link, **rest)

    existing = click.Path(exists=True, dir_okay=False, path_type=Path)
    for option in (
        click.option("--operator", help=say("Who holds the scanner.")),
        click.option("--key-file", type=existing, help=say("The file with this station's key.")),
        click.option("--url", help=say("The address of the site, for example https://reserve.example.ca.")),
    ):
        linked = option(linked)
    return linked


def link_sentence(told: dict[str, Any]) -> str:
    """How the link is, for a person, of what `scanner.send.follow` tells about it."""
    sentence = {
        "away": say("Nobody answers; what is scanned waits in the journal and is tried again."),
        "barred": say("The site does not accept this station; a person must act."),
        "stuck": say("The journal takes no answers; it is tried again."),
        "elsewhere": say("Another process is sending from this journal."),
        "back": say("The site answers again."),
    }[told["link"]]
    return " ".join(filter(None, (sentence, told["reason"])))


def context_option(command: Command) -> Command:
    """`--with NAME=VALUE`, any number of times, as the dictionary `context`."""
    shown = say("NAME=VALUE, for example location=A-01-03.")
    return click.option("--with", "context", multiple=True, callback=_context, help=shown)(command)


def _context(ctx: click.Context, parameter: click.Parameter, words: tuple[str, ...]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    if bad := next((word for word, (name, sign, _) in zip(words, pairs, strict=True) if not name or not sign), None):
        raise click.BadParameter(say("{word} is not NAME=VALUE.", word=bad))
    return {name: value for name, _, value in pairs}


def json_option(command: Command) -> Command:
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help=say("One line of JSON for programs."))(command)


def print_json(value: dict[str, Any]) -> None:
    """One line of JSON, out at once even into a pipe."""
    click.echo(json.dumps(value, ensure_ascii=False))


def print_table(title: str, headings: list[str], rows: list[list[str]]) -> None:
    """A table as wide as the terminal; what a label says is never taken for rich's own markup."""
    table = Table(*headings, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
    Console(markup=False, highlight=False, emoji=False).print(table)


def _plain(text: str) -> str:
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
