"""Who acts when a command changes something: the operator at this machine's terminal."""

import getpass
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy.orm import Session

from services.chassis import migrate
from services.chassis.act import Act, now
from services.chassis.alone import alone
from services.chassis.database import Database
from services.chassis.errors import Conflict
from services.chassis.run import Running, not_set_up, running
from services.chassis.settings import from_environment
from services.contracts.sentence import say
from services.everything import BY_NAME

# A relay that is at work answers at once that it is; one that has just died frees its turn within this.
TURN_WITHIN_S = 1.0


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


@contextmanager
def reading_earlier(name: str) -> Iterator[Session]:
    """As `reading`, also of a database that an earlier release set up: only what release 1 has may be asked for."""
    one = running(BY_NAME[name], from_environment())
    with closing(one.database) as database:
        if migrate.is_empty(database, one.service):
            raise not_set_up()
        with database.reading() as session:
            yield session


def operator() -> Act:
    """The act of whoever is at the terminal, now: `operator:<login>`."""
    return Act(actor=f"operator:{getpass.getuser()}", at=now())


@contextmanager
def opened(name: str) -> Iterator[Database]:
    """The service's database. Raises `Conflict` when it is not there, or not at this release."""
    with _checked(name) as one:
        yield one.database


@contextmanager
def relays_stopped(name: str) -> Iterator[Database]:
    """The service's database while no relay of it can send. Raises `Conflict` when one is at work."""
    with _checked(name) as one, turn_of(one):
        yield one.database


@contextmanager
def turn_of(one: Running) -> Iterator[None]:
    """Be in the place of the service's relay, so that none can send. Raises `Conflict` when one is at work."""
    over = threading.Event()
    timer = threading.Timer(TURN_WITHIN_S, over.set)
    timer.start()
    with alone(one.database, one.relay_turn, over, silent_ms=0) as turn:
        timer.cancel()
        if turn is None:
            raise Conflict(
                "relay.active",
                say(
                    "A relay of %(service)s is at work: stop it, or `reserve up`, for so long.",
                    service=one.service.name,
                ),
            )
        yield


@contextmanager
def _checked(name: str) -> Iterator[Running]:
    one = running(BY_NAME[name], from_environment())
    try:
        if migrate.behind(one.database, one.service):
            raise not_set_up()
        yield one
    finally:
        one.database.close()
