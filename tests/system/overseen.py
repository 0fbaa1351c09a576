"""An installation that a real Prometheus watches: what is played on it, what its dashboard shows, who is woken."""

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from uuid import uuid4

from scanner.scan import Scan, now
from services.chassis.broker.message import Message
from services.contracts.roles import Role
from tests.servers.postgres import Postgres
from tests.servers.prometheus import Prometheus
from tests.system.broker_stage import publish
from tests.system.installed import ROOT, Installed
from tests.system.logged import TYPED
from tests.system.short_journey import BOARD, NUMBER, Journey
from tests.system.waiting import wait_until
from tests.unit.test_house_watching import named

DASHBOARD = ROOT / "deploy" / "grafana" / "reserve.json"
# More than `ReserveQueueGrows` lets pass.
RUSH = 5_100
STACK = 11
# What the play must be seen to move.
MOVED = {
    "reserve_scan_duration_seconds",
    "reserve_scan_batch_scans",
    "reserve_scans_total",
    "reserve_scan_refusals_total",
    "reserve_request_duration_seconds",
    "reserve_refusals_total",
    "reserve_sign_ins_total",
    "reserve_event_lag_seconds",
    "reserve_events_sent_total",
    "reserve_events_applied_total",
    "reserve_relay_confirm_seconds",
    "reserve_inbox_apply_seconds",
}


class Shown(NamedTuple):
    """One target of a panel and what it shows now."""

    panel: str
    expression: str
    labels: set[str]
    series: list[dict[str, Any]]

    @property
    def numbers(self) -> list[float]:
        found = (float(one["value"][1]) for one in self.series)
        return [one for one in found if not math.isnan(one)]


class Overseen:
    """`play` is what people do in an hour; the rest is what goes wrong, and what is seen of it."""

    def __init__(self, machine: Installed, postgres: Postgres, prometheus: Prometheus) -> None:
        self.machine, self.postgres, self.prometheus = machine, postgres, prometheus
        self.accepted = ""

    def play(self, journey: Journey) -> None:
        """A laptop goes to a board, in the end by a scan; people scan nonsense, one guesses a password."""
        self._guess()
        self._seen(lambda: self._nonsense(1), "reserve_scan_refusals_total")
        journey.ask()
        journey.send()
        one = Scan("shipping", "quai", "accept", ((NUMBER, "Code128"),))
        (told,) = self._scan(Role.BOARD_TECHNICIAN, [one], BOARD)
        assert told["outcome"] == "done", told
        self.accepted = one.id
        self._nonsense(STACK)
        self._guess()

    def _seen(self, act: Callable[[], None], counter: str) -> None:
        """Do it, and wait until Prometheus saw what it counts: how fast a counter rises needs two looks at it."""
        before = self._sum(counter)
        act()
        wait_until(lambda: self._sum(counter) > before, seldom=0.5)

    def _sum(self, counter: str) -> float:
        return sum(float(one["value"][1]) for one in self.prometheus.ask(counter))

    def _nonsense(self, count: int) -> None:
        name, student, _ = TYPED
        wrong = [Scan("warehouse", name, "put_away", ((student, "Typed"),), {"location": name}) for _ in range(count)]
        assert {one["outcome"] for one in self._scan(Role.WAREHOUSE, wrong)} == {"refused"}

    def _guess(self) -> None:
        """A password that is none, and a step that is not the auditor's."""
        name, _, secret = TYPED
        self.machine.ask("POST", "/portal/sign-in", data={"login": name, "password": secret})
        assert self.machine.call(Role.AUDITOR, "POST", "/warehouse/api/v1/put-away", json={}).status_code == 403

    def _scan(self, role: Role, scans: list[Scan], board: str | None = None) -> list[dict[str, Any]]:
        body, headers = {"sent": now(), "scans": [one.wire() for one in scans]}, {"traceparent": scans[0].traceparent}
        answer = self.machine.call(role, "POST", f"/{scans[0].service}/api/v1/scans", board, json=body, headers=headers)
        found: list[dict[str, Any]] = answer.json()["results"]
        return found

    def panels(self) -> Iterator[Shown]:
        """Each target of the dashboard as Grafana asks it, its variables resolved, over five minutes."""
        dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
        chosen = {"$__rate_interval": "5m"}
        for one in dashboard["templating"]["list"]:
            if found := re.fullmatch(r"label_values\((\w+), (\w+)\)", one["query"]):
                chosen[f"${one['name']}"] = "|".join(self.prometheus.values_of(found[2], found[1]))
        for panel in dashboard["panels"]:
            for target in panel.get("targets", ()):
                expression = re.sub(r"\$\w+", lambda name: chosen[name[0]], target["expr"])
                labels = set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
                yield Shown(panel["title"], expression, labels, self.prometheus.ask(expression))

    def unmoved(self) -> set[str]:
        """What should have moved, and of which no panel shows more than nothing."""
        return MOVED - {name for one in self.panels() if any(one.numbers) for name in named(one.expression)}

    def poison(self) -> None:
        """The portal cannot keep one kind of event any more, and somebody sends what nobody can read."""
        self._portal("ALTER TABLE log ADD CONSTRAINT poison CHECK (what <> 'device.moved') NOT VALID")
        publish(self.machine.settings.broker, [Message("1", "warehouse.device.stored", b"?")])

    def cure(self) -> None:
        self._portal("ALTER TABLE log DROP CONSTRAINT poison")

    def rush(self) -> None:
        """Thousands of messages come at once: the same one, which was heard long ago and changes nothing."""
        ((body,), *_) = self._portal("SELECT body FROM log WHERE what = 'device.stored' LIMIT 1")
        message = bytes(body)
        batch = [Message(str(uuid4()), "warehouse.device.stored", message) for _ in range(RUSH)]
        publish(self.machine.settings.broker, batch)

    def _portal(self, statement: str) -> list[Any]:
        return list(self.postgres.ask(statement, database="reserve_portal"))

    def wakes(self, *alerts: tuple[str, str]) -> None:
        """Wait until all of these fire, each for its service."""
        wait_until(lambda: set(alerts) <= self.prometheus.alerts(), seconds=90, seldom=0.5)

    def sleeps(self) -> None:
        """Wait until nothing fires, and nothing is about to."""
        quiet = self.prometheus
        wait_until(lambda: not quiet.alerts() | quiet.alerts("pending"), seconds=90, seldom=0.5)
