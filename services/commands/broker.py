"""`reserve broker check`: is the way of the events clear?"""

import sys
from typing import Any

import click

from services.chassis import logs
from services.chassis.settings import from_environment
from services.commands.checkup import Checkup, checkup
from services.commands.listing import show_json, show_table
from services.commands.parked import as_data
from services.commands.terminal import catalogue, tell
from services.contracts.sentence import say

QUEUES = (say("Queue"), say("Messages before"), say("Messages now"), say("Consumers"))
BACKLOGS = (say("Service"), say("To be sent"), say("Parked"))


@click.group()
def broker() -> None:
    """The broker, and what stands still on either side of it."""
    logs.configure("warning")


@broker.command()
@click.option("--pause", type=click.FloatRange(0, 600), default=5.0, help="Seconds between the two looks (5).")
@as_data
def check(pause: float, as_json: bool) -> None:
    """Exit 0 where all is well; 1 with a sentence for each thing that is not."""
    seen = checkup(from_environment(), pause)
    if as_json:
        show_json(_plain(seen))
    else:
        _show(seen)
    sys.exit(0 if seen.ok else 1)


def _show(seen: Checkup) -> None:
    show_table(QUEUES, [(name, seen.before[name].messages, *seen.queues[name]) for name in _both(seen)])
    show_table(BACKLOGS, [(name, found.unsent, found.parked) for name, found in seen.backlogs.items()])
    for finding in seen.findings:
        tell(finding.say)
    if seen.ok:
        tell(say("All is well."))


def _plain(seen: Checkup) -> dict[str, Any]:
    translate = catalogue().gettext
    queues = {name: seen.queues[name]._asdict() | {"before": seen.before[name].messages} for name in _both(seen)}
    return {
        "ok": seen.ok,
        "queues": queues,
        "services": {name: found._asdict() for name, found in seen.backlogs.items()},
        "findings": [{"code": one.code, "say": one.say.render(translate)} for one in seen.findings],
    }


def _both(seen: Checkup) -> list[str]:
    return [name for name in seen.queues if name in seen.before]
