"""The `scanner` command as people and programs run it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scanner.commands import COMMANDS, scanner
from scanner.journal import Journal
from scanner.language import from_arguments, from_environment

DEVICES = (
    "maker,model,serial,asset_tag,part\nApple,iPad 10.2,C02XL0GTJGH5,RA000000038,IPAD102\nLenovo,300e,PF0ABC12,,300E\n"
)


def run(*words: object) -> Result:
    return CliRunner().invoke(scanner, ["--lang", "en", *map(str, words)])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    (tmp_path / "devices.csv").write_text(DEVICES, encoding="utf-8")
    made = run("labels", "--kind", "device", "--out", tmp_path / "out", "--json", tmp_path / "devices.csv")
    assert made.exit_code == 0, made.output
    return [Path(line["file"]) for line in lines(made)]


def test_labels_made_are_labels_read(pictures: list[Path]):
    read = run("decode", "--json", *pictures)
    assert read.exit_code == 0
    first, second = lines(read)
    assert set(first) == {"file", "codes", "ms"}
    assert [(code["kind"], code["value"]) for code in first["codes"]] == [
        ("serial", "C02XL0GTJGH5"),
        ("part", "IPAD102"),
        ("asset_tag", "RA000000038"),
    ]
    assert set(first["codes"][0]) == {"text", "symbology", "kind", "value", "box"}
    assert [len(corner) for corner in first["codes"][0]["box"]] == [2, 2, 2, 2]
    assert second["codes"][0]["value"] == "PF0ABC12"


def test_a_file_that_is_no_picture_is_told_and_its_neighbours_are_read(pictures: list[Path], tmp_path: Path):
    (tmp_path / "bad.png").write_text("no picture", encoding="utf-8")
    read = run("decode", "--json", pictures[0], tmp_path / "bad.png", tmp_path / "none.png", pictures[1])
    assert read.exit_code == 1
    assert ["error" in line for line in lines(read)] == [False, True, True, False]


def test_without_json_the_same_stands_in_a_table(pictures: list[Path]):
    shown = run("decode", "--live", pictures[0])
    assert "C02XL0GTJGH5" in shown.stdout
    assert "asset_tag" in shown.stdout


@pytest.mark.parametrize(
    ("kind", "code", "value"),
    [
        ("location", "QUAI-02", "QUAI-02"),
        ("carton", "376123451234567894", "376123451234567894"),
        ("carton", "RC000000258", "RC000000258"),
    ],
)
def test_labels_of_places_and_cartons_are_named_for_their_code(tmp_path: Path, kind: str, code: str, value: str):
    made = run("labels", "--kind", kind, "--out", tmp_path, "--code", code)
    assert made.stdout.splitlines() == [str(tmp_path / f"{code}.png")]
    (read,) = lines(run("decode", "--json", tmp_path / f"{code}.png"))
    assert [(one["kind"], one["value"]) for one in read["codes"]] == [(kind, value)]


def test_a_sheet_is_one_pdf(tmp_path: Path):
    codes = [word for number in range(12) for word in ("--code", f"A-{number:02}")]
    made = run("labels", "--kind", "location", "--out", tmp_path / "sheet.pdf", "--json", *codes)
    assert len(lines(made)[0]["labels"]) == 12
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("kind", "code"), [("tag", "RA000000038"), ("document", "RD00000001U"), ("school", "762217"), ("location", "A-01")]
)
def test_labels_are_told_to_a_label_printer_as_a_file(tmp_path: Path, kind: str, code: str):
    words = ["--media", "2x1", "--dpi", "300", "--copies", "2", "--shift", "0.5,-0.5"]
    made = run("labels", "--kind", kind, "--out", tmp_path / "x.zpl", *words, "--code", code)
    assert made.stdout.splitlines() == [str(tmp_path / "x.zpl")]
    told = (tmp_path / "x.zpl").read_text(encoding="utf-8")
    assert told.startswith("^XA^CI28^PW600^LL300")
    assert told.endswith("^PQ2^XZ\n")


def test_a_label_that_does_not_fit_is_named_with_its_row_and_what_would_do(tmp_path: Path):
    (tmp_path / "list.csv").write_text("code\nRC000000258\n376123451234567894\n", encoding="utf-8")
    words = ["--media", "5160", "--symbol", "code128", tmp_path / "list.csv"]
    made = run("labels", "--kind", "carton", "--out", tmp_path / "out.pdf", *words)
    assert made.exit_code == 1
    assert "row 3, 376123451234567894" in made.output
    assert "5160 datamatrix" in made.output
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--start-at", "11"], "fewer labels"),
        (["--media", "2x1", "--shift", "9,0"], "leaves the label"),
        (["--media", "5160", "--format", "zpl"], "label printers"),
        (["--media", "2x1", "--format", "zpl", "--symbol", "qr"], "code128 or datamatrix"),
        (["--shift", "9"], "Two numbers"),
    ],
)
def test_what_cannot_be_printed_is_told(tmp_path: Path, words: list[str], told: str):
    made = run("labels", "--kind", "carton", "--out", tmp_path / "x.pdf", *words, "--code", "376123451234567894")
    assert made.exit_code != 0
    assert told in made.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["code\nA-01\nwrong\n", "name\nA-01\n", "", "code\n376123451234567890\n"])
def test_a_bad_list_makes_no_labels_at_all(tmp_path: Path, text: str):
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    made = run("labels", "--kind", "location", "--out", tmp_path / "out", tmp_path / "list.csv")
    assert made.exit_code != 0
    assert not (tmp_path / "out").exists()


def test_scans_wait_in_the_journal_with_all_codes_of_a_label(pictures: list[Path], tmp_path: Path):
    words = ["--service", "warehouse", "--action", "put_away", "--with", "location=A-01-03", "--station", "quai-2"]
    kept = run("scan", *words, "--text", "PF0ABC13", "--journal", tmp_path / "j", "--json", *pictures)
    assert kept.exit_code == 0
    typed, first, _ = Journal(tmp_path / "j").waiting()
    assert typed.codes == (("PF0ABC13", "Typed"),)
    assert [text for text, _ in first.codes] == ["C02XL0GTJGH5", "1PIPAD102", "RA000000038"]
    assert (first.context, first.station) == ({"location": "A-01-03"}, "quai-2")
    assert lines(kept)[1]["scan"] == first.wire()


def test_a_picture_without_codes_is_told_and_not_kept(tmp_path: Path, pictures: list[Path]):
    (tmp_path / "bad.png").write_text("no picture", encoding="utf-8")
    words = ["--service", "shipping", "--action", "accept", "--station", "s", "--journal", tmp_path / "j"]
    assert run("scan", *words, tmp_path / "bad.png", pictures[1]).exit_code == 1
    assert len(Journal(tmp_path / "j").waiting()) == 1


def test_what_cannot_be_sent_waits_and_the_status_says_so(tmp_path: Path):
    (tmp_path / "key").write_text("secret\n", encoding="utf-8")
    words = ["--service", "warehouse", "--action", "wipe", "--station", "s", "--journal", tmp_path / "j"]
    run("scan", *words, "--text", "PF0ABC12")
    where = ["--url", "http://127.0.0.1:9", "--key-file", tmp_path / "key", "--operator", "Ann"]
    sent = run("send", *where, "--journal", tmp_path / "j", "--json")
    assert sent.exit_code == 75
    assert lines(sent)[0]["waiting"] == 1
    assert run("send", *where, "--journal", tmp_path / "empty").exit_code == 0


@pytest.mark.parametrize("words", [["--with", "location"], ["--with", "=x"], []])
def test_what_cannot_be_understood_is_a_usage_error(tmp_path: Path, words: list[str]):
    asked = ["scan", "--service", "warehouse", "--action", "wipe", "--station", "s", "--journal", tmp_path / "j"]
    assert run(*asked, *words).exit_code == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_help(command: str):
    assert run(command, "--help").exit_code == 0


@pytest.mark.parametrize(
    "words", [[], ["--url", "http://127.0.0.1:9"], ["--operator", "Ann", "--url", "http://127.0.0.1:9"]]
)
def test_a_link_needs_its_address_its_key_and_its_operator(tmp_path: Path, words: list[str]):
    sent = run("send", *words, "--journal", tmp_path / "j")
    assert (sent.exit_code, "--key-file" in sent.stderr) == (2, True)


def test_sending_starts_without_opencv():
    code = "import sys, scanner.commands.send, scanner.commands.status; sys.exit('cv2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_command_runs_as_a_module(tmp_path: Path):
    words = [sys.executable, "-m", "scanner", "status", "--journal", str(tmp_path), "--json"]
    assert json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)["waiting"] == 0


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "fr"),
        ({"LANG": "en_CA.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LC_ALL": "fr_CA", "LANG": "en"}, "fr"),
    ],
)
def test_french_is_spoken_unless_the_terminal_is_english(environment: dict[str, str], language: str):
    assert from_environment(environment) == language


def test_the_language_asked_for_wins():
    assert from_arguments(["--lang", "en", "status"]) == from_arguments(["--lang=en"]) == "en"
