"""A January week at one part in fifty, played as a user plays it: audited clean, told from the log, interruptible."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest

from tests.servers.process import free_port
from tests.system.waiting import wait_until

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "services", "play", "surge", "--part", "50", "--exit", "--json"]


def surroundings(folder: Path) -> dict[str, str]:
    return os.environ | {"RESERVE_VAR": str(folder), "RESERVE_PORT": str(free_port())}


def play(folder: Path) -> dict[str, Any]:
    environment = surroundings(folder)
    done = subprocess.run(COMMAND, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("play")


@pytest.fixture(scope="module")
def interrupted(folder: Path) -> subprocess.CompletedProcess[str]:
    """A week that was ended by Ctrl-C once its first truck was announced; the next one is played on the same site."""
    with subprocess.Popen(COMMAND, cwd=ROOT, env=surroundings(folder), stdout=PIPE, stderr=PIPE, text=True) as running:
        wait_until(lambda: list(folder.glob("play/*/asn-0.csv")), 120)
        running.send_signal(signal.SIGINT)
        out, told = running.communicate(timeout=120)
    return subprocess.CompletedProcess(COMMAND, running.returncode, out, told)


@pytest.fixture(scope="module")
def played(folder: Path, interrupted: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return play(folder)


def test_a_week_that_is_interrupted_says_so(interrupted: subprocess.CompletedProcess[str]) -> None:
    assert interrupted.returncode == 130
    assert "Interrompu" in interrupted.stderr


def test_the_week_is_played_after_it_and_the_audit_has_nothing_to_say(played: dict[str, Any]) -> None:
    assert played["audit"]["differences"] == []
    totals = {flow: sum(counts) for flow, counts in played["week"]["by_day"].items()}
    assert totals["shipped"] == totals["delivered"]
    assert totals["accepted"] + totals["damaged"] + totals["missing"] == totals["delivered"]
    assert totals["damaged"] > 0
    assert totals["missing"] > 0
    assert totals["sent_back"] > 0
    assert totals["handed_over"] == totals["configured"] > 0


def test_what_happened_lies_on_its_day(played: dict[str, Any]) -> None:
    by_day = played["week"]["by_day"]
    days = {flow: {day for day, count in enumerate(counts) if count} for flow, counts in by_day.items()}
    assert days["received"] <= {0, 1, 6}
    assert days["shipped"] == {2, 3}
    # What was received without a network counts on its day, though it was sent two days later.
    assert days["accepted"] == {3, 4}
    assert days["handed_over"] == {5, 6}


def test_single_scans_were_measured_beside_it(played: dict[str, Any]) -> None:
    waits = played["single_scans_at_the_client"]
    assert waits["count"] > 0
    assert waits["p50_ms"] <= waits["p99_ms"] <= waits["max_ms"]
