"""`reserve catch-up`: a service whose database is older than its peers hears what it lost, and counts on from there."""

from collections.abc import Iterable, Iterator
from itertools import islice
from time import sleep

import click
from sqlalchemy import or_

from services.chassis import inbox, logs, parking
from services.chassis.backup import numbers
from services.chassis.broker.figures import figures
from services.chassis.broker.topology import queue_name
from services.chassis.database import Database
from services.chassis.errors import Conflict
from services.chassis.settings import Settings, from_environment
from services.commands.acting import opened, operator
from services.commands.lost import CaughtUp, keep, show
from services.commands.parked import as_data
from services.commands.stopped import all_stopped
from services.commands.told import Key, Told, beyond, of_log, of_outboxes
from services.contracts.sentence import say
from services.everything import BY_NAME
from services.portal.model.log import Entry

KEEPER = "portal"
BATCH = 500
# Twice nothing waits, this far apart: what a worker has in hand is applied by then.
APART_S = 2.0


@click.command("catch-up")
@click.argument("service", type=click.Choice(sorted(BY_NAME)))
@as_data
def catch_up(service: str, as_json: bool) -> None:
    """Bring a service whose database was restored by other means than `reserve restore` to what its peers know.

    Its web, worker and relay are stopped meanwhile; all others may run. A second call finds nothing;
    it leaves out some more of the numbers for people.
    """
    logs.configure("warning")
    settings = from_environment()
    with all_stopped(settings, [service]):
        require_whole_log(settings, service)
        found = caught_up(settings, service)
    show(found, as_json)


def caught_up(settings: Settings, name: str) -> CaughtUp:
    """Keep what the service told and no longer knows, raise its numbers beyond it, then have it hear what it lost.

    The caller has asked `require_whole_log`.
    """
    with opened(name) as database:
        lost = [] if name == KEEPER else _lost(name, database)
        file = keep(settings, name, lost)
        with database.reading() as session:
            known = numbers.last_heard(session)
        with database.writing(operator()) as session:
            numbers.raise_subjects(session, _last(name, lost))
            if name != KEEPER:
                numbers.raise_series(session, len(lost))
        applied, unfound = _hear(name, database, known)
        with database.reading() as session:
            return CaughtUp(len(lost), file, applied, unfound, parking.waiting(session))


def require_whole_log(settings: Settings, name: str) -> None:
    """Raises `Conflict` while something waits for the portal: it may be the service's, and is told as well."""
    queue = queue_name(KEEPER)
    for _ in range(2 if name != KEEPER else 0):
        if (found := figures(settings.broker, [queue]).get(queue)) and found.messages:
            raise Conflict(
                "log.waits",
                say(
                    "Events that wait for the portal: %(count)s. Start its worker, and come again.",
                    count=found.messages,
                ),
            )
        if found and found.consumers:
            sleep(APART_S)


def _lost(name: str, database: Database) -> list[Told]:
    with database.reading() as session:
        told = {(f"/{name}", subject): last for subject, last in numbers.last_told(session).items()}
    with opened(KEEPER) as portal:
        return list(beyond(of_log(portal, only=Entry.source == f"/{name}"), told))


def _last(name: str, lost: Iterable[Told]) -> dict[str, int]:
    """The last number of each subject of the service that any peer heard, or has parked."""
    last: dict[str, int] = {}
    for one in lost:
        last[one.subject] = max(last.get(one.subject, 0), one.sequence)
    for peer in BY_NAME.keys() - {name}:
        with opened(peer) as database, database.reading() as session:
            for (_, subject), sequence in numbers.last_heard(session, f"/{name}").items():
                last[subject] = max(last.get(subject, 0), sequence)
    return last


def _hear(name: str, database: Database, known: dict[Key, int]) -> tuple[int, int]:
    """Apply what was told and is not known, from the log; for the portal, whose own the log is, from the outboxes.

    How many events were applied, and how many of the portal's are missing between them: it alone hears them all.
    """
    service, applied, unfound = BY_NAME[name], 0, 0
    told = beyond(_told_to(name), known)
    while batch := list(islice(told, BATCH)):
        for one in batch:
            unfound += one.sequence - known.get(one.key, 0) - 1 if name == KEEPER else 0
            known[one.key] = one.sequence
        inbox.take(database, service, [one.body for one in batch])
        applied += len(batch)
    return applied, unfound


def _told_to(name: str) -> Iterator[Told]:
    if name == KEEPER:
        yield from of_outboxes([peer for peer in BY_NAME if peer != KEEPER])
        return
    kinds = [(Entry.source == kind.source()) & (Entry.type == kind.type_name()) for kind in BY_NAME[name].subscriptions]
    with opened(KEEPER) as portal:
        yield from of_log(portal, only=or_(*kinds))
