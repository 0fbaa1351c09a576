"""The load: several people at work at once, each with one consignment after another, until they are told to end."""

import random
import threading
import traceback
from dataclasses import dataclass, field

from tests.system.chaos.client import Client
from tests.system.chaos.consignment import Consignment
from tests.system.chaos.estate import Estate
from tests.system.chaos.furnishing import BOARDS, furnish
from tests.system.chaos.hands import Ended
from tests.system.chaos.ledger import Ledger

PAUSE_S = 0.05


@dataclass
class Load:
    """`defects` says what a client met that no fault explains. `end` returns once each has its last answer."""

    estate: Estate
    seed: int
    clients: int
    ledger: Ledger = field(default_factory=Ledger)
    defects: list[str] = field(default_factory=list)
    people: list[Client] = field(default_factory=list)
    consignments: int = 0
    finished: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        first = self._client()
        furnish(first, self.ledger)
        for number in range(self.clients):
            thread = threading.Thread(target=self._work, args=(number,), name=f"client {number}")
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        for one in self.people:
            one.close()

    def last_answer(self) -> float:
        """When last anyone was answered (seconds of the clock)."""
        return max((one.last for one in self.people), default=0.0)

    def _client(self) -> Client:
        one = Client(self.estate.doors, self.estate.keys, self._stop)
        self.people.append(one)
        return one

    def _work(self, number: int) -> None:
        client, rng = self._client(), random.Random(f"{self.seed}/{number}")
        count = 0
        while not self._stop.wait(PAUSE_S):
            count += 1
            name = f"{number:02d}{count:04d}"
            self.consignments += 1
            try:
                Consignment(client, self.ledger, rng, name, rng.choice(BOARDS), self._stop.is_set).travel()
                self.finished += 1
            except Ended:
                return
            except Exception:
                self.defects.append(f"consignment {name}: {traceback.format_exc(limit=-4)}")
