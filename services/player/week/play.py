"""A week played: its steps in the order of its days, and what the portal says of it at the end."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from services.player.hands import Scanner
from services.player.play import mark
from services.player.site import Site
from services.player.speech import Speech
from services.player.week import asking, sending, supply, using
from services.player.week.calendar import Calendar
from services.player.week.plan import Plan
from services.player.week.prober import Prober
from services.player.week.stage import AUDITOR, PORTAL, Order, Week

GROUPS = 3
LATE = 2
QUIET_S = 2.0
Step = tuple[str, Callable[[Week], Any]]
Part = Callable[[Week, list[Order], int, float], None]


@dataclass(frozen=True)
class Scene:
    """Where it is played: the site's URL, the accounts made for it, whether acts may be dated there."""

    url: str
    accounts: dict[str, Any]
    folder: Path
    dated: bool


def _of(act: Part, group: int, day: int, hour: float) -> Callable[[Week], Any]:
    """A step of one group of boards; what was received without a network goes its own way."""
    return lambda week: act(week, [one for one in week.group(group, GROUPS) if one not in late(week)], day, hour)


def _late(act: Part, day: int, hour: float) -> Callable[[Week], Any]:
    return lambda week: act(week, late(week), day, hour)


def late(week: Week) -> list[Order]:
    """The orders of the boards whose scanners are without a network; none where nothing goes wrong."""
    return week.group(0, GROUPS)[1 : 1 + LATE] if week.plan.troubles else []


def _if_troubles(act: Callable[[Week], Any]) -> Callable[[Week], Any]:
    return lambda week: act(week) if week.plan.troubles else None


def _all_of(*acts: Callable[[Week], Any]) -> Callable[[Week], Any]:
    def one_after_the_other(week: Week) -> None:
        for act in acts:
            act(week)

    return one_after_the_other


STEPS: tuple[Step, ...] = (
    (mark("The warehouse names its places"), supply.mark_places),
    (mark("Day 1: the first truck, received carton by carton"), supply.bring_first),
    (mark("Days 1 and 2: the other trucks"), supply.bring_rest),
    (mark("Intake hears of the stock"), supply.stocked),
    (mark("Days 1 and 2: the boards give their portraits and ask"), asking.ask),
    (mark("Day 2: the largest request is granted"), asking.grant_largest),
    (mark("Day 2: the rest is split"), asking.split),
    (mark("The warehouse reserves the stock"), sending.take_orders),
    (mark("Day 3: the first wave is picked and packed"), _of(sending.pick_and_pack, 0, 2, 7)),
    (mark("Day 3: a wave for the boards that cannot say what came"), _late(sending.pick_and_pack, 2, 7.5)),
    (mark("Day 3: loaded, and gone"), _all_of(_of(sending.leave, 0, 2, 16), _late(sending.leave, 2, 16))),
    (
        mark("Day 3: the second wave, loaded, and gone"),
        _all_of(_of(sending.pick_and_pack, 1, 2, 8), _of(sending.leave, 1, 2, 17)),
    ),
    (
        mark("Day 4: the third wave, loaded, and gone"),
        _all_of(_of(sending.pick_and_pack, 2, 3, 7), _of(sending.leave, 2, 3, 16)),
    ),
    (mark("Day 4: the first boards receive"), _of(using.receive, 0, 3, 10)),
    (mark("Day 4: two boards receive without a network"), _late(using.receive_offline, 3, 11)),
    (mark("Day 4: the second boards receive"), _of(using.receive, 1, 3, 14)),
    (mark("Day 5: the third boards receive"), _of(using.receive, 2, 4, 10)),
    (
        mark("Day 5: the first and the second configure"),
        _all_of(_of(using.configure, 0, 4, 8), _of(using.configure, 1, 4, 13)),
    ),
    (mark("Day 6: the network is back, two days of scans are sent"), _late(using.catch_up, 5, 11)),
    (
        mark("Day 6: the third configure, and those that were late"),
        _all_of(_of(using.configure, 2, 5, 8), _late(using.configure, 5, 13)),
    ),
    (
        mark("Day 6: the first and the second hand over"),
        _all_of(_of(using.hand_over, 0, 5, 9), _of(using.hand_over, 1, 5, 13)),
    ),
    (mark("Day 7: the others hand over"), _all_of(_of(using.hand_over, 2, 6, 9), _late(using.hand_over, 6, 13))),
    (mark("Day 7: what is lacking is given up"), asking.give_up),
    (mark("Day 7: some go back to the reserve"), _if_troubles(_of(using.send_back, 1, 6, 10))),
)


def play_week(scene: Scene, plan: Plan, seed: int, speech: Speech, stop: threading.Event) -> dict[str, Any]:
    """Play it to its end. Raises `Stuck` where it cannot go on, `Interrupted` once `stop` is set.

    Returns what the portal says of these days, the seconds of each step, and what single scans waited meanwhile.
    """
    people = scene.accounts["people"]
    site, beside = Site(scene.url, people, stop), Site(scene.url, people, stop)
    week = _week(scene, plan, seed, speech, site)
    prober = Prober(beside, ())
    seconds, started = [], time.monotonic()
    try:
        for number, (text, step) in enumerate((*STEPS, (mark("The portal hears it all"), settle)), 1):
            speech.step(number, len(STEPS) + 1, speech._(text))
            begun = time.monotonic()
            step(week)
            seconds.append({"step": speech._(text), "seconds": round(time.monotonic() - begun, 1)})
            if step is supply.bring_first:
                prober = Prober(beside, week.facts["probes"])
                prober.start()
        whole = round(time.monotonic() - started, 1)
    finally:
        prober.end()
        site.close()
        beside.close()
    return {"played": plan.name, "seed": seed, "run": week.run, "seconds": whole, "steps": seconds} | {
        "single_scans_at_the_client": prober.told(),
        "week": week.facts["week"],
    }


def settle(week: Week) -> None:
    """Until what the portal says of these days stands still."""

    def still() -> bool:
        before, week.facts["week"] = week.facts.get("week"), _read(week)
        if before != week.facts["week"]:
            time.sleep(QUIET_S)
        return bool(before == week.facts["week"])

    week.site.wait("the portal", still, seconds=600)


def _read(week: Week) -> Any:
    return week.site.get(AUDITOR, f"{PORTAL}/week", **{"from": week.calendar.first})


def _week(scene: Scene, plan: Plan, seed: int, speech: Speech, site: Site) -> Week:
    run = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-") + secrets.token_hex(2)
    folder = scene.folder / run
    folder.mkdir(parents=True)
    calendar, boards = Calendar(datetime.now(UTC), scene.dated), list(scene.accounts["boards"])[: plan.boards]
    scanner = partial(_scanner, scene, folder)
    return Week(site, plan, calendar, Random(seed), speech, run, folder, boards, scanner)


def _scanner(scene: Scene, folder: Path, board: str) -> Scanner:
    """A board's scanner with a journal of its own."""
    key = Path(scene.accounts["stations"][board])
    return Scanner(scene.url, "shipping", f"quai-{board}", "technicien-1", key, folder / f"scanner-{board}")
