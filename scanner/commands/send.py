"""`scanner send`: deliver what waits in the journal."""

import signal
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

import click

from scanner.commands.shared import (
    EXIT_WAITING,
    Link,
    journal_option,
    json_option,
    link_options,
    link_sentence,
    print_json,
)
from scanner.journal import Busy, Journal
from scanner.language import say
from scanner.send import Delivery, deliver, follow
from scanner.station import Station, station_at


@click.command(help=say("Deliver what waits. Exit status: 0 nothing waits, 1 some were refused, 75 some still wait."))
@link_options
@click.option("--wait", type=click.FloatRange(min=0), default=0.0, help=say("For how many seconds to try again."))
@click.option("--follow", "follows", is_flag=True, help=say("Send what comes too, until Ctrl-C or SIGTERM."))
@journal_option
@json_option
def send(link: Link | None, wait: float, follows: bool, folder: Path, as_json: bool) -> None:
    """Send in order, tell what each scan came to, and what still waits."""
    if link is None:
        raise click.UsageError(say("Also give {options}.", options="--url, --key-file, --operator"))
    journal = Journal(folder)
    with station_at(*link) as station:
        if follows:
            follow(journal, station, _stopped(), print_json if as_json else _tell)
            sys.exit(EXIT_WAITING if journal.count_waiting() else 0)
        delivery = _delivered(journal, station, wait)
    shown = _as_json if as_json else _as_text
    shown(delivery)
    sys.exit(EXIT_WAITING if delivery.waiting else 1 if delivery.count("refused") else 0)


def _delivered(journal: Journal, station: Station, wait: float) -> Delivery:
    try:
        with journal.sending():
            return deliver(journal, station, wait)
    except Busy:
        reason = say("Another process is sending from this journal.")
        return Delivery(waiting=journal.count_waiting(), stopped=reason)


def _stopped() -> Event:
    """Set by the first Ctrl-C or SIGTERM; the second ends the process as it would any other.

    A handler may interrupt whoever waits for the event while he holds its lock: another thread sets it.
    """
    stop = Event()
    signals: SimpleQueue[int] = SimpleQueue()

    def end(number: int, frame: object) -> None:
        signals.put(number)
        signal.signal(number, signal.SIG_DFL)

    def listen() -> None:
        signals.get()
        stop.set()

    Thread(target=listen, daemon=True).start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    return stop


def summary(delivery: Delivery) -> dict[str, Any]:
    """The counts, why it stopped, and every result as the service gave it."""
    counts = {outcome: delivery.count(outcome) for outcome in ("done", "repeated", "refused")}
    return counts | {"waiting": delivery.waiting, "stopped": delivery.stopped, "results": delivery.results}


def _as_json(delivery: Delivery) -> None:
    print_json(summary(delivery))


def _as_text(delivery: Delivery) -> None:
    for result in delivery.results:
        _tell(result)
    counts = {name: value for name, value in summary(delivery).items() if isinstance(value, int)}
    click.echo(say("{done} done, {repeated} repeated, {refused} refused, {waiting} waiting", **counts))
    if delivery.waiting and delivery.stopped:
        click.echo(say("What waits is kept in the journal. Stopped: {reason}", reason=delivery.stopped), err=True)


def _tell(told: dict[str, Any]) -> None:
    if "link" not in told:
        click.echo(f"{told['outcome']:9} {told['id']} {told.get('say') or ''}".rstrip())
        return
    click.echo(link_sentence(told), err=True)
