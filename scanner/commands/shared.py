"""What several commands ask for and show in the same way."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from scanner.language import say

EXIT_WAITING = 75
FOLDER = Path("var/scanner")

Command = Callable[..., Any]


def journal_option(command: Command) -> Command:
    """`--journal FOLDER`."""
    kind = click.Path(file_okay=False, path_type=Path)
    asked = click.option("--journal", "folder", type=kind, default=FOLDER, show_default=True, help=say("The journal."))
    return asked(command)


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
