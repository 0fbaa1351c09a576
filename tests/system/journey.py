"""A demo in a process of its own that a test looks into while it runs, holds up where it wants, and kills.

What it looks at are the files that outlive the process: the journey's own, the services' databases and the broker's.
"""

import json
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.servers.forked import Forked, fork
from tests.servers.process import free_port
from tests.system import door
from tests.system.waiting import LOOK_EVERY_S, wait_until

ROOT = Path(__file__).parents[2]
SERVICES = ("intake", "warehouse", "shipping", "portal")
# Between two sights of a journey; a machine may have much else to do.
STEP_WITHIN_S = 300.0


class Journey:
    """One journey, however often it is started. The process and the scanners that it starts die together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {"RESERVE_VAR": str(folder), "RESERVE_PORT": str(free_port())}
        self.url = f"http://127.0.0.1:{self.environment['RESERVE_PORT']}"
        self.process: Forked | None = None
        self._looking: dict[str, sqlite3.Connection] = {}

    def start(self) -> None:
        # Who looks on holds a database's journal together: the process is to find it as the one before it left it.
        self._look_away()
        out, err = self.folder.with_suffix(".out"), self.folder.with_suffix(".err")
        with out.open("wb") as told, err.open("ab") as complained:
            self.process = fork(["demo", "--json"], self.environment, told.fileno(), complained.fileno())

    def kill(self) -> None:
        """SIGKILL for all of it at once, as when the machine goes."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        assert self.process.wait() == -signal.SIGKILL, "it had ended before it was killed"

    def end(self) -> None:
        """Leave nothing running, whether it still ran or not."""
        self._look_away()
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def result(self) -> dict[str, Any]:
        """What the journey told at its end, awaited."""
        told = self.folder.with_suffix(".out")
        self.wait(lambda: told.read_bytes().endswith(b"}\n"))
        last: dict[str, Any] = json.loads(told.read_text(encoding="utf-8").splitlines()[-1])
        return last

    def stop(self) -> int:
        """SIGTERM, as an operator does it; gives the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=30)

    # What it has come to

    def wait(self, met: Callable[[], Any]) -> None:
        """Until it is met; an end of the process meanwhile is no wait for anything."""

        def look() -> bool:
            if met():
                return True
            assert self.process is not None
            assert self.process.poll() is None, self.folder.with_suffix(".err").read_text(encoding="utf-8")[-2000:]
            return False

        # What is to be hit may last for milliseconds.
        wait_until(look, STEP_WITHIN_S, seldom=LOOK_EVERY_S)

    def answers(self) -> bool:
        """Whether the site's door is open."""
        return door.answers(self.url)

    def story(self) -> dict[str, Any]:
        """The journey's own file, as far as it is written."""
        files = list((self.folder / "demo").glob("*/journey.json"))
        if not files:
            return {"done": [], "facts": {}}
        (file,) = files
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return found

    def done(self, step: str) -> bool:
        return step in self.story()["done"]

    def labels(self) -> int:
        """How many label pictures are drawn."""
        return len(list((self.folder / "demo" / "labels").glob("*.png")))

    def noted(self, station: str) -> int:
        """How many scans a station's journal holds."""
        files = list((self.folder / "demo").glob(f"*/{station}/scans.jsonl"))
        return len(files[0].read_bytes().splitlines()) if files else 0

    def told(self, kind: str, unsent: bool = False) -> int:
        """How many events of a kind (`warehouse.device.stored`) are committed by their owner, or still unsent."""
        where = "routing_key = ?" + (" AND sent_at IS NULL" if unsent else "")
        return int(self.ask(kind.split(".")[0], f"SELECT count(*) FROM outbox WHERE {where}", kind)[0][0])

    def told_unsent(self, service: str) -> int:
        """How many events of a service are committed and not sent."""
        return int(self.ask(service, "SELECT count(*) FROM outbox WHERE sent_at IS NULL")[0][0])

    def queued_at_all(self) -> int:
        """How many messages the broker still holds."""
        return int(self.ask("broker", "SELECT count(*) FROM message")[0][0])

    def queued(self, service: str, kind: str) -> int:
        """How many messages of a kind a service has still to acknowledge."""
        asked = "SELECT count(*) FROM message WHERE queue = ? AND routing_key = ?"
        return int(self.ask("broker", asked, f"reserve.{service}", kind)[0][0])

    def sent_unmarked(self, service: str) -> set[str]:
        """Events that stand in the portal's log, and that their owner still takes for unsent."""
        unsent = self.ask(service, "SELECT event_id FROM outbox WHERE sent_at IS NULL")
        return _ids(unsent) & _ids(self.ask("portal", "SELECT event_id FROM log"))

    def applied_unacknowledged(self, service: str) -> set[str]:
        """Events that a service has applied, and that the broker still keeps for it."""
        asked = "SELECT json_extract(properties, '$.properties.message_id') FROM message WHERE queue = ?"
        kept = self.ask("broker", asked, f"reserve.{service}")
        return _ids(kept) & _ids(self.ask(service, "SELECT event_id FROM inbox"))

    def ask(self, database: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What a database of this installation answers."""
        if database not in self._looking:
            # Opening one and reading its schema costs seventy times as much as the question.
            file = self.folder / f"{database}.sqlite"
            self._looking[database] = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)
        return self._looking[database].execute(statement, values).fetchall()

    def _look_away(self) -> None:
        while self._looking:
            self._looking.popitem()[1].close()

    def trace(self) -> tuple[object, ...]:
        """Where a journey stands, in figures: no two moments of it have the same."""
        counts: list[object] = []
        for one in SERVICES:
            for table in ("outbox", "outbox WHERE sent_at IS NULL", "inbox", "reply"):
                # In the midst of the first set-up a service has no tables yet.
                with suppress(sqlite3.OperationalError):
                    counts += self.ask(one, f"SELECT count(*) FROM {table}")
        story = self.story()
        scans = self.noted("warehouse"), self.noted("board")
        return (len(story["done"]), len(story["facts"]), self.labels(), *scans, *counts)

    @contextmanager
    def shut(self, *databases: str) -> Iterator[None]:
        """Meanwhile nothing is written to these: whoever wants to, waits."""
        held = [sqlite3.connect(self.folder / f"{one}.sqlite", timeout=10, isolation_level=None) for one in databases]
        for one in held:
            one.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            for one in held:
                one.close()


def _ids(rows: list[tuple[Any, ...]]) -> set[str]:
    return {str(row[0]).replace("-", "") for row in rows}
