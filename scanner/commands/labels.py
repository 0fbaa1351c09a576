"""`scanner labels`: labels from a CSV, or from codes on the command line."""

from pathlib import Path

import click

from scanner.commands.shared import json_option, print_json
from scanner.labels import Label, pdf, png
from scanner.labels.listing import COLUMNS, BadList, label_of, labels_of
from scanner.language import say

Existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(help=say("Make labels from a CSV file: pictures into a folder, or one PDF of sheets."))
@click.option("--kind", type=click.Choice(list(COLUMNS)), required=True, help=say("What the labels are for."))
@click.option("--out", type=click.Path(path_type=Path), required=True, help=say("A folder, or a file ending in .pdf."))
@click.option("--format", "form", type=click.Choice(["png", "pdf"]), help=say("In place of what --out says."))
@click.option("--code", "codes", multiple=True, help=say("A location's or carton's code, in place of a CSV file."))
@json_option
@click.argument("lists", nargs=-1, type=Existing)
def labels(
    kind: str, out: Path, form: str | None, codes: tuple[str, ...], as_json: bool, lists: tuple[Path, ...]
) -> None:
    """Nothing is written unless every row is good."""
    made = _all(kind, codes, lists)
    if not made:
        raise click.UsageError(say("Give a CSV file, or codes with --code."))
    form = form or ("pdf" if out.suffix.lower() == ".pdf" else "png")
    for path, names in _sheets(out, made) if form == "pdf" else _pictures(out, made):
        if as_json:
            print_json({"file": str(path), "labels": names})
        else:
            click.echo(str(path))


def _all(kind: str, codes: tuple[str, ...], lists: tuple[Path, ...]) -> list[Label]:
    if codes and kind == "device":
        raise click.UsageError(say("A device needs a CSV file: its label says more than one code."))
    try:
        made = [label_of(kind, {"code": code}) for code in codes]
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    return made + [label for path in lists for label in _listed(kind, path)]


def _listed(kind: str, path: Path) -> list[Label]:
    try:
        return labels_of(kind, path.read_text(encoding="utf-8-sig").splitlines())
    except (BadList, UnicodeDecodeError) as error:
        raise click.ClickException(say("{file}: row or column at fault: {reason}", file=path, reason=error)) from error


def _pictures(folder: Path, made: list[Label]) -> list[tuple[Path, list[str]]]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for label in made:
        path = folder / f"{label.name}.png"
        path.write_bytes(png(label))
        written.append((path, [label.name]))
    return written


def _sheets(out: Path, made: list[Label]) -> list[tuple[Path, list[str]]]:
    path = out if out.suffix.lower() == ".pdf" else out / "labels.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf(made))
    return [(path, [label.name for label in made])]
