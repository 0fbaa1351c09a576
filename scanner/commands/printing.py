"""How labels are to be printed, as the command line asks for it, and in words why they cannot be."""

from typing import Any

import click

from scanner.commands.shared import Command
from scanner.labels import MEDIA, DoesNotFit, Job, Symbology, Unprintable
from scanner.labels.job import DPI
from scanner.language import say

MOST_COPIES = 100
# What is meant where no media is named: ten labels on a sheet, and the label of a desktop printer.
USUAL = {"pdf": "5163", "zpl": "4x2"}


class Shift(click.ParamType[tuple[float, float]]):
    """`x,y` in millimetres."""

    name = "x,y"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        try:
            across, down = (float(one) for one in value.split(","))
        except ValueError:
            self.fail(say("Two numbers of millimetres with a comma between them, for example 0.5,-1."), param, ctx)
        return across, down


def printing_options(command: Command) -> Command:
    """`--media`, `--symbol`, `--dpi`, `--start-at`, `--copies`, `--shift`: together what `job_of` takes."""
    symbols, dots = [one.value for one in Symbology], [str(one) for one in DPI]
    some = click.IntRange(1, MOST_COPIES)
    for option in (
        click.option("--shift", type=Shift(), default="0,0", show_default=True, help=say("Moves all print by x,y mm.")),
        click.option("--copies", type=some, default=1, show_default=True, help=say("Of each label.")),
        click.option(
            "--start-at", type=int, default=1, show_default=True, help=say("The first free place of a sheet.")
        ),
        click.option("--dpi", type=click.Choice(dots), help=say("The printer's dots an inch.")),
        click.option("--symbol", type=click.Choice(symbols), help=say("In place of what suits the kind best.")),
        click.option("--media", type=click.Choice(list(MEDIA)), help=say("The sheet or the roll: 5163, or 4x2.")),
    ):
        command = option(command)
    return command


def job_of(
    form: str,
    media: str | None,
    symbol: str | None,
    dpi: str | None,
    start_at: int,
    copies: int,
    shift: tuple[float, float],
) -> Job:
    """The job that the options ask for. Raises `Unprintable`."""
    on, drawn_as = MEDIA[media or USUAL[form]], Symbology(symbol) if symbol else None
    return Job(on, drawn_as, int(dpi) if dpi else None, start_at, copies, shift)


def in_words(error: DoesNotFit | Unprintable) -> str:
    """What is wrong, and what would do."""
    if isinstance(error, Unprintable):
        return {
            "start": say("A sheet has fewer labels than that: --start-at is too high, or below 1."),
            "shift": say("That shift leaves the label: a roll's labels move within their own margin."),
            "sheet": say("ZPL is for label printers: choose a roll, for example --media 4x2."),
            "gs1_qr": say("ZPL has no sure QR code for an SSCC: choose code128 or datamatrix."),
        }[error.reason]
    fitting = ", ".join(f"{media} {symbology}" for media, symbology in error.fitting) or say("nothing")
    place = say("row {row}", row=error.label.row) if error.label.row else say("label {number}", number=error.number)
    return say(
        "{place}, {name}: it does not fit on {media} as {symbology}. It would fit on: {fitting}.",
        place=place,
        name=error.label.name,
        media=error.media.name,
        symbology=error.symbology.value,
        fitting=fitting,
    )
