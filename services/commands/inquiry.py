"""The command that asks the portal's log where a device has been."""

import json
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.commands.acting import reading
from services.commands.listing import moment
from services.commands.terminal import catalogue, stop_with
from services.contracts.sentence import say
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


def _row(step: Step) -> dict[str, Any]:
    undone = step.undone and {
        "at": step.undone.at.isoformat(),
        "who": step.undone.who,
        "reason": step.undone.reason,
    }
    told = {"at": step.at.isoformat(), "who": step.who, "what": step.what, "where": step.where, "undone": undone}
    return told | {"trace": step.trace}


def _show(title: str, rows: list[dict[str, Any]]) -> None:
    translate = catalogue().gettext
    table = Table(title=title, title_justify="left")
    for heading in (say("When (UTC)"), say("What"), say("Where"), say("Who")):
        table.add_column(heading.render(translate), overflow="fold")
    for row in rows:
        what = row["what"]
        if row["undone"]:
            what = say("%(what)s (undone by %(who)s: %(reason)s)", what=what, **row["undone"]).render(translate)
        table.add_row(moment(datetime.fromisoformat(row["at"])), Text(what), row["where"] or "", row["who"])
    Console().print(table)
