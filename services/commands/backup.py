"""`reserve backup`: all that cannot be made again, saved at one moment while everything runs."""

from pathlib import Path
from shutil import rmtree

import click

from services.chassis import logs
from services.chassis.backup.cut import one_moment
from services.chassis.errors import Conflict
from services.chassis.settings import Settings, from_environment
from services.commands.acting import reading_earlier
from services.commands.listing import show_json
from services.commands.parked import as_data
from services.commands.saved import KEYS, Saved, copy_keys, file_name, write_list
from services.commands.terminal import tell
from services.contracts.sentence import say
from services.named import NAMES
from services.portal import queries


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@as_data
def backup(folder: Path, as_json: bool) -> None:
    """Save the databases of all services, as they are at one moment, and the keys, in FOLDER, which this makes.

    Everything may run meanwhile, also of the release before this one. Whoever can read FOLDER can sign in as anybody:
    keep it as the keys are kept.
    """
    logs.configure("warning")
    saved = save(from_environment(), folder.absolute())
    if as_json:
        show_json({"at": saved.at, "files": saved.files, "hashes": saved.hashes})
        return
    tell(say("%(count)s databases and the keys are saved in %(folder)s.", count=len(saved.files), folder=folder))


def save(settings: Settings, folder: Path) -> Saved:
    """Make the backup: the folder has its name only once all is in it."""
    if folder.exists():
        raise Conflict("backup.there", say("%(folder)s is there already.", folder=folder))
    with reading_earlier("portal") as session:
        position = queries.log_length(session)
    draft = folder.with_name(f"{folder.name}.unfinished")
    rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    files = {name: file_name(settings, name) for name in NAMES}
    with one_moment({name: settings.database_url(name) for name in NAMES}) as moments:
        for name, moment in moments.items():
            moment.save(draft / files[name])
    copy_keys(settings.var / KEYS, draft / KEYS)
    saved = write_list(draft, files, position)
    draft.rename(folder)
    return saved
