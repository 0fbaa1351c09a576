"""A damaged journal says so, keeps nothing meanwhile, and is mended without losing what was kept."""

import os
import random
import signal
import sqlite3
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from scanner.journal import Answer, Broken, Journal, NotKept, mend, settle
from scanner.scan import Scan
from tests.unit.journal_writers import DEADLY, kept, lines, run, scanned, texts

COUNT = 120


@pytest.fixture
def scans(tmp_path: Path) -> list[Scan]:
    """A closed journal: a third taken, three refused, one of which is settled and sent again."""
    journal = Journal(tmp_path)
    scans = [scanned(f"S{number:04}") for number in range(COUNT)]
    journal.keep(scans)
    journal.answer(Answer(scan.id, "done", "Done.") for scan in scans[:40])
    journal.answer(Answer(scan.id, "refused", "No.", {"code": "x"}) for scan in scans[40:43])
    settle(journal, [scans[41].id], "Ann", "sent anew", lambda scan: scan)
    journal.close()
    return scans


def everything(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "journal.db") as connection:
        found = [row[0] for row in connection.execute("SELECT id FROM scan ORDER BY number")]
    connection.close()
    return found


def digests(folder: Path) -> dict[str, str]:
    found = [folder / name for name in ("journal.db", "scans.jsonl") if (folder / name).exists()]
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in found}


