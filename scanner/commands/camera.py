"""`scanner camera`: each label that passes before a camera, or through a film of one, is one scan."""

import sys
from pathlib import Path

import click

from scanner.commands.shared import Link, journal_option, json_option, link_options
from scanner.commands.working import count_options, quiet_option, until_stopped, work_options
from scanner.language import say
from scanner.sources.camera import watch
from scanner.sources.following import station
from scanner.sources.frames import frames
from scanner.sources.link import Unopened
from scanner.sources.reader import sights
from scanner.sources.telling import Teller
from scanner.sources.window import Window
from scanner.work import Work

_HELP = say(
    "Keep one scan of each label that passes before a camera. Exit status: 0; 1 a label was no scan; 74 a scan could"
    " not be kept."
)
_SOURCE = say("A camera's number or path, a film, pictures (frames/%04d.png), or a stream (http://...).")


@click.command(help=_HELP)
@click.option("--source", default="0", show_default=True, help=_SOURCE)
@work_options
@count_options
@click.option("--show", is_flag=True, help=say("Show what the camera sees."))
@link_options
@quiet_option
@journal_option
@json_option
def camera(
    source: str,
    work: Work,
    most: int | None,
    show: bool,
    link: Link | None,
    quiet: bool,
    folder: Path,
    as_json: bool,
) -> None:
    """Until the film ends, so many scans are kept, or somebody stops it."""
    teller = Teller(as_json, quiet)
    try:
        with station(folder, work, link, teller) as keeper, until_stopped():
            watch(source, sights(frames(source)), keeper, teller, Window().show if show else None, most)
    except Unopened as error:
        raise click.ClickException(say("{source} cannot be opened.", source=error)) from error
    sys.exit(keeper.status)
