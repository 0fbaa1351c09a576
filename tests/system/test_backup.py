"""A backup made while people scan, and a site that begins again from it: one moment, nothing half, nothing twice."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from services.__main__ import reserve as reserve_command
from services.contracts.roles import Role
from tests.system.short_journey import Journey
from tests.system.site import Reserve, reserve
from tests.system.waiting import wait_until

SHELVES = ("A-01-01", "A-01-02")
ENOUGH = 20
FORTH = "/warehouse/api/v1"


@contextmanager
def people_moving(site: Reserve, device: str, moved: int = 0) -> Iterator[list[bool]]:
    """Somebody who moves a device, moved so often already, between two shelves; the list grows with each answer."""
    done: list[bool] = []
    stop = threading.Event()

    def move() -> None:
        while not stop.is_set():
            body = {"devices": [device], "location": SHELVES[(moved + len(done) + 1) % 2]}
            done.append(site.call(Role.WAREHOUSE, "POST", f"{FORTH}/put-away", json=body).is_success)

    thread = threading.Thread(target=move)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("RESERVE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("RESERVE_LANG", "en")
    monkeypatch.setattr("services.chassis.logs.configure", lambda *_: None)

    def typed(*words: str) -> tuple[object, str]:
        done = CliRunner().invoke(reserve_command, list(words))
        return done.exception, done.output

    return typed


def moves(site: Reserve, device: str) -> int:
    """How often the device was moved, by its journey."""
    told = site.call(Role.AUDITOR, "GET", f"/portal/api/v1/devices/{device}/journey").json()["journey"]
    return sum(step["what"] == "device.moved" for step in told)


def test_a_site_begins_again_from_a_backup_that_was_made_while_people_scanned(
    tmp_path: Path, command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = str(tmp_path / "monday")
    with reserve(tmp_path / "var") as site:
        monkeypatch.setenv("RESERVE_PORT", str(site.settings.port))
        journey = Journey(site)
        journey.stock()
        site.call(Role.WAREHOUSE, "POST", f"{FORTH}/locations", json={"codes": [SHELVES[1]]})
        with people_moving(site, journey.device) as done:
            wait_until(lambda: len(done) > ENOUGH)
            before = len(done)
            ended, told = command("backup", kept)
            after = len(done)
            assert not ended, told
            wait_until(lambda: len(done) > after + ENOUGH)
        assert all(done)
        wait_until(lambda: moves(site, journey.device) == len(done))
        ended, _ = command("restore", kept)
        assert "is at work" in str(ended)
    ended, told = command("restore", kept, "--json")
    assert not ended, told
    lost = json.loads(told)["lost"]
    with reserve(tmp_path / "var") as site:
        monkeypatch.setenv("RESERVE_PORT", str(site.settings.port))
        known = len(done) - lost
        wait_until(lambda: moves(site, journey.device) == known)
        assert before <= known <= after + 1
        # People do again what they see is missing, and all know of it.
        with people_moving(site, journey.device, known) as again:
            wait_until(lambda: len(again) > ENOUGH)
        wait_until(lambda: moves(site, journey.device) == known + len(again))
        ended, told = command("audit")
        assert not ended, told
