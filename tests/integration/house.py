"""The whole reserve without processes: four services on SQLite, called in place, with a pump instead of the broker."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from services.chassis import inbox, run, tables
from services.chassis.run import Running
from services.chassis.settings import from_environment
from services.chassis.tokens import Keys
from services.contracts.roles import BOARD, Person, Role
from services.contracts.values import BoardCode
from services.everything import SERVICES

OURS, OTHER = BoardCode("762000"), BoardCode("711000")


@dataclass
class House:
    """The services by name. `call` is a call of the API as some role; `pump` takes every event where it is heard."""

    services: Mapping[str, Running]
    applications: Mapping[str, Any]
    keys: Keys
    told: dict[str, int] = field(default_factory=dict)

    def ask(self, method: str, path: str, headers: Mapping[str, str], **request: Any) -> Any:
        """A call exactly as given; cookies travel in `headers` alone."""
        client = self.applications[path.split("/")[1]].test_client(use_cookies=False)
        return client.open(path, method=method, headers=dict(headers), **request)

    def call(self, role: Role, method: str, path: str, **request: Any) -> Any:
        """A call of the API by someone of `role`, of our board where it is a board's; it must succeed."""
        person = someone(role, OURS if role in BOARD else None)
        headers = {"Authorization": f"Bearer {self.keys.sign(person)}", "Idempotency-Key": str(uuid4())}
        answer = self.ask(method, path, headers, **request)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.get_json(silent=True)

    def pump(self) -> None:
        """Hand every service's events, in order, to whoever hears them, until nobody tells anything more."""
        while any(self._forward(name) for name in self.services):
            pass

    def _forward(self, name: str) -> int:
        with self.services[name].database.reading() as session:
            found = select(tables.outbox).where(tables.outbox.c.id > self.told.get(name, 0)).order_by("id")
            rows = session.execute(found).all()
        for one in self.services.values():
            bound = one.service.bindings
            bodies = [row.body for row in rows if row.routing_key in bound or bound == ["#"]]
            assert inbox.take(one.database, one.service, bodies) == []
        self.told[name] = rows[-1].id if rows else self.told.get(name, 0)
        return len(rows)


def someone(role: Role, board: BoardCode | None = None) -> Person:
    """A person, or a station, of a role; the same for the same role and board."""
    actor = f"station:s/{board}" if role is Role.STATION else f"u-{role.value}-{board or 'all'}"
    return Person(actor, role, board, station="s" if role is Role.STATION else None, csrf="form-1")


def file_of(text: str, name: str = "asn.csv") -> tuple[BytesIO, str]:
    """A file as a form sends it."""
    return BytesIO(text.encode()), name


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """A reserve in `folder`: set up if it is empty, else as it was left."""
    settings = from_environment({"RESERVE_VAR": str(folder)})
    run.prepare(SERVICES, settings)
    services = {service.name: run.running(service, settings) for service in SERVICES}
    yield House(services, {name: one.application() for name, one in services.items()}, run.keys(settings))
    for one in services.values():
        one.database.close()


def put_back(one: Running, kept: Path) -> None:
    """Give a service the database that `keep` put aside, as it was then."""
    one.database.close()
    file = Path(str(one.database.engine.url.database))
    for left in (f"{file}-wal", f"{file}-shm"):
        Path(left).unlink(missing_ok=True)
    shutil.copyfile(kept, file)


def keep(one: Running, folder: Path) -> Path:
    """Put a service's database aside, whole in one file."""
    with closing(one.database.engine.raw_connection()) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copy(str(one.database.engine.url.database), folder / f"{one.service.name}.kept"))
