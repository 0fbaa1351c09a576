"""`scanner purge`: scans that have been over for long are dropped from the journal."""

from pathlib import Path

import click

from scanner.commands.shared import journal_option, json_option, print_json
from scanner.journal import Journal
from scanner.journal import purge as purge_journal
from scanner.journal.purging import DAYS
from scanner.language import say


@click.command(help=say("Drop what was taken or settled long ago; never what waits or what a person must settle."))
@click.option(
    "--older-than",
    "days",
    metavar="DAYS",
    type=click.FloatRange(min=0),
    default=DAYS,
    show_default=True,
    help=say("Taken or settled more than this many days ago."),
)
@journal_option
@json_option
def purge(days: float, folder: Path, as_json: bool) -> None:
    """Tell how many scans were dropped."""
    count = purge_journal(Journal(folder), days)
    if as_json:
        print_json({"purged": count})
    else:
        click.echo(say("Scans dropped: {count}", count=count))
