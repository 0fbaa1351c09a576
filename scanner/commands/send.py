"""`scanner send`: deliver what waits in the journal."""

import sys
from pathlib import Path
from typing import Any

import click
import httpx

from scanner.commands.shared import EXIT_WAITING, journal_option, json_option, print_json
from scanner.journal import Busy, Journal
from scanner.language import say
from scanner.send import Delivery, deliver
from scanner.station import TIMEOUT_SECONDS, Station

Existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(help=say("Deliver what waits. Exit status: 0 nothing waits, 1 some were refused, 75 some still wait."))
@click.option("--url", required=True, help=say("The address of the site, for example https://reserve.example.ca."))
@click.option("--key-file", type=Existing, required=True, help=say("The file with this station's key."))
@click.option("--operator", required=True, help=say("Who holds the scanner."))
@click.option("--wait", type=click.FloatRange(min=0), default=0.0, help=say("For how many seconds to try again."))
@journal_option
@json_option
def send(url: str, key_file: Path, operator: str, wait: float, folder: Path, as_json: bool) -> None:
    """Send in order, tell what each scan came to, and what still waits."""
    key, journal = key_file.read_text(encoding="utf-8").strip(), Journal(folder)
    try:
        with journal.sending(), httpx.Client(base_url=url.rstrip("/"), timeout=TIMEOUT_SECONDS) as http:
            delivery = deliver(journal, Station(http, key, operator), wait)
    except Busy:
        delivery = Delivery(
            waiting=len(journal.waiting()), stopped=say("Another process is sending from this journal.")
        )
    shown = _as_json if as_json else _as_text
    shown(delivery)
    sys.exit(EXIT_WAITING if delivery.waiting else 1 if delivery.count("refused") else 0)


def summary(delivery: Delivery) -> dict[str, Any]:
    """The counts, why it stopped, and every result as the service gave it."""
    counts = {outcome: delivery.count(outcome) for outcome in ("done", "repeated", "refused")}
    return counts | {"waiting": delivery.waiting, "stopped": delivery.stopped, "results": delivery.results}


def _as_json(delivery: Delivery) -> None:
    print_json(summary(delivery))


def _as_text(delivery: Delivery) -> None:
    for result in delivery.results:
        click.echo(f"{result['outcome']:9} {result['id']} {result.get('say') or ''}".rstrip())
    counts = {name: value for name, value in summary(delivery).items() if isinstance(value, int)}
    click.echo(say("{done} done, {repeated} repeated, {refused} refused, {waiting} waiting", **counts))
    if delivery.waiting and delivery.stopped:
        click.echo(say("What waits is kept in the journal. Stopped: {reason}", reason=delivery.stopped), err=True)
