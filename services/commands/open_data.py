"""`reserve open-data`: publish now, keep the published files in a folder, or make the figures again from the log."""

import sys
import tempfile
from pathlib import Path

import click

from services.chassis import migrate
from services.chassis.database import Database
from services.commands.acting import opened, operator
from services.commands.terminal import stop_with, tell
from services.contracts.sentence import say
from services.portal.model.dataset import DATASETS
from services.portal.model.publication import Publication, digest_of
from services.portal.open_file import Kind, dataset_file
from services.portal.operations.publication import latest, made_again, publish
from services.portal.service import SERVICE


@click.command("open-data")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--publish", "anew", is_flag=True, help="Publish what the log says now, without waiting for the day.")
@click.option(
    "--check", is_flag=True, help="Make the last figures again from the log and compare; exit 1 if they differ."
)
def open_data(folder: Path | None, anew: bool, check: bool) -> None:
    """Publish the open data now, save its files in FOLDER, or check that the log gives the same figures again."""
    with opened("portal") as database:
        if anew:
            with database.writing(operator()) as session:
                publish(session, operator().at)
        with database.reading() as session:
            told = latest(session)
        if told is None:
            raise stop_with(say("Nothing is published yet: `reserve open-data --publish` does."))
        tell(say("Publication %(number)s, of the log up to %(position)s.", number=told.number, position=told.position))
        if folder:
            _save(told, folder)
        if check:
            sys.exit(0 if _same(database, told) else 1)


def _save(told: Publication, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for dataset in DATASETS:
        for kind in Kind:
            (folder / f"reserve-{dataset.name}.{kind}").write_bytes(dataset_file(told, dataset, kind))
    tell(say("%(count)s files in %(folder)s", count=len(DATASETS) * len(Kind), folder=folder))


def _same(database: Database, told: Publication) -> bool:
    """Read the log into a database that is thrown away afterwards; a million entries take some minutes."""
    with tempfile.TemporaryDirectory() as place:
        empty = Database(f"sqlite:///{place}/portal.sqlite")
        try:
            migrate.upgrade(empty, SERVICE)
            with database.reading() as log:
                digest = digest_of(made_again(log, empty, told.position))
        finally:
            empty.close()
    same = digest == told.digest
    if same:
        tell(say("The log gives the same figures again: SHA-256 %(digest)s", digest=digest))
    else:
        tell(
            say("The log gives other figures: SHA-256 %(made)s, published %(digest)s", made=digest, digest=told.digest)
        )
    return same
