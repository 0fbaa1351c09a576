"""The supervisor: whatever program has ended is started again, as an init or an orchestrator would."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.system.chaos.unit import Unit

LOOK_EVERY_S = 0.1


@dataclass
class Supervisor:
    """`own_ends` are the programs that ended with nobody having done anything to them: each is a defect."""

    units: Sequence[Unit]
    own_ends: list[str] = field(default_factory=list)
    restarts: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        for one in self.units:
            one.program.start()
        self._thread = threading.Thread(target=self._watch, name="supervisor")
        self._thread.start()

    def stop(self) -> None:
        """No more restarts; every program is asked to end, all at once, and then made to."""
        self._stop.set()
        if self._thread:
            self._thread.join()
        threads = [threading.Thread(target=one.program.end, kwargs={"within": 15.0}) for one in self.units]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_EVERY_S):
            for one in self.units:
                if not one.program.running and one.held.acquire(blocking=False):
                    try:
                        self._again(one)
                    finally:
                        one.held.release()

    def _again(self, one: Unit) -> None:
        if one.program.running or self._stop.is_set():
            return
        if not one.asked_to_end and one.program.process:
            self.own_ends.append(f"{one.name} ended by itself ({one.program.process.returncode}): {_last(one)}")
        one.asked_to_end = False
        one.program.start()
        self.restarts += 1


def _last(one: Unit) -> str:
    lines = one.program.tail().strip().splitlines()
    return lines[-1][:300] if lines else "it wrote nothing"
