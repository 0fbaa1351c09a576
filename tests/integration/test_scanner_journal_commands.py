"""`status`, `settle`, `purge` and `mend` as people and programs run them, in both languages."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scanner.commands import scanner
from scanner.journal import Answer, Journal
from tests.integration.scan_site import keep

NOT_KEPT = 74
MANY = 20_000


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """1 taken, 2 and 3 refused, 4 waits."""
    journal = Journal(tmp_path / "journal")
    scans = keep(journal, "a", "b", "c", "d")
    journal.answer([Answer(scans[0].id, "done", "Done.")])
    journal.answer([Answer(scan.id, "refused", "Not here.", {"code": "elsewhere"}) for scan in scans[1:3]])
    return journal


def run(journal: Journal, command: str, *words: object, language: str = "en") -> Result:
    arguments = ["--lang", language, command, *map(str, words), "--journal", str(journal.folder)]
    return CliRunner().invoke(scanner, arguments)


def told(journal: Journal, command: str, *words: object) -> dict[str, Any]:
    result = run(journal, command, *words, "--json")
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def harm(journal: Journal) -> None:
    journal.close()
    (journal.folder / "journal.db").write_bytes(b"harmed" * 2000)


def test_status_counts_and_gives_reasons(journal: Journal):
    state = told(journal, "status")
    assert {name: state[name] for name in ("waiting", "done", "repeated", "settled", "gaps", "mended", "damaged")} == {
        "waiting": 1,
        "done": 1,
        "repeated": 0,
        "settled": 0,
        "gaps": [],
        "mended": [],
        "damaged": None,
    }
    assert state["oldest_waiting"] == journal.waiting()[0].at
    assert [(one["number"], one["codes"], one["say"], one["problem"]["code"]) for one in state["refused"]] == [
        (2, ["b"], "Not here.", "elsewhere"),
        (3, ["c"], "Not here.", "elsewhere"),
    ]
    shown = run(journal, "status").stdout
    assert "Not here." in shown
    assert "1 waiting, 1 done" in shown


def test_settled_ones_are_listed_only_when_asked_for(journal: Journal):
    assert [one["id"] for one in told(journal, "settle", "2", "--by", "Ann", "--why", "twice")["settled"]]
    assert [one["number"] for one in told(journal, "status")["refused"]] == [3]
    every = told(journal, "status", "--all")["refused"]
    assert [(one["number"], one["by"], one["why"]) for one in every] == [(2, "Ann", "twice"), (3, None, None)]
    assert "Ann: twice" in run(journal, "status", "--all").stdout.replace("\n", "")


def test_a_refused_scan_goes_again_corrected(journal: Journal):
    words = ("3", "--by", "Ann", "--why", "shelf", "--again", "--with", "location=B-01", "--action", "store")
    (settled,) = told(journal, "settle", *words)["settled"]
    new = journal.waiting()[-1]
    assert settled["again"] == new.wire()
    assert (new.action, new.context, new.codes) == ("store", {"location": "B-01"}, (("c", "Code128"),))


def test_all_are_settled_at_once(journal: Journal):
    shown = run(journal, "settle", "--all", "--by", "Ann", "--why", "counted")
    assert (shown.exit_code, "Scans settled: 2" in shown.stdout) == (0, True)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["2", "9"], 1),
        (["1"], 1),
        (["4"], 1),
        ([], 2),
        (["2", "--all"], 2),
        (["2", "--action", "store"], 2),
        (["2", "--with", "a=b"], 2),
        (["2", "--again", "--with", "a"], 2),
    ],
)
def test_what_cannot_be_settled_is_told_and_nothing_is(journal: Journal, words: list[str], status: int):
    shown = run(journal, "settle", *words, "--by", "Ann", "--why", "so")
    assert (shown.exit_code, bool(shown.stderr)) == (status, True)
    assert len(journal.refused()) == 2


def test_a_purge_tells_what_it_dropped(journal: Journal):
    assert told(journal, "purge") == {"purged": 0}
    assert told(journal, "purge", "--older-than", 0) == {"purged": 1}
    state = told(journal, "status")
    assert (state["done"], state["waiting"], len(state["refused"]), state["gaps"]) == (0, 1, 2, [])


@pytest.mark.parametrize("command", ["status", "purge", "scan", "settle", "send"])
def test_a_damaged_journal_is_told_by_whatever_meets_it(journal: Journal, tmp_path: Path, command: str):
    (tmp_path / "key").write_text("secret", encoding="utf-8")
    words: dict[str, list[object]] = {
        "scan": ["--service", "warehouse", "--action", "wipe", "--station", "s", "--text", "PF0ABC12"],
        "settle": ["--all", "--by", "Ann", "--why", "so"],
        "send": ["--url", "http://127.0.0.1:9", "--key-file", tmp_path / "key", "--operator", "Ann"],
    }
    harm(journal)
    shown = run(journal, command, *words.get(command, []))
    assert (shown.exit_code, "scanner mend" in shown.stderr, shown.stdout) == (NOT_KEPT, True, "")


def test_the_status_of_a_damaged_journal_is_json_too(journal: Journal):
    harm(journal)
    shown = run(journal, "status", "--json")
    assert (shown.exit_code, json.loads(shown.stdout)["damaged"]) == (NOT_KEPT, "file is not a database")


def test_mending_tells_what_it_found_and_the_status_remembers(journal: Journal):
    assert told(journal, "mend") == {"mended": None}
    harm(journal)
    shown = run(journal, "mend")
    assert (shown.exit_code, "4 scans are kept" in shown.stdout) == (0, True)
    assert told(journal, "status")["mended"][0]["scans"] == 4
    assert "Mended" in run(journal, "status").stdout
    assert journal.count_waiting() == 4


@pytest.mark.parametrize(("language", "sentence"), [("fr", "est endommagé"), ("en", "is damaged")])
def test_damage_is_told_in_the_readers_language(journal: Journal, language: str, sentence: str):
    harm(journal)
    command = [sys.executable, "-m", "scanner", f"--lang={language}", "status", "--journal", str(journal.folder)]
    shown = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"})
    assert (shown.returncode, sentence in shown.stderr) == (NOT_KEPT, True)


def test_the_status_of_many_scans_costs_little(tmp_path: Path):
    journal = Journal(tmp_path / "many")
    keep(journal, *(str(number) for number in range(MANY)))
    journal.answer(Answer(scan.id, "done", "Done.") for scan in journal.waiting(MANY - 10))
    journal.close()
    start = time.process_time()
    state = told(journal, "status")
    spent = time.process_time() - start
    assert (state["done"], state["waiting"]) == (MANY - 10, 10)
    # A tenth of that where nothing else runs.
    assert spent < 1
