"""A reserve watched from outside: its metrics are those that are told of, its log keeps still, a scan is followed."""

import json
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families

from scanner.scan import Scan, now
from services.chassis.metering.key import key_of
from services.chassis.settings import from_environment
from services.commands.inquiry import trace
from services.contracts.roles import Role
from services.named import NAMES
from tests.servers import forked
from tests.servers.process import free_port
from tests.system import door
from tests.system.short_journey import BOARD, NUMBER, Journey
from tests.system.site import Reserve
from tests.system.waiting import wait_until
from tests.unit.test_house_watching import OF_HISTOGRAMS, PAGES, told

ROOT = Path(__file__).parents[2]
# What people type, and what no log may hold.
NAME, STUDENT, SECRET, TEXT = "Gagnon-Lavoie", "TREM12345678", "mot-de-passe-de-Ginette", "la classe de Ginette"
TYPED = (NAME, STUDENT, SECRET, TEXT, "Ginette", "555 0123", "rue A")


class Watched:
    """A reserve in a process of its own, at work once, with its log."""

    def __init__(self, folder: Path) -> None:
        self.environment = {"RESERVE_VAR": str(folder), "RESERVE_PORT": str(free_port()), "RESERVE_LANG": "en"}
        self.settings = from_environment(self.environment)
        self.site = Reserve(self.settings, {}, threading.Event(), [])
        self.program = forked.Reserve(["up"], folder.with_suffix(".log"), os.environ | self.environment)
        self.scan = Scan("shipping", "quai", "accept", ((NUMBER, "Code128"),))
        self.journey = Journey(self.site)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What it logged; the one line that is for whoever started it is none of the log."""
        text = self.program.log.read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines() if not line.startswith("The reserve answers")]

    def send(self, scan: Scan, role: Role, board: str | None) -> dict[str, Any]:
        body, headers = {"sent": now(), "scans": [scan.wire()]}, {"traceparent": scan.traceparent}
        answer = self.site.call(role, "POST", f"/{scan.service}/api/v1/scans", board, json=body, headers=headers)
        found: dict[str, Any] = answer.json()["results"][0]
        return found

    def scrape(self, service: str) -> str:
        headers = {"Authorization": f"Bearer {key_of(self.settings)}"}
        return httpx.get(f"{self.settings.url}/{service}/metrics", headers=headers, timeout=30).text

    def work(self) -> None:
        """A device goes from its supplier to a board, by a scan in the end; people mistype, and one guesses."""
        self.journey.stock()
        self.journey.ask()
        self.journey.send()
        assert self.send(self.scan, Role.BOARD_TECHNICIAN, BOARD)["outcome"] == "done"
        wrong = Scan("warehouse", NAME, "put_away", ((STUDENT, "Typed"),), {"location": NAME})
        assert self.send(wrong, Role.WAREHOUSE, None)["outcome"] == "refused"
        call = self.site.call
        call(Role.AUDITOR, "GET", f"/portal/api/v1/search?q={STUDENT}")
        call(Role.AUDITOR, "GET", f"/portal/search?q={NAME}")
        call(Role.AUDITOR, "GET", f"/portal/subject/{NAME}", headers={"X-Request-ID": STUDENT})
        lines = [{"type": "laptop", "category": "no_access", "quantity": 1}]
        for text in (TEXT, STUDENT):
            body = {"site": "quai", "justification": text, "lines": lines}
            key = {"Idempotency-Key": text}
            call(Role.BOARD_MANAGER, "POST", "/intake/api/v1/requests", BOARD, json=body, headers=key)
        form = {"login": NAME, "password": SECRET}
        door.request("POST", f"{self.settings.url}/portal/sign-in", data=form, timeout=30)
        wait_until(lambda: "request.fulfilled" in [step["what"] for step in self.steps()])

    def steps(self) -> list[dict[str, Any]]:
        answer = self.site.call(Role.AUDITOR, "GET", f"/portal/api/v1/devices/{self.journey.device}/journey")
        found: list[dict[str, Any]] = answer.json()["journey"]
        return found


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    one = Watched(tmp_path_factory.mktemp("watched"))
    one.program.start()
    try:
        wait_until(lambda: door.answers(one.settings.url))
        one.work()
        yield one
    finally:
        one.program.end()


def test_a_scan_is_followed_by_its_id_through_three_services_their_logs_and_the_journey(watched: Watched) -> None:
    number = UUID(watched.scan.id).hex
    followed = [step["what"] for step in watched.steps() if step["trace"] == number]
    assert followed == ["device.accepted", "request.fulfilled"]
    shown = CliRunner().invoke(trace, [NUMBER, "--json"], env=watched.environment).stdout
    assert [one["trace"] for one in json.loads(shown)["journey"]].count(number) == 2
    asked = next(line for line in watched.lines if line["event"] == "request" and line.get("trace") == number)
    assert (asked["service"], asked["route"], asked["scans"]) == ("shipping", "/shipping/api/v1/scans", 1)
    heard = {
        (line["service"], one["event_id"])
        for line in watched.lines
        if line["event"] == "taken"
        for one in line["events"]
        if one["trace"] == number
    }
    assert {service for service, _ in heard} == {"intake", "portal"}
    told_of = {one["correlation"] for line in watched.lines for one in line.get("events", ()) if one["trace"] == number}
    assert len(told_of) == 1


def test_every_line_of_the_log_is_an_object_with_its_moment_and_none_holds_what_people_typed(watched: Watched) -> None:
    lines = watched.lines
    assert all({"time", "level", "event", "role"} <= line.keys() for line in lines)
    requests = [line for line in lines if line["event"] == "request"]
    assert all({"service", "request", "trace", "method", "route", "status", "ms"} <= line.keys() for line in requests)
    assert {"/portal/api/v1/search", "/portal/subject/<path:subject>"} & {line["route"] for line in requests}
    assert any(line["event"] == "sign-in failed" for line in lines)
    assert {"fields.invalid"} <= {line["code"] for line in requests}
    text = watched.program.log.read_text(encoding="utf-8")
    assert [word for word in TYPED if word.lower() in text.lower()] == []
    assert re.search(r"[A-Z]{4}[0-9]{8}", text) is None


def test_what_is_scraped_is_what_is_told_of(watched: Watched) -> None:
    pages = {service: watched.scrape(service) for service in NAMES}
    samples = [
        one for text in pages.values() for family in text_string_to_metric_families(text) for one in family.samples
    ]
    assert {OF_HISTOGRAMS.sub("", one.name) for one in samples} == told(PAGES[0])
    assert all(one.labels["service"] in NAMES for one in samples)
    assert {one.labels.get("process") for one in samples if one.name == "reserve_process_up"} == {"all-site-0"}
    told_by_log = {(one.name, one.labels.get("clock")): one.value for one in samples if "process" not in one.labels}
    # The only request was fulfilled in time, and nothing is missing.
    running = {told_by_log["reserve_clock_running_requests", one] for one in ("in_time", "at_risk", "late", "paused")}
    assert (running, told_by_log["reserve_log_gap_subjects", None]) == ({0}, 0)
    assert told_by_log["reserve_log_entries", None] >= len(watched.steps())
    labels = {name for one in samples for name in one.labels}
    assert labels == {
        "service",
        "process",
        "le",
        "method",
        "route",
        "status",
        "code",
        "outcome",
        "lane",
        "action",
        "key",
        "clock",
    }
    values = {value for one in samples for value in one.labels.values()}
    assert [word for word in (*TYPED, BOARD, NUMBER, watched.journey.device) if word in values] == []
    assert max(len(text.splitlines()) for text in pages.values()) < 3_000


def test_the_public_sees_no_metric(watched: Watched) -> None:
    for service in NAMES:
        assert httpx.get(f"{watched.settings.url}/{service}/metrics").status_code == 401
