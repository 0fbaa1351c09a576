"""`scanner status`: what waits, what was taken, what was refused and why, what is lost, what was mended."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from scanner.commands.shared import journal_option, json_option, print_json, print_table
from scanner.journal import Broken, Journal, Refusal
from scanner.language import moment, say


@click.command(help=say("What waits in the journal, what was taken, what was refused and why, and what is damaged."))
@click.option("--all", "everything", is_flag=True, help=say("The refused scans that were settled too."))
@journal_option
@json_option
def status(everything: bool, folder: Path, as_json: bool) -> None:
    """Print the counts and the refusals."""
    try:
        found = state(Journal(folder), everything)
    except Broken as error:
        if as_json:
            print_json({"damaged": error.reason})
        raise
    if as_json:
        print_json(found)
    else:
        _as_text(found)


def state(journal: Journal, everything: bool = False) -> dict[str, Any]:
    """The counts, the oldest waiting scan's moment, the refused scans with their reasons, gaps and mendings."""
    found = journal.state(everything)
    refused = [_refusal(one) for one in found.refused]
    return asdict(found) | {"refused": refused, "gaps": [list(gap) for gap in found.gaps], "damaged": None}


def _refusal(one: Refusal) -> dict[str, Any]:
    scan = one.scan
    seen = {"number": one.number, "id": scan.id, "at": scan.at, "service": scan.service, "action": scan.action}
    ended = {"settled": one.settled, "by": one.by, "why": one.why, "again": one.again, "before": one.before}
    codes = [text for text, _ in scan.codes]
    return seen | {"with": scan.context, "codes": codes, "say": one.say, "problem": one.problem} | ended


def _as_text(found: dict[str, Any]) -> None:
    click.echo(say("{waiting} waiting, {done} done, {repeated} repeated, {settled} refused and settled", **found))
    if found["oldest_waiting"]:
        click.echo(say("The oldest that waits was scanned {moment}.", moment=moment(found["oldest_waiting"])))
    if found["refused"]:
        headings = [say("No."), say("When"), say("Action"), say("Codes"), say("Reason"), say("Settled")]
        print_table(say("Refused"), headings, [_row(one) for one in found["refused"]])
        click.echo(say("Settle them by their number with scanner settle."))
    for first, last in found["gaps"]:
        click.echo(
            say("Lost: the scans numbered {first} to {last} are in neither file.", first=first, last=last), err=True
        )
    for story in found["mended"]:
        click.echo(mended(story))


def _row(one: dict[str, Any]) -> list[str]:
    settled = f"{one['by']}: {one['why']}" if one["settled"] else ""
    return [str(one["number"]), moment(one["at"]), one["action"], ", ".join(one["codes"]), one["say"], settled]


def mended(story: dict[str, Any]) -> str:
    """What a mending found and did."""
    return say(
        "Mended {at}: {reason}. {scans} scans are kept ({from_database} were still readable in the database, with"
        " {answers} answers; {lines_unread} lines of the text were not), {lost} are lost. The damaged files are in"
        " {aside}.",
        **story | {"at": moment(story["at"])},
    )
