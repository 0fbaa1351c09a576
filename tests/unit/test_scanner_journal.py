"""The journal keeps what it took, in order, between processes, and whatever moment one of them is killed at."""

import json
import os
import random
import signal
import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.journal import Answer, Busy, Journal, NotKept
from scanner.scan import Scan
from tests.unit.journal_writers import DEADLY, KEEP, kept, lines, run, scanned, start, texts

KILLED = -signal.SIGKILL


def test_what_was_kept_waits_in_order(tmp_path: Path):
    journal, scans = Journal(tmp_path / "new" / "folder"), [scanned(str(number)) for number in range(10)]
    journal.keep(scans[:4])
    journal.keep(scans[4:])
    again = Journal(journal.folder)
    assert again.waiting() == scans
    assert again.waiting(3) == scans[:3]
    assert again.count_waiting() == 10


def test_an_answered_scan_waits_no_more_and_stays_on_record(tmp_path: Path):
    journal, first, second = Journal(tmp_path), scanned("one"), scanned("two")
    journal.keep([first, second])
    journal.answer([Answer(first.id, "refused", "Unknown. \ud800", {"code": "unknown \ud800"})])
    assert journal.waiting() == [second]
    (refused,) = journal.refused()
    assert (refused.scan, refused.say, refused.number) == (first, "Unknown. ?", 1)
    assert refused.problem == {"code": "unknown \ud800"}


def test_a_scan_kept_twice_is_kept_once(tmp_path: Path):
    journal, scan = Journal(tmp_path), scanned()
    journal.keep([scan, scan])
    journal.keep([scan])
    assert journal.waiting() == [scan]


def test_a_new_folder_is_an_empty_journal(tmp_path: Path):
    state = Journal(tmp_path / "none").state()
    assert (state.waiting, state.oldest_waiting, state.gaps, state.mended) == (0, None, [], [])


def test_the_plain_copy_says_number_service_and_scan(tmp_path: Path):
    scans = kept(Journal(tmp_path), "one", "two")
    said = [(line["number"], line["service"], line["scan"]) for line in lines(tmp_path)]
    assert said == [(number, "warehouse", scan.wire()) for number, scan in enumerate(scans, 1)]


@pytest.mark.parametrize("torn", [b'{"service": "wareh', b"{}", b"\xc3", b"x" * 200_000, b"\0" * 4096])
def test_a_torn_last_line_is_cut_off_and_the_next_scan_is_whole(tmp_path: Path, torn: bytes):
    journal = Journal(tmp_path)
    (before,) = kept(journal, "before")
    with (tmp_path / "scans.jsonl").open("ab") as file:
        file.write(torn)
    (after,) = kept(journal, "after")
    assert Journal(tmp_path).waiting() == [before, after]
    assert len(lines(tmp_path)) == 2


def test_a_scan_that_only_reached_the_text_comes_in(tmp_path: Path):
    """As after a kill between the text and the database's commit."""
    first, second = Journal(tmp_path / "a"), Journal(tmp_path / "b")
    one, two = scanned("one"), scanned("two")
    first.keep([one])
    second.keep([one, two])
    first.close()
    (tmp_path / "a" / "scans.jsonl").write_bytes((tmp_path / "b" / "scans.jsonl").read_bytes())
    three = scanned("three")
    first.keep([three])
    assert first.waiting() == [one, two, three]
    assert [line["number"] for line in lines(tmp_path / "a")] == [1, 2, 3]


@pytest.mark.parametrize("seed", range(8))
def test_a_writer_killed_at_any_moment_loses_nothing_it_said_it_kept(tmp_path: Path, seed: int):
    draw, said = random.Random(seed), []
    for name in ("a", "b"):
        with start(tmp_path, name, 100_000) as process:
            assert process.stdout
            said += [process.stdout.readline().strip() for _ in range(draw.randrange(1, 30))]
            # Somewhere between two lines: a loop of uncertain length, not a clock, chooses where.
            for _ in range(draw.randrange(20_000)):
                pass
            os.kill(process.pid, signal.SIGKILL)
            said += process.stdout.read().split()
    journal = Journal(tmp_path)
    waiting = texts(journal.waiting())
    assert [text for text in waiting if text in set(said)] == said
    assert len(waiting) <= len(said) + 2
    kept(journal, "after")
    assert texts(Journal(tmp_path).waiting()) == [*waiting, "after"]
    assert journal.state().gaps == []


