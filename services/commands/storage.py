"""Every store of an installation, looked through for something: databases, the embedded broker's file, files."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import MetaData

from services.chassis import tables
from services.chassis.database import Database
from services.chassis.searching import Matches, look_through, said
from services.chassis.service import Service
from services.chassis.settings import Settings

# Databases are looked through table by table, and keys are random.
NOT_READ = (".sqlite", ".sqlite-wal", ".sqlite-shm")
KEYS = "keys"
# What is packed is read whole, what is text line by line.
PACKED = (".xlsx", ".zip")


def in_databases(service: Service, database: Database, matches: Matches) -> Iterator[str]:
    """Where it stands in a service's database: service, table, column and the row's key."""
    for metadata in (tables.metadata, service.tables):
        for place in look_through(database, metadata, matches):
            yield f"{service.name}.{place.table}.{place.column}  {place.row}"


def in_embedded_broker(settings: Settings, matches: Matches) -> Iterator[str]:
    """Where it stands in what waits on the embedded broker; nothing where the broker is a server."""
    if not settings.broker.startswith("sqlite"):
        return
    with closing(Database(settings.broker)) as database:
        metadata = MetaData()
        metadata.reflect(database.engine)
        for place in look_through(database, metadata, matches):
            yield f"broker.{place.table}.{place.column}  {place.row}"


def in_files(folder: Path, matches: Matches) -> Iterator[str]:
    """Where it stands in files, and in their names: the file and the line."""
    for number, file in enumerate(sorted(one for one in folder.rglob("*") if one.is_file()), 1):
        if file.name.endswith(NOT_READ) or file.parent.name == KEYS:
            continue
        named = matches(file.name)
        shown = str(file.parent / f"no. {number}") if named else str(file)
        if named:
            yield f"{shown}  (name)"
        yield from (f"{shown}  {place}" for place in _in_file(file, matches))


def _in_file(file: Path, matches: Matches) -> Iterator[str]:
    if file.suffix in PACKED:
        if any(matches(text) for text in said(file.read_bytes())):
            yield "(content)"
        return
    with file.open(encoding="utf-8", errors="replace") as lines:
        yield from (f"{number}" for number, line in enumerate(lines, 1) if matches(line))
