"""`scanner mend`: a damaged journal made whole."""

from pathlib import Path

import click

from scanner.commands.shared import journal_option, json_option, print_json
from scanner.commands.status import mended
from scanner.journal import mend as mend_journal
from scanner.language import say


@click.command(help=say("Make a damaged journal whole again; the damaged files are set aside, never deleted."))
@journal_option
@json_option
def mend(folder: Path, as_json: bool) -> None:
    """Tell what was found and what came of it."""
    story = mend_journal(folder)
    if as_json:
        print_json({"mended": story})
    else:
        click.echo(mended(story) if story else say("Nothing is damaged."))