def pages(path: Path) -> int:
    return path.stat().st_size // 4096


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def zero_page(folder: Path) -> None:
    path = folder / "journal.db"
    overwrite(path, 4096 * (pages(path) // 2), bytes(4096))


def garbage_header(folder: Path) -> None:
    overwrite(folder / "journal.db", 0, random.Random(1).randbytes(100))


def garbage_throughout(folder: Path) -> None:
    overwrite(folder / "journal.db", 0, random.Random(2).randbytes((folder / "journal.db").stat().st_size))


def cut_database(folder: Path) -> None:
    os.truncate(folder / "journal.db", (folder / "journal.db").stat().st_size // 2)


def emptied_database(folder: Path) -> None:
    os.truncate(folder / "journal.db", 0)


def deleted_database(folder: Path) -> None:
    (folder / "journal.db").unlink()


def another_database(folder: Path) -> None:
    (folder / "journal.db").unlink()
    with sqlite3.connect(folder / "journal.db") as connection:
        connection.execute("CREATE TABLE scan (number INTEGER)")
    connection.close()


def changed_character(folder: Path) -> None:
    """Still JSON, still a database: and another serial."""
    data = (folder / "journal.db").read_bytes()
    overwrite(folder / "journal.db", data.index(b'"S0100"'), b'"S0700"')


def emptied_index(folder: Path) -> None:
    """SQLite itself would not notice that nothing waits."""
    with sqlite3.connect(folder / "journal.db", isolation_level=None) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'scan_outcome'").fetchone()[0]
    connection.close()
    overwrite(folder / "journal.db", 4096 * (root - 1), b"\x0a\0\0\0\0\0\0\0")


def cut_text(folder: Path) -> None:
    os.truncate(folder / "scans.jsonl", (folder / "scans.jsonl").stat().st_size - 500)


def deleted_text(folder: Path) -> None:
    (folder / "scans.jsonl").unlink()


def garbage_in_text(folder: Path) -> None:
    overwrite(folder / "scans.jsonl", 5000, b"\xff\n" * 600)


def changed_text(folder: Path) -> None:
    data = (folder / "scans.jsonl").read_bytes()
    overwrite(folder / "scans.jsonl", data.index(b'"S0100"'), b'"S0700"')


DAMAGES = [
    zero_page,
    garbage_header,
    garbage_throughout,
    cut_database,
    emptied_database,
    deleted_database,
    another_database,
    changed_character,
    emptied_index,
    cut_text,
    deleted_text,
    garbage_in_text,
    changed_text,
]
# Here the answers are on no disk any more: those scans are sent again and get the same ones.
WITHOUT_ANSWERS = {garbage_header, garbage_throughout, emptied_database, deleted_database, another_database}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_keeps_nothing_and_is_mended_without_loss(
    tmp_path: Path, scans: list[Scan], damage: Callable[[Path], None]
):
    before = everything(tmp_path)
    damage(tmp_path)
    harmed = digests(tmp_path)
    with pytest.raises(Broken, match="scanner mend"):
        Journal(tmp_path).keep([scanned("meanwhile")])
    story = mend(tmp_path)
    assert story
    assert (story["scans"], story["lost"]) == (COUNT + 1, 0)
    journal = Journal(tmp_path)
    assert everything(tmp_path) == before
    assert [line["scan"]["id"] for line in lines(tmp_path) if "scan" in line] == before
    assert journal.state().mended == [story]
    assert {scan.id: scan for scan in journal.waiting()}.items() >= {scan.id: scan for scan in scans[43:]}.items()
    # SQLite has made what it is another's database its own kind by then.
    assert digests(tmp_path / story["aside"]) == harmed or damage is another_database
    if damage not in WITHOUT_ANSWERS:
        assert journal.state().done > 0
    kept(journal, "after")
    assert mend(tmp_path) is None


@pytest.mark.parametrize("damage", [cut_text, deleted_text, garbage_in_text, changed_text, changed_character])
def test_no_answer_is_lost_where_the_database_can_be_read(
    tmp_path: Path, scans: list[Scan], damage: Callable[[Path], None]
):
    damage(tmp_path)
    mend(tmp_path)
    state = Journal(tmp_path).state()
    assert (state.done, state.settled, [one.scan for one in state.refused]) == (40, 1, [scans[40], scans[42]])


@pytest.mark.parametrize("damage", DAMAGES)
def test_who_settled_what_outlives_the_database(tmp_path: Path, scans: list[Scan], damage: Callable[[Path], None]):
    damage(tmp_path)
    mend(tmp_path)
    journal = Journal(tmp_path)
    journal.answer([Answer(scan.id, "refused", "No.") for scan in scans[40:43]])
    assert [one.scan for one in journal.refused()] == [scans[40], scans[42]]
    (settled,) = [one for one in journal.refused(everything=True) if one.settled]
    assert (settled.by, settled.why, settled.again) == ("Ann", "sent anew", journal.waiting()[-1].id)


@pytest.mark.parametrize("seed", range(10))
def test_both_files_damaged_at_once_lose_only_what_both_lost_and_say_so(tmp_path: Path, scans: list[Scan], seed: int):
    draw, before = random.Random(seed), everything(tmp_path)
    for path in (tmp_path / "journal.db", tmp_path / "scans.jsonl"):
        overwrite(path, draw.randrange(4096, path.stat().st_size - 2000), draw.randbytes(2000))
    story = mend(tmp_path)
    assert story
    state = Journal(tmp_path).state()
    left = set(everything(tmp_path))
    assert left <= set(before)
    assert sum(last - first + 1 for first, last in state.gaps) == story["lost"] == COUNT + 1 - len(left)


def test_what_the_databases_log_lost_comes_back_from_the_text(tmp_path: Path):
    journal = Journal(tmp_path)
    scans = kept(journal, *"abcdef")
    for name in ("journal.db", "scans.jsonl", "journal.db-wal"):
        (tmp_path / "copy").mkdir(exist_ok=True)
        (tmp_path / "copy" / name).write_bytes((tmp_path / name).read_bytes())
    log = tmp_path / "copy" / "journal.db-wal"
    overwrite(log, log.stat().st_size // 2, b"\xff" * 64)
    copied = Journal(tmp_path / "copy")
    assert copied.waiting() == scans


def test_a_database_deleted_under_a_running_scanner_is_told_at_the_next_scan(tmp_path: Path):
    journal = Journal(tmp_path)
    scans = kept(journal, "a", "b")
    (tmp_path / "journal.db").unlink()
    with pytest.raises(Broken):
        kept(journal, "c")
    assert mend(tmp_path)
    after = kept(journal, "d")
    assert journal.waiting() == scans + after


def test_nothing_is_mended_under_a_running_scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("scanner.journal.mending.PATIENCE_SECONDS", 0)
    running = Journal(tmp_path)
    scans = kept(running, "a", "b")
    changed = (tmp_path / "scans.jsonl").read_bytes().replace(b'"a"', b'"A"')
    (tmp_path / "scans.jsonl").write_bytes(changed)
    with pytest.raises(NotKept, match=r"(?i)another process|autre processus"):
        mend(tmp_path)
    running.close()
    assert mend(tmp_path)
    assert running.waiting() == scans


def test_a_scanner_that_starts_meanwhile_waits_for_the_mending(tmp_path: Path, scans: list[Scan]):
    zero_page(tmp_path)
    mending = threading.Thread(target=mend, args=(tmp_path,))
    mending.start()
    mending.join()
    assert Journal(tmp_path).count_waiting() >= COUNT - 43


def test_mending_killed_at_each_change_of_the_disk_can_be_done_again(tmp_path: Path):
    status, moment = -signal.SIGKILL, 0
    while status == -signal.SIGKILL:
        moment += 1
        folder = tmp_path / str(moment)
        journal = Journal(folder)
        scans = kept(journal, *"abcdef")
        journal.answer([Answer(scans[0].id, "done", "Done.")])
        journal.close()
        changed_first = (folder / "scans.jsonl").read_bytes().replace(b'"f"', b'"F"')
        (folder / "scans.jsonl").write_bytes(changed_first)
        status, _, errors = run(folder, DEADLY + "mend(Path(sys.argv[1]))", moment)
        mend(folder)
        assert texts(Journal(folder).waiting()) == list("bcdef"), (moment, errors)
        assert (Journal(folder).state().done, mend(folder)) == (1, None)
    assert (status, moment > 6) == (0, True)
