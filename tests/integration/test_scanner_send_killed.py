"""A real `scanner send` is told to stop, or killed at the worst moment: every scan acts once, in order."""

import os
import random
import signal
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.journal import Journal
from tests.integration.scan_site import PATIENCE_SECONDS, Site, keep, sender, served


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as site:
        yield site


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_command_follows_until_it_is_told_to_stop(site: Site, journal: Journal, tmp_path: Path, ending: int):
    keep(journal, "1")
    with sender(site, journal, tmp_path, "--follow") as process:
        assert process.stdout
        assert process.stdout.readline().startswith("done ")
        keep(journal, "2")
        assert process.stdout.readline().startswith("done ")
        process.send_signal(ending)
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)
        assert (process.returncode, errors) == (0, "")


def test_the_batch_in_hand_is_finished_before_the_command_ends(site: Site, journal: Journal, tmp_path: Path):
    keep(journal, "1")
    asked, told = threading.Event(), threading.Event()
    site.instead = [lambda body: (asked.set(), told.wait(PATIENCE_SECONDS), None)[-1]]
    with sender(site, journal, tmp_path, "--follow") as process:
        assert asked.wait(PATIENCE_SECONDS)
        process.send_signal(signal.SIGTERM)
        told.set()
        process.communicate(timeout=PATIENCE_SECONDS)
        assert (process.returncode, journal.count_waiting()) == (0, 0)


@pytest.mark.parametrize("words", [(), ("--follow",)])
def test_killed_between_the_answer_and_its_recording_the_same_ids_go_again(
    site: Site, journal: Journal, tmp_path: Path, words: tuple[str, ...]
):
    scans = keep(journal, "1", "2", "3")
    holding = sqlite3.connect(journal.folder / "journal.db", isolation_level=None, check_same_thread=False)
    # From before the answer on nobody else can write: the sender has its answer and cannot record it.
    site.instead = [lambda body: (holding.execute("BEGIN IMMEDIATE"), None)[-1]]
    with sender(site, journal, tmp_path, *words) as process:
        assert site.answered.wait(PATIENCE_SECONDS)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    holding.close()
    assert journal.count_waiting() == 3
    with sender(site, journal, tmp_path) as again:
        said, _ = again.communicate(timeout=PATIENCE_SECONDS)
    assert again.returncode == 0, said
    ids = [scan.id for scan in scans]
    assert (site.ids, site.acted) == ([ids, ids], ids)
    assert [line.split()[2:] for line in said.splitlines()[:3]] == [["done", "1"], ["done", "2"], ["done", "3"]]


@pytest.mark.parametrize("seed", range(3))
def test_killed_again_and_again_at_any_moment_every_scan_acts_once_and_in_order(
    site: Site, journal: Journal, tmp_path: Path, seed: int
):
    draw, scans = random.Random(seed), []
    for turn in range(4):
        for service in ("warehouse", "shipping") * 3:
            scans += keep(journal, *(f"{turn}-{number}" for number in range(5)), service=service)
        reached = threading.Event()
        site.instead = [lambda body: None] * draw.randrange(4) + [lambda body, told=reached: told.set()]
        with sender(site, journal, tmp_path, "--follow") as process:
            assert reached.wait(PATIENCE_SECONDS)
            scans += keep(journal, "meanwhile")
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    with sender(site, journal, tmp_path) as last:
        last.communicate(timeout=PATIENCE_SECONDS)
    assert last.returncode == 0
    assert site.acted == [scan.id for scan in scans]
    assert journal.count_waiting() == 0
