"""A play to its end at the `operator`, a backup made in its midst, and the site as it was at that moment once more."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import click

from tests.system.composed import PATIENCE_S, SERVERS, STEPS, Composed
from tests.system.waiting import wait_until

BACKUP = "/var/lib/reserve/backups/midst"
PLAY = ("reserve", "play", "surge", "--part", "100", "--exit", "--json")
MIDST = 200


def saved_and_restored(site: Composed) -> None:
    """All that is there again agrees, and what came after stands in a file on a volume, a line a fact."""
    with ThreadPoolExecutor(1) as pool:
        playing = pool.submit(site.operate, *PLAY)
        wait_until(lambda: playing.done() or told(site) >= MIDST, PATIENCE_S, seldom=1.0)
        saved = last_json(site.operate("reserve", "backup", BACKUP, "--json"))
        click.echo(playing.result())
    at_the_end = told(site)
    click.echo(f"backup: {len(saved['files'])} databases at {saved['at']}; {at_the_end} entries at the play's end")
    site.compose("down", "-t", "30")
    site.up((SERVERS,))
    typed = ["--rm", "--no-deps", "-T", "setup", "reserve", "restore", BACKUP, "--json"]
    found = last_json(site.compose("run", *typed).stdout)
    site.up(STEPS[1:])
    wait_until(lambda: quiet(site), PATIENCE_S, seldom=2.0)
    site.operate("reserve", "audit")
    kept = int(site.operate("sh", "-c", f"cat {found['file']} | wc -l"))
    if not 0 < found["lost"] == kept < at_the_end:
        raise click.ClickException(f"{found['lost']} facts were lost, {kept} are kept, of {at_the_end}")
    click.echo(f"restored: the audit found nothing; {kept} facts of afterwards are kept in {found['file']}")


def told(site: Composed) -> int:
    """How many entries the permanent log has."""
    asked = ["psql", "-U", "postgres", "-d", "reserve_portal", "-tAc", "SELECT count(*) FROM log"]
    return int(site.within("postgres", *asked))


def quiet(site: Composed) -> bool:
    """Whether nothing is on its way: all that was told has left, and all queues are empty."""
    asked = ["exec", "-T", "operator", "reserve", "broker", "check", "--pause", "1", "--json"]
    seen = last_json(site.compose(*asked, check=False).stdout)
    waits = [one["messages"] for one in seen["queues"].values()] + [one["unsent"] for one in seen["services"].values()]
    return seen["ok"] and not any(waits)


def last_json(said: str) -> Any:
    """The object that a command ended with, whatever its engine said before."""
    return json.loads(said[said.index("{") :])
