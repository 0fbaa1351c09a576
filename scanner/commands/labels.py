"""`scanner labels`: labels from a CSV, or from codes on the command line."""

from pathlib import Path
from typing import Any

import click

from scanner.commands.printing import in_words, job_of, printing_options
from scanner.commands.shared import json_option, print_json
from scanner.labels import DoesNotFit, Kind, Label, Unprintable, pdf, zpl
from scanner.labels.listing import BadList, label_of, labels_of
from scanner.labels.picture import png
from scanner.language import say

Existing = click.Path(exists=True, dir_okay=False, path_type=Path)
KINDS = [one.value for one in Kind]
WRITERS = {"pdf": pdf, "zpl": zpl}
Written = list[tuple[Path, list[str]]]


@click.command(help=say("Make labels from a CSV file: pictures into a folder, or one PDF or ZPL file to print."))
@click.option("--kind", type=click.Choice(KINDS), required=True, help=say("What the labels are for."))
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help=say("A folder, or a file ending in .pdf or .zpl.")
)
@click.option("--format", "form", type=click.Choice(["png", *WRITERS]), help=say("In place of what --out says."))
@click.option("--code", "codes", multiple=True, help=say("A code, in place of a CSV file; not for devices."))
@printing_options
@json_option
@click.argument("lists", nargs=-1, type=Existing)
def labels(
    kind: str, out: Path, form: str | None, codes: tuple[str, ...], as_json: bool, lists: tuple[Path, ...], **how: Any
) -> None:
    """Nothing is written unless every row is good."""
    made = _all(Kind(kind), codes, lists)
    if not made:
        raise click.UsageError(say("Give a CSV file, or codes with --code."))
    form = form or out.suffix.lower().removeprefix(".")
    for path, names in _printed(out, form, made, how) if form in WRITERS else _pictures(out, made):
        if as_json:
            print_json({"file": str(path), "labels": names})
        else:
            click.echo(str(path))


def _all(kind: Kind, codes: tuple[str, ...], lists: tuple[Path, ...]) -> list[Label]:
    if codes and kind is Kind.DEVICE:
        raise click.UsageError(say("A device needs a CSV file: its label says more than one code."))
    try:
        made = [label_of(kind, {"code": code}) for code in codes]
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    return made + [label for path in lists for label in _listed(kind, path)]


def _listed(kind: Kind, path: Path) -> list[Label]:
    try:
        return labels_of(kind, path.read_text(encoding="utf-8-sig").splitlines())
    except (BadList, UnicodeDecodeError) as error:
        raise click.ClickException(say("{file}: row or column at fault: {reason}", file=path, reason=error)) from error


def _pictures(folder: Path, made: list[Label]) -> Written:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for label in made:
        path = folder / f"{label.name}.png"
        path.write_bytes(png(label))
        written.append((path, [label.name]))
    return written


def _printed(out: Path, form: str, made: list[Label], how: dict[str, Any]) -> Written:
    try:
        data = WRITERS[form](made, job_of(form, **how))
    except (DoesNotFit, Unprintable) as error:
        raise click.ClickException(in_words(error)) from error
    path = out if out.suffix.lower() == f".{form}" else out / f"labels.{form}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return [(path, [label.name for label in made])]
