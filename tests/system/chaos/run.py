"""One run: a reserve is set up, put under load, attacked, healed, and judged."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice, tee
from pathlib import Path

from tests.system import door
from tests.system.chaos import report
from tests.system.chaos.autopsy import keep
from tests.system.chaos.estate import Estate, estate, supervised
from tests.system.chaos.faults import Faults
from tests.system.chaos.load import Load
from tests.system.chaos.plan import faults
from tests.system.chaos.poison import Poison
from tests.system.chaos.quiet import wait_quiet
from tests.system.chaos.recovery import Recovery
from tests.system.chaos.storm import Storm
from tests.system.chaos.supervisor import Supervisor
from tests.system.chaos.verdict import verdict
from tests.system.waiting import wait_until

READY_WITHIN_S = 90.0
QUIET_WITHIN_S = 180.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """`faults` that had an effect are wanted, within `seconds`; logs of a run that went wrong are kept in `keep`."""

    seed: int
    faults: int = 100
    seconds: float = 7_200
    clients: int = 6
    embedded: bool = False
    keep: Path = Path("var/chaos")


@dataclass
class Outcome:
    """`wrong` is empty when nothing was lost, nothing doubled and nobody fell over."""

    faults: int = 0
    wrong: list[str] = field(default_factory=list)


def run(options: Options, say: Say) -> Outcome:
    """The whole of it; everything that was started is ended on return, also when it fails."""
    say(f"seed {options.seed}: {options.faults} faults, {options.clients} clients")
    clock = time.monotonic()
    with estate(options.embedded) as one:
        say(f"servers answer after {time.monotonic() - clock:.0f} s")
        set_up(one, say)
        say(f"set up after {time.monotonic() - clock:.0f} s")
        with supervised(one) as supervisor:
            outcome = _attack(one, supervisor, options, say)
        if outcome.wrong:
            say(f"logs and the history of what differs: {keep(one, options.keep / str(options.seed))}")
    for line in outcome.wrong:
        say(f"WRONG: {line}")
    if outcome.wrong:
        embedded = " --embedded" if options.embedded else ""
        say(f"replay with: --seed {options.seed} --faults {options.faults} --clients {options.clients}{embedded}")
    return outcome


def set_up(one: Estate, say: Say) -> None:
    """`reserve setup`; the broker is killed as soon as it has said that all is ready."""
    done = one.command("setup")
    assert done.returncode == 0, done.stdout + done.stderr
    if one.rabbitmq:
        pid = one.rabbitmq.pid
        one.rabbitmq.kill()
        one.rabbitmq.start()
        say(f"the broker was killed right after the topology was declared: pid {pid} gone, {one.rabbitmq.pid} answers")


def _attack(one: Estate, supervisor: Supervisor, options: Options, say: Say) -> Outcome:
    wait_until(lambda: all(door.answers(url) for url in one.doors), READY_WITHIN_S)
    plan = faults(options.seed, [unit.name for unit in one.units], options.embedded)
    say("every door is open; the load begins")
    plan, shown = tee(plan)
    for fault in islice(shown, options.faults):
        say(f"plan: {fault}")
    load, poison = Load(one, options.seed, options.clients), Poison(one.post)
    recovery = Recovery(load)
    storm = Storm(Faults(one, poison, options.seed), recovery, say)
    started = time.monotonic()
    load.begin()
    recovery.start()
    try:
        storm.rage(plan, options.faults, started + options.seconds)
    finally:
        load.end()
        recovery.stop()
    say(f"healed after {time.monotonic() - started:.0f} s; waiting for quiet")
    wrong = wait_quiet(one, poison, QUIET_WITHIN_S)
    wrong += verdict(one, load.ledger, poison) + load.defects + supervisor.own_ends
    report.summary(one, storm, load, poison, supervisor, time.monotonic() - started, say)
    return Outcome(storm.effects.total(), wrong)
