"""`scanner wedge`: each code of a keyboard scanner is one scan."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from scanner.commands.shared import Link, journal_option, json_option, link_options
from scanner.commands.working import count_options, quiet_option, until_stopped, work_options
from scanner.language import say
from scanner.scan import TYPED
from scanner.sources.following import station
from scanner.sources.keeping import Keeper
from scanner.sources.keyboard import pressed, typed
from scanner.sources.layouts import LAYOUTS, looks_garbled, mended
from scanner.sources.link import Back, Lost, Unopened
from scanner.sources.telling import Teller
from scanner.work import Work

_LAYOUT = say("The keyboard's layout on this machine, where a scanner set to the US layout types on it.")


@click.command(help=say("Keep one scan of each code that a keyboard scanner types, ended by Enter or Tab."))
@click.option("--device", help=say("The keyboard itself (Linux), for example /dev/input/by-id/...-event-kbd."))
@click.option("--layout", type=click.Choice(list(LAYOUTS)), default="us", show_default=True, help=_LAYOUT)
@work_options
@count_options
@link_options
@quiet_option
@journal_option
@json_option
def wedge(
    device: str | None,
    layout: str,
    work: Work,
    most: int | None,
    link: Link | None,
    quiet: bool,
    folder: Path,
    as_json: bool,
) -> None:
    """From the terminal or a pipe, or from the device, whose keys then go nowhere else."""
    teller = Teller(as_json, quiet)
    try:
        with station(folder, work, link, teller) as keeper, until_stopped():
            _keep(_codes(device, layout), keeper, teller, most)
    except Unopened as error:
        raise click.ClickException(say("{source} cannot be opened.", source=error)) from error
    sys.exit(keeper.status)


def _keep(codes: Iterator[str | Lost | Back], keeper: Keeper, teller: Teller, most: int | None) -> None:
    for code in codes:
        if isinstance(code, Lost | Back):
            teller.link(code)
        elif looks_garbled(code):
            keeper.refuse(code, say("a wrong character: scan it again, or say which --layout this keyboard has."))
        else:
            keeper.take(code, [(code, TYPED)])
        if most and keeper.kept >= most:
            return


def _codes(device: str | None, layout: str) -> Iterator[str | Lost | Back]:
    """Of a device the keys are read, which no layout garbles."""
    if device:
        return pressed(device)
    return (mended(one, layout) for one in typed(sys.stdin.buffer))
