"""The `reserve` command: everything that is done from a terminal, by name."""

import click

from services.commands.audit import audit
from services.commands.broker import broker
from services.commands.deadletters import deadletters
from services.commands.demo import demo
from services.commands.develop import asyncapi, migration
from services.commands.inquiry import trace, verify
from services.commands.outbox import outbox
from services.commands.parked import parked
from services.commands.people import account, station
from services.commands.process import run, setup, up
from services.commands.supply import bring
from services.commands.terminal import THEIRS, told


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def reserve() -> None:
    """La réserve d’équipement informatique : de la tablette du quai à l’élève. / From the shelf to the student."""


COMMANDS = (setup, up, run, demo, trace, verify, audit, account, station, bring, asyncapi, migration)
OPERATORS = (parked, deadletters, broker, outbox)

for command in COMMANDS + OPERATORS:
    reserve.add_command(command)


def main() -> None:
    """Run the command; what its user can put right is told in clear lines, not by a traceback."""
    try:
        reserve()
    except THEIRS as error:
        raise SystemExit(told(error)) from None


if __name__ == "__main__":
    main()
