"""`scanner decode`: what the codes of some pictures say."""

import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from scanner.codes import Makers, candidates
from scanner.commands.known import known_makers
from scanner.commands.shared import json_option, print_json, print_table
from scanner.language import say
from scanner.reading import Code, UnreadablePicture, read_file


@click.command(help=say("Read the codes of pictures. A file that cannot be read is told, and the exit status is 1."))
@json_option
@click.option("--live", is_flag=True, help=say("Take no more time than a camera's frame allows."))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def decode(files: tuple[Path, ...], as_json: bool, live: bool) -> None:
    """Print one line of JSON, or one table, a picture."""
    shown = _as_json if as_json else _as_table
    failed, makers = False, known_makers()
    for path in files:
        line = decoded(path, live, makers)
        failed = failed or "error" in line
        shown(line)
    sys.exit(1 if failed else 0)


def decoded(path: Path, live: bool, makers: Makers) -> dict[str, Any]:
    """The file, its codes and the milliseconds it took; `error` and no codes if it is no picture."""
    start = perf_counter()
    line: dict[str, Any] = {"file": str(path), "codes": []}
    try:
        line["codes"] = [described(code, makers) for code in read_file(path, live)]
    except UnreadablePicture as error:
        line["error"] = str(error)
    return line | {"ms": round((perf_counter() - start) * 1000, 1)}


def described(code: Code, makers: Makers) -> dict[str, Any]:
    """A code with its best reading; `also` where there is another."""
    best, *others = candidates(code.text, code.symbology, makers)
    also = [{"kind": one.kind.value, "value": one.value} for one in others]
    shown = {"text": code.text, "symbology": code.symbology, "kind": best.kind.value, "value": best.value}
    return shown | {"box": [list(corner) for corner in code.box]} | ({"also": also} if also else {})


def _as_json(line: dict[str, Any]) -> None:
    print_json(line)


def _as_table(line: dict[str, Any]) -> None:
    if "error" in line:
        click.echo(say("{file}: cannot be read: {reason}", file=line["file"], reason=line["error"]), err=True)
        return
    title = say("{file}: {count} codes in {ms} ms", file=line["file"], count=len(line["codes"]), ms=line["ms"])
    rows = [[code["kind"], code["value"], code["text"], code["symbology"]] for code in line["codes"]]
    print_table(title, [say("Kind"), say("Value"), say("Text"), say("Symbology")], rows)
