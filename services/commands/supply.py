"""`reserve import`: what comes in files, the same way as through the pages."""

from datetime import datetime
from pathlib import Path

import click

from services.chassis.errors import Invalid
from services.commands.acting import writing
from services.commands.terminal import tell
from services.contracts.sentence import say
from services.warehouse import operations
from services.warehouse.queries.notice_file import notice_of


@click.group("import")
def bring() -> None:
    """Bring in a file: `asn` (a supplier's announced serials) or `locations`."""


@bring.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--supplier", required=True, help="Who delivers.")
@click.option("--reference", required=True, help="The supplier's own number of the delivery.")
@click.option("--accept-good-rows", is_flag=True, help="Keep the good rows and name the others.")
@click.option("--expected-on", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it is to come.")
def asn(file: Path, supplier: str, reference: str, accept_good_rows: bool, expected_on: datetime | None) -> None:
    """Announce a delivery from an XLSX or CSV file; with a bad row nothing is kept, unless you accept the good ones.

    Each bad row is named with its rule. The file itself is kept for the record either way.
    """
    content, day = file.read_bytes(), expected_on.date() if expected_on else None
    with writing("warehouse") as session:
        delivery = operations.announce_delivery(session, supplier, reference, content, file.name, accept_good_rows, day)
        number, notice = delivery.number, notice_of(session, delivery.id)
        faults, count = notice.told_faults(), notice.faults
    for fault in faults:
        tell(say("%(where)s: %(rule)s", where=fault.pointer, rule=fault.detail), err=True)
    if count:
        tell(say("%(count)s fault(s) in the file: these rows were not kept.", count=count), err=True)
    tell(say("Delivery %(number)s is announced.", number=number))


@bring.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def locations(file: Path) -> None:
    """Add the warehouse's places from a CSV file: columns `code` and, if you like, `kind` and `capacity` in devices."""
    with writing("warehouse") as session:
        count = operations.import_locations(session, _text(file))
    tell(say("%(count)s location(s) added.", count=count))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("file.encoding", say("This file is not UTF-8 text: save it as CSV UTF-8.")) from error
