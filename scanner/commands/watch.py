"""`scanner watch`: each picture that appears in a folder is one scan."""

import sys
from pathlib import Path

import click

from scanner.commands.shared import Link, journal_option, json_option, link_options
from scanner.commands.working import quiet_option, until_stopped, work_options
from scanner.language import say
from scanner.sources import pictures
from scanner.sources.folder import Folder
from scanner.sources.following import station
from scanner.sources.telling import Teller
from scanner.work import Work

Existing = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(help=say("Keep one scan of each picture that appears in FOLDER; it goes to read/ or unread/ there."))
@work_options
@click.option("--once", "only_now", is_flag=True, help=say("End once the folder is empty."))
@link_options
@quiet_option
@journal_option
@json_option
@click.argument("watched", metavar="FOLDER", type=Existing)
def watch(
    work: Work,
    only_now: bool,
    link: Link | None,
    quiet: bool,
    folder: Path,
    as_json: bool,
    watched: Path,
) -> None:
    """A file that is still being written is waited for; what was read is not read again after a restart."""
    teller = Teller(as_json, quiet)
    with station(folder, work, link, teller) as keeper, until_stopped():
        pictures.watch(Folder(watched), keeper, only_now)
    sys.exit(keeper.status)
