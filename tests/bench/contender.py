"""Ours and the peers, as the bench plays them: their standing programs, their writers, what they have heard."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.chassis.broker.topology import declare
from services.chassis.database import open_engine
from tests.bench.crew import crew, running
from tests.bench.ours import BINDINGS
from tests.bench.place import Load, Place, as_text
from tests.bench.tables import count_heard, lay
from tests.servers.postgres import Postgres
from tests.servers.process import Program
from tests.servers.rabbitmq import RabbitMQ


@dataclass(frozen=True)
class Contender:
    """Whose `module` plays the roles `writer` and those that stand ready meanwhile."""

    name: str
    module: str
    standing: tuple[str, ...]


OURS = Contender("ours", "tests.bench.ours", ("relay", "worker"))
CELERY = Contender("celery", "tests.bench.celery_peer", ("worker",))
FASTSTREAM = Contender("faststream", "tests.bench.faststream_peer", ("worker",))
PEERS = (CELERY, FASTSTREAM)
ALL = (OURS, *PEERS)

ONE = Load()


@dataclass
class Ready:
    """A contender whose standing programs run."""

    contender: Contender
    place: Place
    programs: dict[str, Program]

    def __post_init__(self) -> None:
        self._engine = open_engine(self.place.sink)

    @contextmanager
    def writing(self, load: Load = ONE, role: str = "writer") -> Iterator[Program]:
        """Its writers, for the length of the block."""
        with running(*self._command(role, load), name=f"{self.contender.name}-{role}") as program:
            yield program

    def heard(self) -> int:
        """How many events its reader has committed."""
        with self._engine.connect() as connection:
            return count_heard(connection)

    def close(self) -> None:
        self._engine.dispose()

    def _command(self, role: str, load: Load) -> tuple[Path, str, str, str, str]:
        return Path(self.place.folder), "-m", self.contender.module, role, as_text(self.place, load)


@contextmanager
def ready(contender: Contender, folder: Path, postgres: Postgres, rabbitmq: RabbitMQ, tag: str) -> Iterator[Ready]:
    """The contender with databases and a virtual host of its own, on servers that all of them share."""
    name = f"{contender.name}-{tag}"
    own = folder / name
    own.mkdir()
    place = Place(postgres.url(f"{name}-source"), postgres.url(f"{name}-sink"), rabbitmq.url(name), str(own))
    lay(place.source, place.sink)
    if contender is OURS:
        declare(place.broker, BINDINGS)
    commands = {role: ("-m", contender.module, role, as_text(place, ONE)) for role in contender.standing}
    with crew(own, commands) as programs:
        one = Ready(contender, place, programs)
        try:
            yield one
        finally:
            one.close()
