"""The `reserve` command: everything that is done from a terminal, by name."""

from importlib import import_module

import click

from services.commands.terminal import THEIRS, told

# By the module that holds each, loaded when asked for: a worker is one of these, and keeps what was loaded for weeks.
COMMANDS = {
    "setup": "process",
    "up": "process",
    "run": "run",
    "health": "health",
    "demo": "demo",
    "play": "play",
    "trace": "inquiry",
    "verify": "verify",
    "log": "log",
    "epcis": "epcis",
    "audit": "audit",
    "account": "people",
    "address": "people",
    "digest": "digest",
    "open-data": "open_data",
    "station": "people",
    "stations": "people",
    "import": "supply",
    "asyncapi": "develop",
    "migration": "develop",
    "privacy": "privacy",
    "parked": "parked",
    "deadletters": "deadletters",
    "broker": "broker",
    "outbox": "outbox",
    "backup": "backup",
    "restore": "restore",
    "catch-up": "catch_up",
    "keys": "keys",
}


class Commands(click.Group):
    """A group whose commands lie in the modules of `services.commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found = vars(import_module(f"services.commands.{COMMANDS[cmd_name]}")).values()
        return next(one for one in found if isinstance(one, click.Command) and one.name == cmd_name)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def reserve() -> None:
    """La réserve d’équipement informatique : de la tablette du quai à l’élève. / From the shelf to the student."""


def main() -> None:
    """Run the command; what its user can put right is told in clear lines, not by a traceback."""
    try:
        reserve()
    except THEIRS as error:
        raise SystemExit(told(error)) from None


if __name__ == "__main__":
    main()
