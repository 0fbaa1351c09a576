"""Commands for developers: the AsyncAPI page, and the next migration."""

import tempfile
from pathlib import Path

import click

from services.chassis import migrate
from services.chassis.database import Database
from services.commands.terminal import stop_with, tell
from services.contracts.asyncapi import document
from services.contracts.sentence import say
from services.everything import BY_NAME, SERVICES

PAGE = Path(__file__).parents[1] / "contracts" / "asyncapi.yaml"


@click.command()
@click.option("--check", is_flag=True, help="Only say whether the page agrees with the code; exit 1 when not.")
def asyncapi(check: bool) -> None:
    """Write services/contracts/asyncapi.yaml from the events, or check it."""
    hears = {service.name: service.bindings for service in SERVICES}
    text = document(hears)
    if not check:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        raise stop_with(say("asyncapi.yaml does not say what the contracts say: run `reserve asyncapi`."))
    tell(say("asyncapi.yaml agrees with the contracts."))


@click.command()
@click.argument("name", type=click.Choice([*sorted(BY_NAME), "chassis"]))
@click.argument("message")
def migration(name: str, message: str) -> None:
    """Write the next migration of a service from what its tables have that its migrations do not."""
    service = BY_NAME.get(name, SERVICES[0])
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.sqlite")
        migrate.upgrade(database, service)
        migrate.write(database, service, message, 0 if name == "chassis" else 1)
        database.close()
