"""`reserve demo`: starts the whole reserve, plays one journey over HTTP, leaves the site running."""

import json
from typing import Any

import click

from services.chassis import logs
from services.chassis.run import prepare
from services.chassis.settings import Settings, from_environment, terminal_language
from services.commands.accounts import kept_accounts
from services.commands.reach import reachable, site_running
from services.commands.terminal import tell
from services.contracts.roles import Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.everything import SERVICES
from services.player.play import play
from services.player.site import Stuck
from services.player.speech import Speech

BOARD = BoardCode("762000")
PEOPLE = {
    "manager": (Role.WAREHOUSE_MANAGER, None),
    "clerk": (Role.WAREHOUSE, None),
    "ministry": (Role.MINISTRY, None),
    "auditor": (Role.AUDITOR, None),
    "board": (Role.BOARD_MANAGER, BOARD),
    "technician": (Role.BOARD_TECHNICIAN, BOARD),
}
STATIONS = {"warehouse": None, "board": BOARD}


@click.command()
@click.option("--exit", "leave", is_flag=True, help="Stop when the journey is played.")
@click.option("--json", "as_json", is_flag=True, help="End with one line of JSON on standard output.")
def demo(leave: bool, as_json: bool) -> None:
    """Play one request from portrait to hand-over; an unfinished journey is resumed."""
    logs.configure("error")
    configured = from_environment()
    prepare(SERVICES, configured)
    settings = reachable(configured)
    accounts = kept_accounts(settings.var / "demo", "demo", PEOPLE, STATIONS)
    try:
        with site_running(settings) as (stop, ours):
            result = play(settings.url, accounts, settings.var / "demo", Speech(terminal_language(), quiet=as_json))
            if as_json:
                click.echo(json.dumps(result, ensure_ascii=False))
            else:
                _farewell(settings, accounts, result, leave)
            if ours and not leave:
                stop.wait()
    except Stuck as stuck:
        raise click.ClickException(str(stuck)) from None


def _farewell(settings: Settings, accounts: dict[str, Any], result: dict[str, Any], leave: bool) -> None:
    tell(say("Request %(request)s: %(devices)s devices, %(seconds)s s.", **result))
    if leave:
        return
    tell(
        say("The site runs at %(url)s until Ctrl-C. Search for %(serial)s.", url=settings.url, serial=result["serial"])
    )
    tell(say("Accounts of this demo (login, password, role):"))
    for login, person in accounts["people"].items():
        click.echo(f"  {login:<12} {person['password']:<14} {PEOPLE[login][0].value}")
