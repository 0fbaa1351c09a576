"""The storm: the plan carried out, fault by fault, some beside each other, until enough had an effect."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.system.chaos.faults import Faults
from tests.system.chaos.plan import Fault
from tests.system.chaos.recovery import Recovery

AT_ONCE = 3


@dataclass
class Storm:
    """`effects` counts faults that had one, by kind; `without` those that had none, which are not counted."""

    faults: Faults
    recovery: Recovery
    say: Callable[[str], None]
    effects: Counter[str] = field(default_factory=Counter)
    without: Counter[str] = field(default_factory=Counter)
    _busy: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def rage(self, plan: Iterator[Fault], enough: int, until: float) -> None:
        """Until so many had an effect, or until the moment (monotonic) is there; each is undone on return."""
        running: list[Future[None]] = []
        with ThreadPoolExecutor(AT_ONCE, "fault") as pool:
            for fault in plan:
                if self.effects.total() >= enough or time.monotonic() > until:
                    break
                running.append(pool.submit(self._one, fault))
                if not fault.together:
                    running.pop().result()
                time.sleep(fault.pause)
            for one in running:
                one.result()

    def _one(self, fault: Fault) -> None:
        # One at a time does something to a server, or to the lines to it.
        with self._busy[fault.target.rpartition(" ")[2] if ">" in fault.target else fault.target]:
            started = time.monotonic()
            self.recovery.begins(fault)
            seen = self.faults.inflict(fault)
            took = time.monotonic() - started
        (self.effects if seen else self.without)[fault.kind] += 1
        clock = datetime.now(UTC).strftime("%H:%M:%S")
        self.say(
            f"{clock} {fault.number:4d}. {took:5.1f} s {fault.kind} {fault.target}: {seen or 'no effect, not counted'}"
        )
        if seen:
            self.recovery.healed(fault)