def test_killed_at_each_change_of_the_disk_in_turn_nothing_said_is_lost(tmp_path: Path):
    status, moment = KILLED, 0
    while status == KILLED:
        moment += 1
        folder = tmp_path / str(moment)
        kept(Journal(folder), "before")
        status, said, errors = run(folder, DEADLY + KEEP.replace("range(count)", "range(3)"), moment)
        waiting = texts(Journal(folder).waiting())
        assert waiting[: len(said) + 1] == ["before", *said], (moment, errors)
        assert len(waiting) <= len(said) + 2
        kept(Journal(folder), "after")
        assert texts(Journal(folder).waiting()) == [*waiting, "after"]
    assert (status, moment > 6) == (0, True)


def test_several_processes_write_at_once_and_each_scan_is_whole(tmp_path: Path):
    writers = [start(tmp_path, name, 40) for name in "abc"]
    for process in writers:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    waiting = texts(Journal(tmp_path).waiting())
    assert sorted(waiting) == sorted(f"{name}-{number:05}" for name in "abc" for number in range(40))
    assert texts([Scan.from_wire("warehouse", line["scan"]) for line in lines(tmp_path)]) == waiting


def test_threads_share_one_journal(tmp_path: Path):
    journal = Journal(tmp_path)
    threads = [threading.Thread(target=kept, args=(journal, *(f"{name}{n}" for n in range(20)))) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(texts(journal.waiting())) == sorted(f"{name}{n}" for name in "abc" for n in range(20))


def test_only_one_sends_at_a_time(tmp_path: Path):
    with Journal(tmp_path).sending():
        with pytest.raises(Busy), Journal(tmp_path).sending():
            pass
        Journal(tmp_path).keep([scanned()])
    with Journal(tmp_path).sending():
        pass


def test_what_waits_and_the_counts_are_found_by_an_index(tmp_path: Path):
    """However many scans were taken before."""
    kept(Journal(tmp_path), "one")
    with sqlite3.connect(tmp_path / "journal.db") as connection:
        for asked in (
            "SELECT wire FROM scan WHERE outcome IS NULL ORDER BY number LIMIT 500",
            "SELECT number FROM scan WHERE outcome = 'refused' AND settled IS NULL ORDER BY number",
            "SELECT outcome, count(*) FROM scan GROUP BY outcome",
        ):
            plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked}"))
            assert "scan_outcome" in plan
            assert "TEMP B-TREE" not in plan
    connection.close()


def test_a_scan_that_no_file_can_take_is_refused_at_once(tmp_path: Path):
    journal = Journal(tmp_path)
    with pytest.raises(UnicodeEncodeError):
        journal.keep([scanned("\ud800")])
    assert journal.waiting() == []


def test_a_folder_that_is_a_file_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(NotKept):
        Journal(tmp_path / "file").keep([scanned()])


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=3), st.dictionaries(TEXTS, TEXTS, max_size=2))
def test_a_scan_comes_back_from_its_wire_form(codes: list[tuple[str, str]], context: dict[str, str]):
    scan = Scan("shipping", "s", "a", tuple(codes), context)
    assert Scan.from_wire("shipping", json.loads(json.dumps(scan.wire()))) == scan


def test_ids_made_later_sort_later_and_moments_carry_their_zone():
    scans = [scanned() for _ in range(50)]
    assert [scan.id for scan in scans] == sorted({scan.id for scan in scans})
    assert scans[0].at[-6] in "+-"
