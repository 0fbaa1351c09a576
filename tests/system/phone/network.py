"""The network between phones and the reserve, which can be switched off: then nothing answers, as in the far aisle."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.servers.proxy import Proxy
from tests.system.phone.phone import Phone


@dataclass
class Network:
    """What is between; `phones` hear of it from their system, as a real phone's browser does."""

    proxy: Proxy
    of: str
    phones: list[Phone]

    @property
    def url(self) -> str:
        return self.proxy.url(self.of)

    def off(self) -> None:
        self.proxy.swallow()
        for phone in self.phones:
            phone.context.set_offline(True)

    def on(self) -> None:
        self.proxy.heal()
        for phone in self.phones:
            phone.context.set_offline(False)


@contextmanager
def network(of: str) -> Iterator[Network]:
    proxy = Proxy(int(of.rsplit(":", 1)[1]))
    try:
        yield Network(proxy, of, [])
    finally:
        proxy.close()
