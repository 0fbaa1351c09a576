"""`reserve restore`: the databases as a backup has them, all of them or one, and what follows from it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from services.chassis import logs, retention
from services.chassis.absent import require_databases
from services.chassis.backup import numbers
from services.chassis.backup.putting import put
from services.chassis.broker.emptied import empty
from services.chassis.broker.topology import queue_name
from services.chassis.errors import Refusal
from services.chassis.run import prepare
from services.chassis.settings import Settings, from_environment
from services.commands.acting import opened, operator
from services.commands.catch_up import KEEPER, caught_up, require_whole_log
from services.commands.lost import CaughtUp, keep, show
from services.commands.parked import as_data
from services.commands.saved import KEYS, Saved, copy_keys, read_list
from services.commands.stopped import all_stopped
from services.commands.terminal import tell
from services.commands.told import Told, beyond, of_log
from services.contracts.sentence import say
from services.everything import BY_NAME, SERVICES
from services.portal import operations

EVER = datetime(1970, 1, 1, tzinfo=UTC)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--service", type=click.Choice(sorted(BY_NAME)), help="Only this service: it then catches up.")
@as_data
def restore(folder: Path, service: str | None, as_json: bool) -> None:
    """Put the databases that `reserve backup` saved in FOLDER in the place of those that are there.

    What is restored must be stopped. What was told since the backup, and is not known any more, is kept in a file.
    One that was cut off is typed again, and begins anew.
    """
    logs.configure("warning")
    settings = from_environment()
    saved = read_list(folder, settings)
    names = [service] if service else list(BY_NAME)
    require_databases([settings.database_url(name) for name in names])
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    with all_stopped(settings, names):
        found = _one(settings, folder, saved, service) if service else _all(settings, folder, saved)
    show(found, as_json)


def _one(settings: Settings, folder: Path, saved: Saved, name: str) -> CaughtUp:
    """One service, older than its peers from now on: it hears again what it lost."""
    require_whole_log(settings, name)
    _put(settings, folder, saved, [name])
    return caught_up(settings, name)


def _all(settings: Settings, folder: Path, saved: Saved) -> CaughtUp:
    """All services at the backup's moment: nothing of what came after it may reach them, what was on its way must."""
    since = _since(saved)
    # All of it, should this be killed before it is sifted: the log that tells it is about to go.
    whole = keep(settings, "all-since", since or ())
    copy_keys(folder / KEYS, settings.var / KEYS)
    _put(settings, folder, saved, list(BY_NAME))
    empty(settings.broker, [queue_name(name) for name in BY_NAME])
    lost = list(beyond(iter(since or ()), _known()))
    if since is None:
        unknown = say("The log cannot be read any more: what was told since %(at)s stands nowhere.", at=saved.at)
        tell(unknown, err=True)
    for name in BY_NAME:
        with opened(name) as database:
            retention.resend(database, EVER)
            if name != KEEPER:
                with database.writing(operator()) as session:
                    numbers.raise_series(session, len(lost))
    file = keep(settings, "all", lost)
    if whole:
        whole.unlink()
    return CaughtUp(len(lost), file)


def _put(settings: Settings, folder: Path, saved: Saved, names: Sequence[str]) -> None:
    for name in names:
        put(settings.database_url(name), folder / saved.files[name])
    prepare(SERVICES, settings)
    if KEEPER in names:
        with opened(KEEPER) as database, database.writing(operator()) as session:
            operations.end_all_sessions(session)


def _since(saved: Saved) -> list[Told] | None:
    """What the log tells from the backup on; None where there is no log any more that can be read."""
    try:
        with opened(KEEPER) as portal:
            return list(of_log(portal, saved.position))
    except (SQLAlchemyError, OSError, Refusal):
        return None


def _known() -> dict[tuple[str, str], int]:
    """The last number of each subject, by the databases of those who number them."""
    known: dict[tuple[str, str], int] = {}
    for name in BY_NAME:
        with opened(name) as database, database.reading() as session:
            known |= {(f"/{name}", subject): last for subject, last in numbers.last_told(session).items()}
    return known
