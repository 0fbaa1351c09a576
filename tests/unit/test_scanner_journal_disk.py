"""A disk that is full, closed or gone is told, and costs nothing that was kept before; scanning goes on when it can."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scanner.journal import Answer, Journal, NotKept, purge, settle
from tests.unit.journal_writers import kept, run, scanned, texts

# Room comes back by itself when SQLite takes its log into the database: what counts is full is five times in a row.
ENOUGH = 5
# Keeps until it cannot, and says so; is given room, and keeps on.
UNTIL_FULL = """
def keep(number):
    journal.keep([Scan("warehouse", name, "store", ((f"{name}-{number:05}", "Code128"),))])
    print(f"{name}-{number:05}", flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (count, resource.RLIM_INFINITY))
number = failed = 0
while failed < 5:
    try:
        keep(number)
        number, failed = number + 1, 0
    except NotKept as error:
        print(f"FULL {error}", flush=True)
        failed += 1
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
for number in range(number, number + 5):
    keep(number)
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(place: Path) -> Path:
    """A file that takes all the room that is left."""
    path = place / "filling"
    with path.open("ab", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return path


@pytest.mark.parametrize("size", [24_000, 40_000, 70_000, 150_000])
def test_a_file_that_may_not_grow_loses_nothing_that_was_kept_and_scanning_goes_on(tmp_path: Path, size: int):
    status, said, errors = run(tmp_path, UNTIL_FULL, size)
    assert status == 0, errors
    full = [line for line in said if line.startswith("FULL ")]
    assert len(full) >= ENOUGH
    assert said[-1] == f"a-{len(said) - len(full) - 1:05}"
    journal = Journal(tmp_path)
    assert texts(journal.waiting()) == [line for line in said if line not in full]
    assert journal.state().gaps == []


def keep_until_full(journal: Journal) -> tuple[list[str], str]:
    """What was acknowledged, and the sentence that told of the full disk."""
    said, failed, sentence = [], 0, ""
    while failed < ENOUGH:
        try:
            said += texts(kept(journal, str(len(said))))
            failed = 0
        except NotKept as error:
            failed, sentence = failed + 1, str(error)
    return said, sentence


def test_a_full_disk_is_told_in_a_sentence_that_says_what_to_do(small_disk: Path):
    journal = Journal(small_disk / "journal")
    kept(journal, "first")
    filling = fill(small_disk)
    said, sentence = keep_until_full(journal)
    assert re.search(r"(?i)the disk is full.*make room|le disque est plein.*faites de la place", sentence)
    filling.unlink()
    said += texts(kept(journal, "after"))
    assert texts(journal.waiting()) == ["first", *said]
    assert texts(Journal(small_disk / "journal").waiting()) == ["first", *said]


def test_a_disk_filled_by_the_journal_itself_keeps_all_that_was_acknowledged(small_disk: Path):
    journal = Journal(small_disk / "journal")
    said, _ = keep_until_full(journal)
    assert len(said) > 100
    assert texts(read_elsewhere(small_disk / "journal", small_disk.parent / "copy").waiting()) == said
    subprocess.run(["mount", "-o", "remount,size=4m", small_disk], check=True)
    said += texts(kept(journal, "after"))
    assert texts(journal.waiting()) == said


def read_elsewhere(folder: Path, copy: Path) -> Journal:
    """What the disk holds, as another machine would find it there."""
    copy.mkdir()
    for path in folder.iterdir():
        if path.name != "journal.db-shm":
            (copy / path.name).write_bytes(path.read_bytes())
    return Journal(copy)


def answer(journal: Journal) -> None:
    journal.answer([Answer(scan.id, "done", "x" * 4000) for scan in journal.waiting()])


def settle_all(journal: Journal) -> None:
    settle(journal, [], "Ann", "x" * 400, lambda scan: scan)


def purge_all(journal: Journal) -> None:
    purge(journal, 0)


@pytest.mark.parametrize("act", [answer, settle_all, purge_all])
def test_whatever_else_finds_the_disk_full_changes_nothing(small_disk: Path, act: Callable[[Journal], None]):
    journal = Journal(small_disk / "journal")
    scans = [scanned(f"{number:03}") for number in range(150)]
    journal.keep(scans)
    journal.answer([Answer(scan.id, "refused", "No.") for scan in scans[:60]])
    journal.answer([Answer(scan.id, "done", "Done.") for scan in scans[60:120]])
    before = journal.state(everything=True)
    filling = fill(small_disk)
    with pytest.raises(NotKept):
        act(journal)
    filling.unlink()
    assert journal.state(everything=True) == before
    act(journal)
    assert journal.state(everything=True) != before


def test_a_closed_disk_is_told(small_disk: Path):
    journal = Journal(small_disk / "journal")
    scans = kept(journal, "a", "b")
    journal.close()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(NotKept, match=r"(?i)cannot be written|ne peut pas"):
        kept(journal, "c")
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    assert journal.waiting() == scans


def test_a_disk_that_fails_is_told_and_the_text_is_cut_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    journal = Journal(tmp_path)
    scans = kept(journal, "a", "b")
    before = (tmp_path / "scans.jsonl").read_bytes()

    def fail(descriptor: int) -> None:
        raise OSError(5, os.strerror(5))

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", fail)
        with pytest.raises(NotKept, match=r"(?i)fail|défaill"):
            journal.keep([scanned("c")])
    assert (tmp_path / "scans.jsonl").read_bytes() == before
    assert journal.waiting() == scans
