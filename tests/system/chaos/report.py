"""What a run tells of itself: faults by kind, events told and heard, and how long it took."""

from collections import Counter
from collections.abc import Callable

from sqlalchemy import Table, func, select

from services.chassis.tables import inbox, outbox
from tests.system.chaos.estate import NAMES, Estate
from tests.system.chaos.load import Load
from tests.system.chaos.poison import Poison
from tests.system.chaos.storm import Storm
from tests.system.chaos.supervisor import Supervisor


def summary(
    estate: Estate,
    storm: Storm,
    load: Load,
    poison: Poison,
    supervisor: Supervisor,
    seconds: float,
    say: Callable[[str], None],
) -> None:
    told, heard = _count(estate, outbox), _count(estate, inbox)
    seen: Counter[str] = Counter()
    for one in load.people:
        seen += one.answers
    longest, after = storm.recovery.longest
    say(f"faults with an effect: {storm.effects.total()}: {_listed(storm.effects)}")
    say(f"faults without, not counted: {storm.without.total()}: {_listed(storm.without)}")
    say(f"programs started again: {supervisor.restarts}; by themselves ended: {len(supervisor.own_ends)}")
    say(f"commands acknowledged: {load.ledger.commands}; devices: {len(load.ledger.here)}; consignments: "
        f"{load.consignments}, {load.finished} of them to their end")  # fmt: skip
    say(f"answers: {_listed(seen)}")
    say(f"events told: {sum(told.values())} ({_listed(told)}); applied: {sum(heard.values())} ({_listed(heard)})")
    say(f"events sent again by the suite, and dropped: {storm.faults.repeated}")
    say(f"poisoned: {len(poison.parked)} events parked, {len(poison.dead)} bodies dead")
    say(f"longest recovery: {longest:.1f} s, after {after}")
    say(f"seconds: {seconds:.0f}")


def _count(estate: Estate, table: Table) -> Counter[str]:
    found: Counter[str] = Counter()
    for name in NAMES:
        with estate.services[name].database.reading() as session:
            found[name] = session.execute(select(func.count()).select_from(table)).scalar_one()
    return found


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{key} {count}" for key, count in counts.most_common()) or "none"
