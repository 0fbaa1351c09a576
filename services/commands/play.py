"""`reserve play`: a January week of twenty boards, or the whole reserve, played over HTTP and then audited."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import click

from services.chassis import logs
from services.chassis.run import prepare
from services.chassis.settings import Settings, from_environment, terminal_language
from services.commands.accounts import Who, kept_accounts
from services.commands.audit import audited
from services.commands.reach import answers, reachable, site_running
from services.commands.terminal import tell
from services.contracts.reference import boards
from services.contracts.roles import Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.everything import SERVICES
from services.player.site import Interrupted, Stuck
from services.player.speech import Speech
from services.player.week.plan import PLANS, Plan
from services.player.week.play import GROUPS, LATE, Scene, play_week
from services.player.week.report import show

PEOPLE: Mapping[str, Who] = {
    "manager": (Role.WAREHOUSE_MANAGER, None),
    "clerk": (Role.WAREHOUSE, None),
    "ministry": (Role.MINISTRY, None),
    "second": (Role.MINISTRY, None),
    "auditor": (Role.AUDITOR, None),
}
# As a shell tells it of what Ctrl-C ended.
INTERRUPTED = 130


@click.command()
@click.argument("what", type=click.Choice(sorted(PLANS)))
@click.option("--seed", type=int, default=2021, show_default=True, help="Who asks for how many, and what goes wrong.")
@click.option("--part", type=click.IntRange(1, 100), default=1, help="Play one part in so many, for a try.")
@click.option("--exit", "leave", is_flag=True, help="Stop when it is played and audited.")
@click.option("--json", "as_json", is_flag=True, help="End with one line of JSON on standard output.")
def play(what: str, seed: int, part: int, leave: bool, as_json: bool) -> None:
    """Play a January week of 20 boards (surge), or 30,000 devices for 72 boards (all).

    Ends with the audit's exit status: 0 where all agrees. On a site that runs already, acts are dated by the days of
    the week only where it runs as an exercise (RESERVE_EXERCISE=yes); else all happens when it is played.
    """
    logs.configure("error")
    configured = from_environment()
    prepare(SERVICES, configured)
    settings = reachable(configured)
    if not answers(settings):
        settings = replace(settings, exercise=True)
    plan, speech = PLANS[what].scaled(part), Speech(terminal_language(), quiet=as_json)
    try:
        with site_running(settings) as (stop, ours):
            result = play_week(_scene(settings, plan, seed), plan, seed, speech, stop)
            show(result, settings.url, speech)
            status, result["audit"] = audited(settings, quiet=as_json)
            if as_json:
                click.echo(json.dumps(result, ensure_ascii=False))
            if ours and not leave:
                tell(say("The site runs at %(url)s until Ctrl-C.", url=settings.url), err=as_json)
                stop.wait()
    except Interrupted as where:
        tell(say("Interrupted at %(where)s. The site can be used; played again, all is new.", where=where), err=True)
        sys.exit(INTERRUPTED)
    except Stuck as stuck:
        raise click.ClickException(str(stuck)) from None
    sys.exit(status)


def _scene(settings: Settings, plan: Plan, seed: int) -> Scene:
    """The boards, drawn from the seed, and accounts for all who play."""
    chosen = _boards(plan, seed)
    people = {**PEOPLE, **{str(board): (Role.BOARD_MANAGER, board) for board in chosen}}
    stations = {str(board): board for board in chosen[GROUPS::GROUPS][:LATE]} if plan.troubles else {}
    folder = settings.var / "play"
    accounts: dict[str, Any] = kept_accounts(folder, "play", people, stations, before="exercice-")
    return Scene(settings.url, accounts | {"boards": [str(board) for board in chosen]}, folder, settings.exercise)


def _boards(plan: Plan, seed: int) -> Sequence[BoardCode]:
    known = [BoardCode(code) for code in sorted(boards())]
    return Random(seed).sample(known, min(plan.boards, len(known)))
