"""The journal keeps what it took, through crashes and between processes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.journal import ANSWERS, SCANS, Answer, Busy, Journal
from scanner.scan import Scan

WRITER = """
import sys
from pathlib import Path
from scanner.journal import Journal
from scanner.scan import Scan
journal, name, count = Journal(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for number in range(count):
    journal.keep([Scan("warehouse", name, "store", ((f"{name}-{number:05}", "Code128"),))])
    print(number, flush=True)
"""


def scanned(text: str = "CNK8181G2C", service: str = "warehouse") -> Scan:
    return Scan(service, "quai-2", "put_away", ((text, "Code128"),), {"location": "A-01-03"})


def writer(folder: Path, name: str, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(folder), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_what_was_kept_waits_in_order(tmp_path: Path):
    journal, scans = Journal(tmp_path / "new" / "folder"), [scanned(str(number)) for number in range(10)]
    journal.keep(scans[:4])
    journal.keep(scans[4:])
    assert Journal(journal.folder).waiting() == scans


def test_an_answered_scan_waits_no_more_and_stays_on_record(tmp_path: Path):
    journal, first, second = Journal(tmp_path), scanned("one"), scanned("two")
    journal.keep([first, second])
    journal.answer([Answer(first.id, "refused", "Unknown.", {"code": "unknown"})])
    assert journal.waiting() == [second]
    assert journal.answers()[first.id].problem == {"code": "unknown"}
    assert list(journal.scans()) == [first.id, second.id]


def test_a_new_folder_is_an_empty_journal(tmp_path: Path):
    assert Journal(tmp_path / "none").waiting() == []


@pytest.mark.parametrize("torn", [b'{"service": "wareh', b"{}", b"\xc3", b"x" * 200_000])
def test_a_torn_last_line_is_dropped_and_the_next_scan_is_whole(tmp_path: Path, torn: bytes):
    journal, before, after = Journal(tmp_path), scanned("before"), scanned("after")
    journal.keep([before])
    with (tmp_path / SCANS).open("ab") as file:
        file.write(torn)
    assert journal.waiting() == [before]
    journal.keep([after])
    assert journal.waiting() == [before, after]


def test_a_journal_of_one_torn_line_is_empty(tmp_path: Path):
    (tmp_path / SCANS).write_bytes(b'{"serv')
    (tmp_path / ANSWERS).write_bytes(b"")
    Journal(tmp_path).keep([one := scanned()])
    assert Journal(tmp_path).waiting() == [one]


def test_a_killed_writer_loses_nothing_it_said_it_kept(tmp_path: Path):
    with writer(tmp_path, "a", 100_000) as process:
        assert process.stdout
        said = [int(process.stdout.readline()) for _ in range(20)][-1]
        os.kill(process.pid, signal.SIGKILL)
        said = max([said, *(int(line) for line in process.stdout.read().splitlines())])
    kept = [scan.codes[0][0] for scan in Journal(tmp_path).waiting()]
    assert kept[: said + 1] == [f"a-{number:05}" for number in range(said + 1)]
    Journal(tmp_path).keep([scanned("after")])
    assert Journal(tmp_path).waiting()[-1].codes[0][0] == "after"


def test_several_processes_write_at_once_and_each_line_is_whole(tmp_path: Path):
    writers = [writer(tmp_path, name, 40) for name in "abc"]
    for process in writers:
        process.communicate()
        assert process.returncode == 0
    kept = [scan.codes[0][0] for scan in Journal(tmp_path).waiting()]
    assert sorted(kept) == sorted(f"{name}-{number:05}" for name in "abc" for number in range(40))


def test_only_one_sends_at_a_time(tmp_path: Path):
    with Journal(tmp_path).sending():
        with pytest.raises(Busy), Journal(tmp_path).sending():
            pass
        Journal(tmp_path).keep([scanned()])
    with Journal(tmp_path).sending():
        pass


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=3), st.dictionaries(TEXTS, TEXTS, max_size=2))
def test_a_scan_comes_back_from_its_wire_form(codes: list[tuple[str, str]], context: dict[str, str]):
    scan = Scan("shipping", "s", "a", tuple(codes), context)
    assert Scan.from_wire("shipping", json.loads(json.dumps(scan.wire()))) == scan


def test_ids_made_later_sort_later_and_moments_carry_their_zone():
    scans = [scanned() for _ in range(50)]
    assert [scan.id for scan in scans] == sorted({scan.id for scan in scans})
    assert scans[0].at[-6] in "+-"
