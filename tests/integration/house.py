"""The whole reserve without processes: four services, called in place, events carried when a test says so."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from services.chassis import inbox, relay, run
from services.chassis.broker.message import Message
from services.chassis.run import Running
from services.chassis.tokens import Keys
from services.contracts.roles import BOARD, Person, Role
from services.contracts.values import BoardCode
from services.everything import SERVICES
from tests.integration.databases import installation

OURS, OTHER = BoardCode("762000"), BoardCode("711000")


@dataclass(frozen=True)
class Post:
    """A publisher that keeps what it is given: the queue of each service that is bound to it, in order."""

    bindings: Mapping[str, Sequence[str]]
    queues: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    def publish(self, batch: Sequence[Message], timeout: float) -> set[str]:
        for message in batch:
            for name, bound in self.bindings.items():
                if message.routing_key in bound or "#" in bound:
                    self.queues[name].append(message.body)
        return {message.id for message in batch}

    def close(self) -> None:
        self.queues.clear()


@dataclass(frozen=True)
class House:
    """The services by name. People `act` or `call`; events are sent by the real relay and heard by the real inbox."""

    services: Mapping[str, Running]
    applications: Mapping[str, Any]
    keys: Keys
    post: Post

    def ask(self, method: str, path: str, headers: Mapping[str, str], **request: Any) -> Any:
        """A call exactly as given; cookies travel in `headers` alone."""
        client = self.applications[path.split("/")[1]].test_client(use_cookies=False)
        return client.open(path, method=method, headers=dict(headers), **request)

    def act(self, role: Role, method: str, path: str, board: BoardCode | None = None, **request: Any) -> Any:
        """What the API answers to someone of `role`, of `board` where it is a board's."""
        headers = {"Authorization": f"Bearer {self.keys.sign(someone(role, board))}", "Idempotency-Key": str(uuid4())}
        return self.ask(method, path, headers, **request)

    def call(self, role: Role, method: str, path: str, **request: Any) -> Any:
        """A call of the API by someone of `role`, of our board where it is a board's; it must succeed."""
        answer = self.act(role, method, path, OURS if role in BOARD else None, **request)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.get_json(silent=True)

    def relay(self, name: str) -> int:
        """Send what waits in a service's outbox; how many events left."""
        return relay.forward(self.services[name].database, self.post)

    def deliver(self, name: str, most: int = 500) -> int:
        """Have a service hear the next of its queue; how many events."""
        bodies, self.post.queues[name] = self.post.queues[name][:most], self.post.queues[name][most:]
        one = self.services[name]
        assert not bodies or inbox.take(one.database, one.service, bodies) == []
        return len(bodies)

    def pump(self) -> None:
        """Carry every event to whoever hears it, until nobody tells anything more."""
        while any([self.relay(name) for name in self.services] + [self.deliver(name) for name in self.services]):
            pass


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
    settings = installation(folder)
    run.prepare(SERVICES, settings)
    services = {service.name: run.running(service, settings) for service in SERVICES}
    post = Post({service.name: service.bindings for service in SERVICES})
    yield House(services, {name: one.application() for name, one in services.items()}, run.keys(settings), post)
    for one in services.values():
        one.database.close()
