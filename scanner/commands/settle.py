"""`scanner settle`: a person ends what was refused, or sends it again."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from scanner.commands.shared import context_option, journal_option, json_option, print_json
from scanner.journal import Journal, Unsettled
from scanner.journal import settle as settle_scans
from scanner.journal.settling import Correct, Settled
from scanner.language import say
from scanner.scan import Scan


@click.command(help=say("Settle refused scans, by their id or number: closed for good, or sent again with --again."))
@click.option("--by", required=True, help=say("Who settles them."))
@click.option("--why", required=True, help=say("Why, in a few words."))
@click.option("--all", "everything", is_flag=True, help=say("All that are refused and not settled."))
@click.option("--again", is_flag=True, help=say("Send the same label again as a new scan."))
@click.option("--action", help=say("With --again: what was done, in place of what the scan says."))
@context_option
@journal_option
@json_option
@click.argument("names", metavar="[ID]...", nargs=-1)
def settle(
    by: str,
    why: str,
    everything: bool,
    again: bool,
    action: str | None,
    context: dict[str, str],
    folder: Path,
    as_json: bool,
    names: tuple[str, ...],
) -> None:
    """All of them are settled, or none and each fault is told."""
    if everything == bool(names):
        raise click.UsageError(say("Give the ids or numbers of refused scans, or --all."))
    if (action or context) and not again:
        raise click.UsageError(say("--action and --with go with --again."))
    try:
        settled = settle_scans(Journal(folder), names, by, why, _correction(action, context) if again else None)
    except Unsettled as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        print_json({"settled": [_shown(one) for one in settled]})
        return
    for one in settled:
        click.echo(_told(one))
    click.echo(say("Scans settled: {count}", count=len(settled)))


def _correction(action: str | None, context: dict[str, str]) -> Correct:
    def corrected(scan: Scan) -> Scan:
        return replace(scan, action=action or scan.action, context=scan.context | context)

    return corrected


def _shown(one: Settled) -> dict[str, Any]:
    return {"id": one.id, "by": one.by, "why": one.why, "again": one.again.wire() if one.again else None}


def _told(one: Settled) -> str:
    if one.again:
        return say("{id}: sent again as {again}", id=one.id, again=one.again.id)
    return say("{id}: closed", id=one.id)
