"""The verdict: what is not as it must be after the storm, in words; empty when nothing was lost and nothing doubled."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import func, select

from services.chassis.tables import inbox, outbox, parked
from services.portal.model.log import Entry
from services.shipping.model import Device as BoardDevice
from services.warehouse.model.device import Device
from tests.integration.house import House, Post
from tests.system.agreement import disagreements
from tests.system.chaos.estate import NAMES, Estate
from tests.system.chaos.ledger import COMMANDED, Ledger
from tests.system.chaos.poison import Poison
from tests.system.chaos.quiet import ids_told

MOST_SHOWN = 20


def verdict(estate: Estate, ledger: Ledger, poison: Poison) -> list[str]:
    """Every check, each in its own words."""
    found = [*_acknowledged(estate, ledger), *_where(estate, ledger), *_log(estate), *_heard(estate, poison)]
    found += [*_set_aside(estate, poison), *_agreed(estate), *_audited(estate)]
    return found


def _acknowledged(estate: Estate, ledger: Ledger) -> Iterator[str]:
    """Each acknowledged command stands in the log once for each of its subjects, and nothing else of its kind does."""
    counted = select(Entry.source, Entry.subject, Entry.what, func.count()).group_by(
        Entry.source, Entry.subject, Entry.what
    )
    with estate.services["portal"].database.reading() as session:
        logged = {(row[0], row[1], row[2]): row[3] for row in session.execute(counted)}
    wanted = {(source, what) for source, whats in COMMANDED.items() for what in whats}
    logged = {key: count for key, count in logged.items() if (key[0], key[2]) in wanted}
    for key in sorted(logged.keys() | ledger.told.keys()):
        if logged.get(key, 0) != ledger.told[key]:
            yield f"{' '.join(key)}: acknowledged {ledger.told[key]} times, in the log {logged.get(key, 0)} times"


def _where(estate: Estate, ledger: Ledger) -> Iterator[str]:
    """Each device stands where its last acknowledged step put it."""
    with estate.services["warehouse"].database.reading() as session:
        here = {str(one.id): (one.state.value, one.location) for one in session.scalars(select(Device))}
    with estate.services["shipping"].database.reading() as session:
        there = {str(one.id): (one.state.value, one.school) for one in session.scalars(select(BoardDevice))}
    for where, books, owed in (("warehouse", here, ledger.here), ("shipping", there, ledger.there)):
        for device, (state, place) in owed.items():
            found = books.get(device, ("nowhere", None))
            if found[0] != state or (place and found[1] != place):
                yield f"{device} in {where}: acknowledged {state} {place or ''}, found {found}"
    if strangers := here.keys() - ledger.here.keys():
        yield f"the warehouse has {len(strangers)} device(s) that nobody announced"


def _log(estate: Estate) -> Iterator[str]:
    """The log has each event told once, those of a subject in their order and without a gap."""
    told: dict[UUID, str] = {}
    for name in NAMES:
        with estate.services[name].database.reading() as session:
            told |= dict.fromkeys(session.scalars(select(outbox.c.event_id)), name)
    with estate.services["portal"].database.reading() as session:
        columns = select(Entry.event_id, Entry.source, Entry.subject, Entry.sequence)
        rows = session.execute(columns.order_by(Entry.position)).all()
    times = Counter(row.event_id for row in rows)
    yield from (f"{told[key]} told {key}, the log has it not" for key in told.keys() - times.keys())
    yield from (f"the log has {key}, which nobody told" for key in times.keys() - told.keys())
    yield from (f"the log has {key} {count} times" for key, count in times.items() if count > 1)
    last: Counter[tuple[str, str]] = Counter()
    for row in rows:
        last[row.source, row.subject] += 1
        if row.sequence != last[row.source, row.subject]:
            yield f"{row.source} {row.subject}: number {row.sequence} comes as {last[row.source, row.subject]}"


def _heard(estate: Estate, poison: Poison) -> Iterator[str]:
    """Each service has noted each event that it hears, and no other."""
    for name in NAMES:
        with estate.services[name].database.reading() as session:
            noted = set(session.scalars(select(inbox.c.event_id)))
        forged = {key for key, service in poison.parked.items() if service == name}
        noted -= forged & poison.perhaps
        wanted = ids_told(estate, name) | forged - poison.perhaps
        if wanted != noted:
            yield f"{name}: {len(wanted - noted)} event(s) not applied, {len(noted - wanted)} applied that nobody told"


def _set_aside(estate: Estate, poison: Poison) -> Iterator[str]:
    """What was poisoned is parked or dead, and nothing else is."""
    for name in NAMES:
        with estate.services[name].database.reading() as session:
            rows = session.execute(select(parked.c.event_id, parked.c.subject, parked.c.reason)).all()
        wanted = {key for key, service in poison.parked.items() if service == name}
        found = {row.event_id: row for row in rows}
        yield from (f"{name} did not park {key}" for key in wanted - found.keys() - poison.perhaps)
        strange = [found[key] for key in found.keys() - wanted]
        yield from (f"{name} parked {row.subject}: {row.reason.splitlines()[0]}" for row in strange)
    dead = set(estate.post.dead())
    yield from (f"not among the dead letters: {body!r}" for body in poison.dead - dead - poison.perhaps)
    yield from (f"a dead letter: {body[:200]!r}" for body in dead - poison.dead)


def _agreed(estate: Estate) -> Iterator[str]:
    """Every view equals its owner's; what is parked was looked at already."""
    whole = House(estate.services, {}, estate.keys, Post({}))
    yield from (one for one in disagreements(whole) if " parked " not in one)


def _audited(estate: Estate) -> Iterator[str]:
    """The independent recount finds nothing, and the chain of hashes holds."""
    for command in ("audit", "verify"):
        done = estate.command(command, within=AUDITED_WITHIN_S)
        if done.returncode:
            yield f"{command}: {done.returncode} {done.stdout} {done.stderr}"
