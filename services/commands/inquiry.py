"""Commands that ask the portal's log: where a device has been, whether the chain of hashes holds."""

import json
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.chassis import access
from services.commands.acting import reading
from services.commands.terminal import catalogue, stop_with, tell
from services.contracts.sentence import say
from services.everything import SERVICES
from services.portal import queries
from services.portal.queries.story import Step


@click.command()
@click.argument("serial")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a device instead of a table.")
def trace(serial: str, as_json: bool) -> None:
    """The journey of every device with this serial (serials collide across makers)."""
    with reading("portal") as session:
        found = queries.trace(session, serial)
    if not found:
        raise stop_with(say("No device with the serial %(serial)s is in the log.", serial=serial))
    for one in found:
        rows = [_row(step) for step in one.steps]
        if as_json:
            click.echo(json.dumps({"device": str(one.device.id), "journey": rows}, ensure_ascii=False))
        else:
            _show(f"{one.device.maker} {one.device.serial}", rows)


@click.command()
def verify() -> None:
    """Recompute the chains of hashes, the log's and each access log's; exit 1 at the first entry that does not hold."""
    with reading("portal") as session:
        chain = queries.verify(session)
    if chain.broken_at is not None:
        raise stop_with(say("The chain breaks at entry %(position)s.", position=chain.broken_at))
    tell(say("%(count)s entries, the chain holds: %(hash)s", count=chain.entries, hash=chain.hash))
    for service in SERVICES:
        _verify_accesses(service.name)


def _verify_accesses(name: str) -> None:
    with reading(name) as session:
        checked = access.verify(session)
    if checked.broken_at is not None:
        raise stop_with(
            say("The access log of %(service)s breaks at row %(position)s.", service=name, position=checked.broken_at)
        )
    if checked.count:
        tell(say("%(count)s accesses in %(service)s, the chain holds.", count=checked.count, service=name))


def _row(step: Step) -> dict[str, Any]:
    undone = step.undone and {
        "at": step.undone.at.isoformat(),
        "who": step.undone.who,
        "reason": step.undone.reason,
    }
    return {"at": step.at.isoformat(), "who": step.who, "what": step.what, "where": step.where, "undone": undone}


def _show(title: str, rows: list[dict[str, Any]]) -> None:
    translate = catalogue().gettext
    table = Table(title=title, title_justify="left")
    for heading in (say("When (UTC)"), say("What"), say("Where"), say("Who")):
        table.add_column(heading.render(translate), overflow="fold")
    for row in rows:
        what = row["what"]
        if row["undone"]:
            what = say("%(what)s (undone by %(who)s: %(reason)s)", what=what, **row["undone"]).render(translate)
        table.add_row(row["at"][:19].replace("T", " "), Text(what), row["where"] or "", row["who"])
    Console().print(table)
