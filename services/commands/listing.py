"""How commands show what they found: a table or labelled lines for a person, JSON for a program."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.chassis.settings import terminal_language
from services.commands.terminal import catalogue, number
from services.contracts.sentence import Sentence

# Within an hour no line ends.
GAP = "\N{NO-BREAK SPACE}"
PATTERNS = {"fr": f"%Y-%m-%d %H{GAP}h{GAP}%M{GAP}min{GAP}%S{GAP}s", "en": "%Y-%m-%d %H:%M:%S"}


def show_table(headings: Sequence[Sentence], rows: Sequence[Sequence[object]], whole: int | None = None) -> None:
    """Print rows under their headings; the column `whole` is never broken, so that it can be copied."""
    table = Table()
    for index, heading in enumerate(headings):
        table.add_column(heading.render(catalogue().gettext), overflow="fold", no_wrap=index == whole)
    for row in rows:
        table.add_row(*(Text(printable(str(number(cell)))) for cell in row))
    Console().print(table)


def show_lines(lines: Sequence[tuple[Sentence, object]]) -> None:
    """Print labels with what belongs to them; what has several lines begins on the next."""
    for label, value in lines:
        text = printable(str(number(value))).rstrip()
        click.echo(f"{label.render(catalogue().gettext)}:{chr(10) if chr(10) in text else ' '}{text}")


def show_json(found: Any) -> None:
    """Print one JSON document; moments in UTC as ISO 8601."""
    click.echo(json.dumps(found, ensure_ascii=False, default=_plain))


def moment(at: datetime | None) -> str:
    """A moment in UTC to the second, as the terminal's language writes it."""
    return f"{at:{PATTERNS[terminal_language()]}}" if at else ""


def first_line(reason: str) -> str:
    return reason.partition("\n")[0]


def body_text(body: bytes) -> str:
    """A message's body for the eye: indented where it is JSON."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        return body.decode(errors="replace")


def body_json(body: bytes) -> Any:
    """A message's body inside JSON: as itself where it is an object, else as text."""
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    return found if isinstance(found, Mapping) else body.decode(errors="replace")


def printable(text: str) -> str:
    """The text without what would steer the terminal."""
    return "".join(one if one.isprintable() or one in "\n\t" else "�" for one in text)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
