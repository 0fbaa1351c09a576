"""Who acts when a command changes something: the operator at this machine's terminal."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from services.chassis import migrate
from services.chassis.act import Act, now
from services.chassis.database import Database
from services.chassis.run import not_set_up, running
from services.chassis.settings import from_environment
from services.everything import BY_NAME


@contextmanager
def writing(name: str) -> Iterator[Session]:
    """A transaction on the database of service `name`, by `operator:<login>`."""
    with opened(name) as database, database.writing(operator()) as session:
        yield session


@contextmanager
def reading(name: str) -> Iterator[Session]:
    """A reading transaction on the database of service `name`."""
    with opened(name) as database, database.reading() as session:
        yield session


def operator() -> Act:
    """The act of whoever is at the terminal, now: `operator:<login>`."""
    return Act(actor=f"operator:{getpass.getuser()}", at=now())


@contextmanager
def opened(name: str) -> Iterator[Database]:
    """The service's database. Raises `Conflict` when it is not there, or not at this release."""
    one = running(BY_NAME[name], from_environment())
    try:
        if migrate.behind(one.database, one.service):
            raise not_set_up()
        yield one.database
    finally:
        one.database.close()
