"""A whole reserve without threads: real applications called over HTTP (WSGI), events carried by relay and inbox.

They travel only when the test says so, so that each run is the same.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from services.chassis import inbox, relay
from services.chassis.broker.message import Message
from services.chassis.run import Running, keys, prepare, running
from services.chassis.settings import Settings, from_environment
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.everything import SERVICES


class Post:
    """A publisher that keeps what it is given: the queue of each service that is bound to it, in order."""

    def __init__(self, bindings: dict[str, Iterable[str]]) -> None:
        self.queues: dict[str, list[bytes]] = defaultdict(list)
        self._bindings = {name: set(keys) for name, keys in bindings.items()}

    def publish(self, batch: Sequence[Message], timeout: float) -> set[str]:
        for message in batch:
            for name, bound in self._bindings.items():
                if message.routing_key in bound or "#" in bound:
                    self.queues[name].append(message.body)
        return {message.id for message in batch}

    def close(self) -> None:
        self.queues.clear()


def prepared(folder: Path) -> Path:
    """A set-up reserve in `folder`, to be copied: migrating four databases takes longer than a test's run."""
    prepare(SERVICES, from_environment({"RESERVE_VAR": str(folder)}))
    return folder


class Town:
    """The reserve and all its people. `call` acts as one of them; `carry` brings events where they are heard."""

    def __init__(self, template: Path, folder: Path) -> None:
        shutil.copytree(template, folder, dirs_exist_ok=True)
        self.settings: Settings = from_environment({"RESERVE_VAR": str(folder)})
        self.services: dict[str, Running] = {one.name: running(one, self.settings) for one in SERVICES}
        self.post = Post({one.name: one.bindings for one in SERVICES})
        self._keys = keys(self.settings)
        self._clients = {name: one.application().test_client() for name, one in self.services.items()}

    def call(
        self, role: Role, method: str, path: str, board: str | None = None, actor: str | None = None, **request: Any
    ) -> Any:
        """What the service answers; a response of the test client."""
        station = "k1" if role is Role.STATION else None
        who = Person(actor or f"u-{role}-{board}", role, BoardCode(board) if board else None, station, csrf="c")
        headers = {"Authorization": f"Bearer {self._keys.sign(who)}", "Idempotency-Key": str(uuid4())}
        client = self._clients[path.split("/")[1]]
        return client.open(path, method=method, headers=headers | request.pop("headers", {}), **request)

    def relay(self, name: str) -> int:
        """Send what waits in one service's outbox; how many events left."""
        return relay.forward(self.services[name].database, self.post)

    def deliver(self, name: str, most: int = 500) -> int:
        """Have one service hear the next of its queue; how many events."""
        bodies, self.post.queues[name] = self.post.queues[name][:most], self.post.queues[name][most:]
        if bodies:
            one = self.services[name]
            assert not inbox.take(one.database, one.service, bodies), f"{name} cannot read an event"
        return len(bodies)

    def carry(self) -> None:
        """Carry events until everything is heard everywhere."""
        while any([self.relay(name) for name in self.services] + [self.deliver(name) for name in self.services]):
            pass

    def close(self) -> None:
        for one in self.services.values():
            one.database.close()
