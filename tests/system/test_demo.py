"""The demo, played as a user plays it: to the end, and not without its pictures; killed: `test_kill_everywhere.py`."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.chassis.database import Database
from services.chassis.settings import from_environment
from services.portal.model.log import Entry
from tests.servers.forked import run
from tests.servers.process import free_port

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "services", "demo", "--exit", "--json"]


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = surroundings(folder)
    return subprocess.run(COMMAND, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1800, check=False)


def surroundings(folder: Path) -> dict[str, str]:
    return os.environ | {"RESERVE_VAR": str(folder), "RESERVE_PORT": str(free_port())}


def result(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return last


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def played(folder: Path) -> dict[str, Any]:
    return result(demo(folder))


def test_the_demo_plays_from_portrait_to_hand_over(played: dict[str, Any]) -> None:
    assert set(played) >= {"request", "devices", "journey", "seconds"}
    assert played["devices"] == 12
    assert all(set(entry) >= {"at", "who", "what", "where"} for entry in played["journey"])
    steps = [entry["what"] for entry in played["journey"]]
    order = [
        "device.received",
        "device.stored",
        "device.picked",
        "carton.closed",
        "carton.loaded",
        "shipment.dispatched",
        "shipment.delivered",
        "device.accepted",
        "device.configured",
        "device.handed-over",
    ]
    assert [step for step in steps if step in order] == order


def test_one_device_came_damaged_and_one_not_at_all(folder: Path, played: dict[str, Any]) -> None:
    damaged, missing = story(folder)["facts"]["lacking"]
    counted = Counter(heard(folder))
    assert (counted["device.damaged"], counted["device.missing"]) == (1, 1)
    assert counted["device.accepted"] == played["devices"] - 2
    for serial, fate in ((damaged, "device.damaged"), (missing, "device.missing")):
        steps = [entry["what"] for entry in trace(folder, serial)]
        assert fate in steps
        assert not {"device.accepted", "device.handed-over"} & set(steps)


def test_the_log_behind_it_holds_and_the_terminal_traces_the_same_journey(folder: Path, played: dict[str, Any]) -> None:
    verified = reserve(folder, "verify")
    assert verified.returncode == 0, verified.stderr
    assert [one["what"] for one in trace(folder, played["serial"])] == [one["what"] for one in played["journey"]]


@pytest.fixture(scope="module")
def without_pictures(folder: Path, played: dict[str, Any]) -> Path:
    """A journey that was interrupted before the hand-over, and whose label pictures are gone."""
    file = max((folder / "demo").glob("*/journey.json"))
    kept = json.loads(file.read_text(encoding="utf-8"))
    kept["done"] = kept["done"][: kept["done"].index("hand-over")]
    file.write_text(json.dumps(kept), encoding="utf-8")
    for picture in (folder / "demo" / "labels").glob("*.png"):
        picture.unlink()
    return folder


@pytest.mark.parametrize("words", [("--exit", "--json"), ()], ids=["to the end", "staying"])
def test_a_journey_that_cannot_go_on_ends_the_demo_with_its_reason(without_pictures: Path, words: list[str]) -> None:
    stopped = run(["demo", *words], surroundings(without_pictures), within=1800)
    assert stopped.returncode == 1
    assert "scanner scan" in stopped.stderr


def story(folder: Path) -> dict[str, Any]:
    """The journey's own file, as far as it is written."""
    files = list((folder / "demo").glob("*/journey.json"))
    found: dict[str, Any] = json.loads(files[0].read_text(encoding="utf-8")) if files else {"done": []}
    return found


def heard(folder: Path) -> list[str]:
    """Every event in the portal's log, in short."""
    settings = from_environment({"RESERVE_VAR": str(folder)})
    database = Database(settings.database_url("portal"))
    with database.reading() as session:
        events = list(session.scalars(select(Entry.what)))
    database.close()
    return events


def trace(folder: Path, serial: str) -> list[dict[str, Any]]:
    """The journey of a device, as the terminal tells it."""
    journey: list[dict[str, Any]] = json.loads(reserve(folder, "trace", serial, "--json").stdout)["journey"]
    return journey


def reserve(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(arguments, os.environ | {"RESERVE_VAR": str(folder)}, within=180)
