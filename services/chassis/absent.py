"""Databases that are not there: named before anything is made, each with the command that makes it."""

from collections.abc import Iterator, Sequence

from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import OperationalError

from services.chassis.database import open_engine
from services.chassis.errors import Conflict
from services.contracts.sentence import say

# Every PostgreSQL server has it; of a cluster made without a locale it knows no encoding, and would answer in bytes.
ADMINISTRATORS = "postgres"
ENCODING = {"client_encoding": "utf8"}


def require_databases(urls: Sequence[str]) -> None:
    """Raises `Conflict` naming every database that its server does not have. SQLite makes its own.

    What a server does not tell (it is away, or lets nobody look) is left to whoever opens the database.
    """
    missing = [url for url in map(make_url, urls) if url.get_backend_name() != "sqlite" and _is_missing(url)]
    if missing:
        raise Conflict(
            "setup.databases",
            say(
                "These databases are missing: %(names)s. Make them, as their server's administrator:\n%(commands)s",
                names=", ".join(str(url.database) for url in missing),
                commands="\n".join(_commands(missing)),
            ),
        )


def _is_missing(url: URL) -> bool:
    asked_at = url.set(database=ADMINISTRATORS).update_query_dict(ENCODING)
    engine = open_engine(asked_at.render_as_string(hide_password=False))
    try:
        with engine.connect() as connection:
            asked = text("SELECT count(*) FROM pg_database WHERE datname = :name")
            return not connection.execute(asked, {"name": url.database}).scalar_one()
    except OperationalError:
        return False
    finally:
        engine.dispose()


def _commands(missing: Sequence[URL]) -> Iterator[str]:
    for url in missing:
        where = "".join(f" {option} {value}" for option, value in (("-h", url.host), ("-p", url.port)) if value)
        owner = f" -O {url.username}" if url.username else ""
        yield f"createdb{where}{owner} {url.database}"
