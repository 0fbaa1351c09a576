"""`scanner watch`: each picture that appears in a folder is one scan, whatever happens around it."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import pytest
from click.testing import CliRunner

from scanner.codes import own_location_text
from scanner.commands import scanner
from scanner.commands.shared import EXIT_NOT_KEPT
from scanner.journal import Journal, NotKept
from scanner.sources import folder as folders
from scanner.sources import pictures
from scanner.sources.folder import Folder
from scanner.sources.keeping import Keeper
from scanner.sources.telling import Teller
from scanner.work import Work
from tests.integration.films import EMPTY, held, label

WORK = ["--service", "warehouse", "--action", "wipe", "--station", "quai-2"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files lie quiet, and are given up, sooner."""
    monkeypatch.setattr(folders, "QUIET_SECONDS", 0.1)
    monkeypatch.setattr(pictures, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(pictures, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(pictures, "AGAIN_SECONDS", 0.05)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "j")) as journal:
        yield journal


def picture(path: Path, *texts: str, seconds: int = 0) -> Path:
    """A photo of a label with these codes, or of none; taken so many seconds after the first."""
    cv2.imwrite(str(path), held(label(*texts))[0] if texts else EMPTY)
    os.utime(path, (1_600_000_000 + seconds,) * 2)
    return path


def run(inbox: Path, journal: Journal, *more: str) -> tuple[int, list[dict[str, Any]]]:
    """What the command ends with, and what it told."""
    words = ["--lang", "en", "watch", *WORK, "--once", "--json", "--journal", str(journal.folder), *more, str(inbox)]
    ran = CliRunner().invoke(scanner, words)
    return ran.exit_code, [json.loads(line) for line in ran.stdout.splitlines()]


def kept(journal: Journal) -> list[str]:
    return [scan.codes[0][0] for scan in journal.waiting()]


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_pictures_are_scans_in_the_order_they_were_taken_and_are_put_away(inbox: Path, journal: Journal):
    picture(inbox / "b.jpg", "5CG806KHTM", "1P9UZ86UT", seconds=1)
    picture(inbox / "a.png", "PF0ABC12", seconds=2)
    assert run(inbox, journal)[0] == 0
    first, second = journal.waiting()
    assert [text for text, _ in first.codes] == ["5CG806KHTM", "1P9UZ86UT"]
    assert second.codes[0][0] == "PF0ABC12"
    assert first.at.startswith("2020-09-13T")
    assert names(inbox) == ["read/a.png", "read/b.jpg"]


def test_what_shows_no_code_or_is_no_picture_is_set_aside_with_its_reason(inbox: Path, journal: Journal):
    picture(inbox / "bare.png")
    (inbox / "notes.txt").write_text("no picture", encoding="utf-8")
    (inbox / ".hidden").touch()
    (inbox / "next.jpg.part").touch()
    status, told = run(inbox, journal)
    assert (status, kept(journal)) == (1, [])
    assert [(one["source"], one["error"]) for one in told] == [("bare.png", "no code"), ("notes.txt", "not a picture")]
    assert names(inbox) == [".hidden", "next.jpg.part", "unread/bare.png", "unread/notes.txt"]


def test_pictures_of_one_name_stand_beside_each_other(inbox: Path, journal: Journal):
    for text in ("PF0ABC12", "PF0ABC13"):
        picture(inbox / "IMG_1.png", text)
        run(inbox, journal)
    assert names(inbox) == ["read/IMG_1-1.png", "read/IMG_1.png"]
    assert kept(journal) == ["PF0ABC12", "PF0ABC13"]


def test_a_shelf_photographed_holds_for_the_pictures_after_it(inbox: Path, journal: Journal):
    picture(inbox / "1.png", own_location_text("A-01-03"), seconds=1)
    picture(inbox / "2.png", "PF0ABC12", seconds=2)
    run(inbox, journal, "--action", "put_away")
    assert [scan.context for scan in journal.waiting()] == [{"location": "A-01-03"}]
    assert names(inbox) == ["read/1.png", "read/2.png"]


def test_a_file_still_being_written_is_waited_for(inbox: Path, journal: Journal, tmp_path: Path):
    data = picture(tmp_path / "whole.png", "5CG806KHTM").read_bytes()
    parts = [data[: len(data) // 3], data[len(data) // 3 : -9], data[-9:]]

    def write(_seconds: float) -> None:
        """Another part at each look, after the file lay quiet for long enough to be tried."""
        time.sleep(folders.QUIET_SECONDS + 0.05)
        if parts:
            with (inbox / "phone.png").open("ab") as file:
                file.write(parts.pop(0))

    write(0)
    watched(inbox, journal, write)
    assert kept(journal) == ["5CG806KHTM"]
    assert names(inbox) == ["read/phone.png"]


def test_a_crash_between_keeping_and_moving_makes_no_second_scan(
    inbox: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
):
    picture(inbox / "1.png", "5CG806KHTM")

    def killed(folder: Folder, one: object, place: str) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "put", killed)
        run(inbox, journal)
    assert names(inbox) == ["1.png"]
    (before,) = journal.waiting()
    run(inbox, journal)
    assert [scan.wire() for scan in journal.waiting()] == [before.wire()]
    assert names(inbox) == ["read/1.png"]


def test_the_same_label_photographed_twice_is_two_scans(inbox: Path, journal: Journal):
    picture(inbox / "1.png", "5CG806KHTM", seconds=1)
    shutil.copy(inbox / "1.png", inbox / "2.png")
    run(inbox, journal)
    assert kept(journal) == ["5CG806KHTM"] * 2


def test_a_picture_whose_scan_cannot_be_kept_stays_and_is_tried_again(inbox: Path, tmp_path: Path):
    picture(inbox / "1.png", "5CG806KHTM")
    full = Full(tmp_path / "j", 2)

    def until_kept(seconds: float) -> None:
        time.sleep(seconds)
        if names(inbox) == ["read/1.png"]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watched(inbox, full, until_kept, only_now=False)
    assert (full.refusals, kept(full)) == (0, ["5CG806KHTM"])
    full.close()


def test_a_journal_that_keeps_nothing_leaves_all_where_it_is(inbox: Path, tmp_path: Path):
    picture(inbox / "1.png", "5CG806KHTM")
    (tmp_path / "file").touch()
    status, told = run(inbox, Journal(tmp_path / "file" / "in the way"))
    assert (status, [one["not_kept"] for one in told], names(inbox)) == (EXIT_NOT_KEPT, [True], ["1.png"])


def test_a_folder_is_watched_until_the_process_is_stopped(inbox: Path, journal: Journal):
    words = [sys.executable, "-m", "scanner", "watch", *WORK, "--journal", str(journal.folder), str(inbox)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        for number in range(2):
            picture(inbox / f"{number}.png", f"PF0ABC1{number}")
            assert f"PF0ABC1{number}" in process.stdout.readline()
        process.terminate()
    assert process.returncode == 0
    assert kept(journal) == ["PF0ABC10", "PF0ABC11"]


class Full(Journal):
    """A journal on a disk that is full at the first so many tries."""

    def __init__(self, folder: Path, refusals: int) -> None:
        super().__init__(folder)
        self.refusals = refusals

    def keep(self, scans: Any) -> None:
        if self.refusals:
            self.refusals -= 1
            raise NotKept("The disk is full.")
        super().keep(scans)


def watched(inbox: Path, journal: Journal, sleep: Callable[[float], None], only_now: bool = True) -> None:
    keeper = Keeper(journal, Work("warehouse", "quai-2", "wipe"), Teller(quiet=True))
    pictures.watch(Folder(inbox), keeper, only_now, sleep)
