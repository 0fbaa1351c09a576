"""The faults: each does its harm, undoes it, and says what it saw of it; nothing seen, no fault."""

import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from subprocess import SubprocessError

from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from services.chassis import tables
from services.chassis.act import Act, now
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ
from tests.system.chaos import family
from tests.system.chaos.estate import Estate
from tests.system.chaos.network import Line
from tests.system.chaos.plan import Fault
from tests.system.chaos.poison import Poison
from tests.system.chaos.unit import Unit

MOST_REPEATED = 300
ALARM = (
    'vm_memory_monitor:set_vm_memory_high_watermark({absolute, "1MB"}), timer:sleep(1500), rabbit_alarm:get_alarms().'
)
CALM = (
    'vm_memory_monitor:set_vm_memory_high_watermark({absolute, "1GB"}), timer:sleep(1500), rabbit_alarm:get_alarms().'
)


@dataclass
class Faults:
    """`inflict` gives what was seen of a fault, or an empty text when it had no effect. `repeated` counts the events
    that were sent a second time, beside what crashes repeat by themselves."""

    estate: Estate
    poison: Poison
    seed: int
    repeated: int = 0

    def inflict(self, fault: Fault) -> str:
        with suppress(OSError, DBAPIError, SubprocessError):
            return self._kinds()[fault.kind](fault)
        return ""

    def _kinds(self) -> dict[str, Callable[[Fault], str]]:
        return {
            "kill": self._kill,
            "freeze": self._freeze,
            "freeze long": self._freeze,
            "restart": self._restart,
            "kill broker": self._kill_server,
            "kill database": self._kill_server,
            "freeze broker": self._freeze_server,
            "freeze database": self._freeze_server,
            "restart broker": self._restart_server,
            "restart database": self._restart_server,
            "cut": self._cut,
            "swallow": self._swallow,
            "cut all": self._cut,
            "swallow all": self._swallow,
            "duplicate": self._duplicate,
            "reorder": self._reorder,
            "alarm": self._alarm,
            "poison": lambda fault: self.poison.event(self._rng(fault)),
            "gibberish": lambda fault: self.poison.gibberish(self._rng(fault), fault.target),
        }

    # Programs of the reserve.

    def _kill(self, fault: Fault) -> str:
        one = self._unit(fault)
        with one.held:
            if not one.program.running:
                return ""
            pid, one.asked_to_end = one.program.pid, True
            one.program.kill()
            gone = family.state(pid) == "" and one.program.process and one.program.process.returncode == -signal.SIGKILL
            time.sleep(fault.hold)
        return f"pid {pid} gone" if gone else ""

    def _freeze(self, fault: Fault) -> str:
        one = self._unit(fault)
        with one.held:
            return self._stand_still(one.program.pid, fault.hold) if one.program.running else ""

    def _restart(self, fault: Fault) -> str:
        """In order: it finishes what it has in hand and leaves by itself."""
        one = self._unit(fault)
        with one.held:
            if not one.program.running:
                return ""
            pid, one.asked_to_end = one.program.pid, True
            code = one.program.end(signal.SIGTERM)
        return f"pid {pid} left with code {code}"

    # Servers.

    def _kill_server(self, fault: Fault) -> str:
        server = self._server(fault)
        pid = server.pid
        gone = family.kill_all(pid)
        server.kill()
        time.sleep(fault.hold)
        server.start()
        return f"pid {pid} and its family gone, {server.pid} answers" if gone else ""

    def _freeze_server(self, fault: Fault) -> str:
        return self._stand_still(self._server(fault).pid, fault.hold)

    def _restart_server(self, fault: Fault) -> str:
        server = self._server(fault)
        pid = server.pid
        server.stop()
        gone = not family.state(pid)
        server.start()
        return f"pid {pid} left, {server.pid} answers" if gone else ""

    def _alarm(self, fault: Fault) -> str:
        server = self._server(fault)
        assert isinstance(server, RabbitMQ)
        try:
            seen = server.control("eval", ALARM)
            time.sleep(fault.hold)
        finally:
            calm = server.control("eval", CALM)
        return "memory alarm seen, and its end" if "memory" in seen and "memory" not in calm else ""

    # The network.

    def _cut(self, fault: Fault) -> str:
        lines = self._lines(fault)
        before = sum(line.severed for line in lines)
        for line in lines:
            line.cut()
        time.sleep(fault.hold)
        for line in lines:
            line.heal()
        severed = sum(line.severed for line in lines) - before
        return f"{severed} ends of connections reset" if severed else ""

    def _swallow(self, fault: Fault) -> str:
        lines = self._lines(fault)
        before = sum(line.swallowed for line in lines)
        for line in lines:
            line.swallow()
        time.sleep(fault.hold)
        for line in lines:
            line.heal()
        swallowed = sum(line.swallowed for line in lines) - before
        return f"{swallowed} bytes swallowed" if swallowed else ""

    # Messages.

    def _duplicate(self, fault: Fault) -> str:
        """What was sent is taken for unsent, as when the sender's mark is lost: the relay sends it again."""
        database = self.estate.services[fault.target].database
        count = self._rng(fault).randint(20, MOST_REPEATED)
        some = select(tables.outbox.c.id).where(tables.outbox.c.sent_at.is_not(None)).order_by(func.random())
        again = update(tables.outbox).where(tables.outbox.c.id.in_(some.limit(count))).values(sent_at=None)
        with database.writing(Act("chaos", now())) as session:
            found = len(session.scalars(again.returning(tables.outbox.c.id)).all())
        self.repeated += found
        return f"{found} events unsent again" if found else ""

    def _reorder(self, fault: Fault) -> str:
        """What was sent comes again, in another order."""
        rng = self._rng(fault)
        sent = select(tables.outbox.c.routing_key, tables.outbox.c.body).where(tables.outbox.c.sent_at.is_not(None))
        with self.estate.services[fault.target].database.reading() as session:
            rows = session.execute(sent.order_by(tables.outbox.c.id.desc()).limit(rng.randint(20, MOST_REPEATED))).all()
        messages = [(row.routing_key, row.body) for row in rows]
        rng.shuffle(messages)
        self.repeated += len(messages)
        return f"{self.estate.post.publish(messages)} events sent again in another order" if messages else ""

    def _stand_still(self, pid: int, hold: float) -> str:
        stopped = family.stop_all(pid)
        time.sleep(hold)
        family.send(stopped or family.family(pid), signal.SIGCONT)
        return f"pid {pid} in state T with {len(stopped) - 1} of its own" if stopped else ""

    def _unit(self, fault: Fault) -> Unit:
        return next(one for one in self.estate.units if one.name == fault.target)

    def _server(self, fault: Fault) -> Postgres | RabbitMQ:
        server = self.estate.postgres if fault.target == "database" else self.estate.rabbitmq
        assert server is not None, f"no {fault.target} here"
        return server

    def _lines(self, fault: Fault) -> list[Line]:
        wires = self.estate.network.lines
        return [line for name, line in wires.items() if name == fault.target or name.endswith(f" {fault.target}")]

    def _rng(self, fault: Fault) -> random.Random:
        return random.Random(f"{self.seed}/{fault.number}")
