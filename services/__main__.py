"""The `reserve` command: everything that is done from a terminal, by name."""

import click

from services.chassis.settings import BadSettings
from services.commands.demo import demo
from services.commands.develop import asyncapi, migration
from services.commands.inquiry import trace, verify
from services.commands.people import account, station
from services.commands.process import run, setup, up
from services.commands.supply import bring


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def reserve() -> None:
    """La réserve d’équipement informatique : de la tablette du quai à l’élève. / From the shelf to the student."""


for command in (setup, up, run, demo, trace, verify, account, station, bring, asyncapi, migration):
    reserve.add_command(command)


def main() -> None:
    """Run the command; a wrong setting is one clear line, not a traceback."""
    try:
        reserve()
    except BadSettings as error:
        raise SystemExit(f"reserve: {error}") from None


if __name__ == "__main__":
    main()
