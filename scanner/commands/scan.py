"""`scanner scan`: pictures and typed codes into the journal, one scan a label."""

import sys
from pathlib import Path

import click

from scanner.commands.shared import context_option, journal_option, json_option, print_json
from scanner.journal import Journal
from scanner.language import say
from scanner.reading import UnreadablePicture, read_file
from scanner.scan import LONGEST_TEXT, MOST_CODES, SERVICES, Scan

TYPED = "Typed"


@click.command(help=say("Read labels into the journal: one scan a picture, with all the codes seen on it."))
@click.option("--service", type=click.Choice(SERVICES), required=True, help=say("Who is to hear of it."))
@click.option("--action", required=True, help=say("What was done, for example put_away."))
@click.option("--station", required=True, help=say("Where this scanner stands, for example quai-2."))
@context_option
@click.option("--text", "typed", multiple=True, help=say("A code typed by hand, in place of a picture."))
@click.option("--live", is_flag=True, help=say("Take no more time than a camera's frame allows."))
@journal_option
@json_option
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def scan(
    service: str,
    action: str,
    station: str,
    context: dict[str, str],
    typed: tuple[str, ...],
    live: bool,
    folder: Path,
    as_json: bool,
    files: tuple[Path, ...],
) -> None:
    """Keep each label before the next is read; a picture without any code is told, and the exit status is 1."""
    if not files and not typed:
        raise click.UsageError(say("Give pictures, or codes with --text."))
    journal, failed = Journal(folder), False
    for source, codes, error in [*_typed(typed), *_pictures(files, live)]:
        made = Scan(service, station, action, codes, context) if codes else None
        if made:
            journal.keep([made])
        failed = failed or made is None
        _show(source, made, error, as_json)
    sys.exit(1 if failed else 0)


Read = tuple[str, tuple[tuple[str, str], ...], str]


def _typed(texts: tuple[str, ...]) -> list[Read]:
    return [(text, ((text.strip(), TYPED),) if text.strip() else (), say("no code")) for text in texts]


def _pictures(files: tuple[Path, ...], live: bool) -> list[Read]:
    return [_picture(path, live) for path in files]


def _picture(path: Path, live: bool) -> Read:
    try:
        codes = tuple(code.key for code in read_file(path, live) if len(code.text) <= LONGEST_TEXT)
    except UnreadablePicture as error:
        return str(path), (), str(error)
    if len(codes) > MOST_CODES:
        return str(path), (), say("more codes than one label has")
    return str(path), codes, "" if codes else say("no code")


def _show(source: str, made: Scan | None, error: str, as_json: bool) -> None:
    if as_json:
        print_json({"source": source} | ({"service": made.service, "scan": made.wire()} if made else {"error": error}))
    elif made:
        click.echo(say("{source}: kept ({codes})", source=source, codes=", ".join(text for text, _ in made.codes)))
    else:
        click.echo(say("{source}: not kept: {reason}", source=source, reason=error), err=True)
