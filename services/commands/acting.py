"""Who acts when a command changes something: the operator at this machine's terminal."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from services.chassis.act import Act, now
from services.chassis.run import running
from services.chassis.settings import from_environment
from services.everything import BY_NAME


@contextmanager
def writing(name: str) -> Iterator[Session]:
    """A transaction on the database of service `name`, by `operator:<login>`."""
    one = running(BY_NAME[name], from_environment())
    with one.database.writing(Act(actor=f"operator:{getpass.getuser()}", at=now())) as session:
        yield session
    one.database.close()


@contextmanager
def reading(name: str) -> Iterator[Session]:
    """A reading transaction on the database of service `name`."""
    one = running(BY_NAME[name], from_environment())
    with one.database.reading() as session:
        yield session
    one.database.close()
