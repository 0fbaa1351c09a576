"""`reserve import`: what comes in files, the same way as through the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from services.chassis.errors import Refusal
from services.commands.acting import writing
from services.commands.terminal import catalogue, tell
from services.contracts.sentence import say
from services.warehouse import operations

MOST_SHOWN = 100


@click.group("import")
def bring() -> None:
    """Bring in a file: `asn` (a supplier's announced serials) or `locations`."""


@bring.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--supplier", required=True, help="Who delivers.")
@click.option("--reference", required=True, help="The supplier's own number of the delivery.")
def asn(file: Path, supplier: str, reference: str) -> None:
    """Announce a delivery from a CSV file; a bad row is named with its rule, and nothing is kept."""
    with _refusals(), writing("warehouse") as session:
        delivery = operations.announce_delivery(session, supplier, reference, file.read_bytes())
        tell(say("Delivery %(number)s is announced.", number=delivery.number))


@bring.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def locations(file: Path) -> None:
    """Add the warehouse's places from a CSV file with a column `code`."""
    with _refusals(), writing("warehouse") as session:
        count = operations.import_locations(session, file.read_text(encoding="utf-8"))
        tell(say("%(count)s location(s) added.", count=count))


@contextmanager
def _refusals() -> Iterator[None]:
    """A refusal, with each field that breaks a rule, told at the terminal; exit code 1."""
    try:
        yield
    except Refusal as refusal:
        speak = catalogue().gettext
        for one in refusal.errors[:MOST_SHOWN]:
            click.echo(f"{one.pointer}: {one.detail.render(speak)}", err=True)
        raise click.ClickException(refusal.sentence.render(speak)) from refusal
