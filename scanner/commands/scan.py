"""`scanner scan`: pictures and typed codes into the journal, one scan a label."""

import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from scanner.commands.shared import journal_option, json_option
from scanner.commands.working import work_options
from scanner.journal import Journal
from scanner.language import say
from scanner.reading import UnreadablePicture, read_file
from scanner.scan import TYPED
from scanner.sources.keeping import Keeper
from scanner.sources.telling import Teller
from scanner.work import Work

MOMENT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"])


@click.command(help=say("Read labels into the journal: one scan a picture, with all the codes seen on it."))
@work_options
@click.option("--text", "typed", multiple=True, help=say("A code typed by hand, in place of a picture."))
@click.option("--at", type=MOMENT, help=say("When it happened, for labels that were kept aside; else now."))
@click.option("--live", is_flag=True, help=say("Take no more time than a camera's frame allows."))
@journal_option
@json_option
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def scan(
    work: Work,
    typed: tuple[str, ...],
    at: datetime | None,
    live: bool,
    folder: Path,
    as_json: bool,
    files: tuple[Path, ...],
) -> None:
    """Keep each label before the next is read; one that comes to nothing is told, and the exit status is 1."""
    if not files and not typed:
        raise click.UsageError(say("Give pictures, or codes with --text."))
    moment = at.astimezone().isoformat(timespec="milliseconds") if at else ""
    with closing(Journal(folder)) as journal:
        keeper = Keeper(journal, work, Teller(as_json, quiet=True))
        for text in typed:
            keeper.take(text, [(text.strip(), TYPED)], at=moment)
        for path in files:
            _read(path, live, keeper, moment)
    sys.exit(keeper.status)


def _read(path: Path, live: bool, keeper: Keeper, moment: str) -> None:
    try:
        codes = read_file(path, live)
    except UnreadablePicture as error:
        keeper.refuse(str(path), str(error))
    else:
        keeper.take(str(path), [code.key for code in codes], at=moment)
