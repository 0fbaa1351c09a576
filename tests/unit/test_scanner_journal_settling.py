"""A person settles what was refused; what has long been over is purged; what is lost is told."""

import signal
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.journal import Answer, Journal, Unsettled, mend, purge, settle
from scanner.scan import Scan
from tests.unit.journal_writers import DEADLY, kept, lines, run, texts


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """Scans 1 to 6: taken, repeated, three refused, one that waits."""
    journal = Journal(tmp_path)
    scans = kept(journal, *"abcdef")
    outcomes = ("done", "repeated", "refused", "refused", "refused")
    journal.answer(Answer(scan.id, outcome, "So.") for scan, outcome in zip(scans, outcomes, strict=False))
    return journal


def numbers(journal: Journal) -> list[int]:
    return [one.number for one in journal.refused()]


def test_a_refused_scan_stays_until_a_person_closes_it_and_then_on_record(journal: Journal):
    assert numbers(journal) == [3, 4, 5]
    closed = journal.refused()[1]
    assert [one.again for one in settle(journal, ["3", closed.scan.id], "Ann", "counted by hand")] == [None, None]
    assert numbers(journal) == [5]
    settled = [one for one in journal.refused(everything=True) if one.settled]
    assert [(one.number, one.by, one.why, one.again) for one in settled] == [
        (3, "Ann", "counted by hand", None),
        (4, "Ann", "counted by hand", None),
    ]
    assert (journal.state().settled, journal.count_waiting()) == (2, 1)


def test_sent_again_it_is_a_new_scan_that_is_linked_to_the_old(journal: Journal):
    (old, *_) = journal.refused()

    def correct(scan: Scan) -> Scan:
        return replace(scan, action="store", context=scan.context | {"location": "B-02"})

    (settled,) = settle(journal, ["3"], "Ann", "wrong shelf", correct)
    _, new = journal.waiting()
    assert settled.again == new
    assert (new.codes, new.action, new.context) == (old.scan.codes, "store", {"location": "B-02"})
    assert (new.id != old.scan.id, new.at > old.scan.at) == (True, True)
    journal.answer([Answer(new.id, "refused", "Again no.")])
    again = journal.refused()[-1]
    assert (again.number, again.before) == (7, old.scan.id)
    assert journal.refused(everything=True)[0].again == new.id


def test_without_names_all_that_are_unsettled_are_settled(journal: Journal):
    settle(journal, ["4"], "Ann", "first")
    assert len(settle(journal, [], "Bob", "the rest")) == 2
    assert [one.by for one in journal.refused(everything=True)] == ["Bob", "Ann", "Bob"]
    assert settle(journal, [], "Bob", "nothing left") == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("99", "99: no such scan"),
        ("none", "none: no such scan"),
        ("9" * 40, "no such scan"),
        ("1", "1: not refused, it was taken"),
        ("6", "6: not refused, it still waits"),
        ("5", "5: already settled by Bob: so"),
    ],
)
def test_what_cannot_be_settled_is_named_and_then_nothing_is(journal: Journal, name: str, said: str):
    settle(journal, ["5"], "Bob", "so")
    with pytest.raises(Unsettled, match=said):
        settle(journal, ["3", name], "Ann", "why")
    assert numbers(journal) == [3, 4]


def test_every_fault_is_named(journal: Journal):
    with pytest.raises(Unsettled) as told:
        settle(journal, ["1", "3", "6", "99"], "Ann", "why")
    assert len(str(told.value).splitlines()) == 3


@pytest.mark.parametrize(("by", "why"), [("", "x"), ("Ann", " "), ("Ann", "x" * 501), ("Ann", "TREM 0101-0501")])
def test_who_and_why_must_say_something_and_name_no_student(journal: Journal, by: str, why: str):
    with pytest.raises(Unsettled):
        settle(journal, ["3"], by, why)
    assert numbers(journal) == [3, 4, 5]


def answered_before(journal: Journal, days: int, *which: int) -> None:
    """As if these had been answered so many days ago."""
    journal.close()
    with sqlite3.connect(journal.folder / "journal.db") as connection:
        for number in which:
            connection.execute(
                "UPDATE scan SET answered = datetime('now', ?) WHERE number = ?", [f"-{days} days", number]
            )
    connection.close()


def test_only_what_has_been_over_for_long_is_purged(journal: Journal):
    answered_before(journal, 91, 1, 3)
    assert purge(journal) == 1
    state = journal.state()
    assert (state.done, state.repeated, state.waiting, len(state.refused), state.gaps) == (0, 1, 1, 3, [])
    settle(journal, ["3"], "Ann", "only now")
    assert purge(journal) == 0
    assert purge(journal, 0) == 2
    assert (numbers(journal), texts(journal.waiting()), journal.state().gaps) == ([4, 5], ["f"], [])
    assert [line.get("number") for line in lines(journal.folder)] == [None, 4, 5, 6]


def test_what_is_answered_and_purged_in_one_moment_is_gone(journal: Journal, monkeypatch: pytest.MonkeyPatch):
    for module in ("scanner.journal.journal", "scanner.journal.settling", "scanner.journal.purging"):
        monkeypatch.setattr(f"{module}.now", lambda: "2031-02-03T04:05:06.789-05:00")
    settle(journal, [], "Ann", "all")
    journal.answer([Answer(scan.id, "done", "So.") for scan in journal.waiting()])
    assert purge(journal, 0) == 6
    assert journal.state().done == 0


def test_what_was_purged_is_neither_missed_nor_given_again_after_a_loss(journal: Journal):
    settle(journal, [], "Ann", "all")
    kept(journal, "g")
    journal.answer([Answer(scan.id, "done", "So.") for scan in journal.waiting()])
    assert purge(journal, 0) == 7
    journal.close()
    (journal.folder / "journal.db").unlink()
    story = mend(journal.folder)
    assert story
    assert story["lost"] == 0
    kept(journal, "h")
    assert [line["number"] for line in lines(journal.folder) if "number" in line] == [8]
    assert journal.state().gaps == []


def test_what_is_in_neither_file_is_told_as_a_gap(journal: Journal):
    journal.close()
    with sqlite3.connect(journal.folder / "journal.db") as connection:
        connection.execute("DELETE FROM scan WHERE number IN (2, 3, 6)")
    connection.close()
    said = (journal.folder / "scans.jsonl").read_bytes().splitlines(keepends=True)
    (journal.folder / "scans.jsonl").write_bytes(b"".join(said[:1] + said[3:5]))
    assert mend(journal.folder)
    assert journal.state().gaps == [(2, 3), (6, 6)]
    kept(journal, "g")
    assert journal.state().gaps == [(2, 3), (6, 6)]


def test_a_purge_killed_at_each_change_of_the_disk_drops_all_or_nothing(tmp_path: Path):
    status, moment = -signal.SIGKILL, 0
    while status == -signal.SIGKILL:
        moment += 1
        folder = tmp_path / str(moment)
        journal = Journal(folder)
        scans = kept(journal, *"abcd")
        journal.answer([Answer(scan.id, "done", "So.") for scan in scans[:3]])
        journal.close()
        status, _, errors = run(folder, DEADLY + "purge(journal, 0)", moment)
        state = Journal(folder).state()
        assert (state.done in (0, 3), state.waiting, state.gaps) == (True, 1, []), (moment, errors)
        kept(Journal(folder), "e")
        said = [line["number"] for line in lines(folder) if "number" in line]
        assert said == ([4, 5] if state.done == 0 else [1, 2, 3, 4, 5])
        assert mend(folder) is None
    assert (status, moment > 5) == (0, True)
