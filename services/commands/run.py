"""The command that runs one role of one service."""

from importlib import import_module

import click

from services.chassis import logs
from services.chassis.family import end_with
from services.named import NAMES

ALL = "all"
# Loaded when asked for: a worker needs no web server in its memory.
PLACES = {"web": "services.commands.front", "worker": "services.commands.back", "relay": "services.commands.back"}


@click.command()
@click.argument("name", type=click.Choice([*sorted(NAMES), ALL]))
@click.argument("role", type=click.Choice(list(PLACES)))
@click.option("--with", "parent", type=int, help="End when this process, which started it, ends.")
def run(name: str, role: str, parent: int | None) -> None:
    """Run one role of one service, until SIGTERM; `all web` is one door for every service."""
    if name == ALL and role != "web":
        raise click.UsageError("all goes with web alone: a worker and a relay are one service's.")
    if parent is not None:
        end_with(parent)
    logs.configure(service=name, role=role)
    logs.tell_every_fault()
    import_module(PLACES[role]).run(name, role)
