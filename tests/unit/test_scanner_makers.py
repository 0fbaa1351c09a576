"""Makers' patterns are data: what ships, what a warehouse adds, and what is refused before it can do harm."""

import os
import re
import subprocess
import sys
from pathlib import Path
from time import thread_time

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from scanner.codes import SHIPPED, BadMakers, Makers, Rule, classify, extended, read_label, serial_candidates
from scanner.codes.makers_file import read
from scanner.codes.pattern import BadPattern, compiled
from scanner.commands import scanner
from services.chassis.settings import BadSettings, from_environment
from services.contracts.reference import models

OWN = """
[Panasonic]
serial = ["[0-9][A-Z]{4}[0-9]{5}"]
box = ["CF<part:[0-9A-Z]{7}>-<serial:[0-9A-Z]{10}>"]
part = ["CF-[0-9A-Z]{4,9}"]
beside = ["T[0-9]{8}"]

[HP]
serial = ["Q-[0-9]{6}"]
"""


def own(tmp_path: Path, text: str = OWN) -> Path:
    path = tmp_path / "makers.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def makers(tmp_path: Path) -> Makers:
    return extended(SHIPPED, own(tmp_path))


def test_every_maker_of_the_reserves_models_is_known():
    assert {one.maker for one in models().values()} <= {one.name for one in SHIPPED.known}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("4KTSA12345", "serial", "4KTSA12345"),
        ("S4KTSA12345", "serial", "4KTSA12345"),
        ("CF20A5108-4KTSA12345", "serial", "4KTSA12345"),
        ("CF-20A51084", "part", "CF-20A51084"),
        ("Q-123456", "serial", "Q-123456"),
        ("5CG0123ABC", "serial", "5CG0123ABC"),
    ],
)
def test_what_a_warehouse_adds_is_known_beside_what_ships(makers: Makers, text: str, kind: str, value: str):
    best = classify(text, "Code128", makers)
    assert (best.kind, best.value) == (kind, value)


def test_what_is_added_changes_nothing_for_whoever_was_not_given_it(makers: Makers):
    assert classify("Q-123456", "Code128", makers).kind == "serial"
    assert classify("Q-123456", "Code128").kind == "unknown"


def test_a_box_names_its_part_number_too(makers: Makers):
    label = read_label([("CF20A5108-4KTSA12345", "Code128"), ("T12345678", "Code128")], makers)
    assert [one.value for one in label.serials] == ["4KTSA12345"]
    assert label.parts == {"T12345678", "20A5108"}


def test_a_second_code_is_one_only_beside_its_makers_serial(makers: Makers):
    assert serial_candidates([("T12345678", "Code128"), ("4KTSA12345", "Code128")], makers) == ("4KTSA12345",)
    assert serial_candidates([("T12345678", "Code128")], makers) == ("T12345678",)


@pytest.mark.parametrize(
    ("text", "maker", "field", "rule"),
    [
        ("not toml", "", "", Rule.READABLE),
        ('serial = ["A{5}"]', "", "serial", Rule.KNOWN_FIELD),
        ('[HP]\nserials = ["A{5}"]', "HP", "serials", Rule.KNOWN_FIELD),
        ('[HP]\nserial = "A{5}"', "HP", "serial", Rule.TEXTS),
        ("[HP]\nserial = [1]", "HP", "serial", Rule.TEXTS),
        ('[HP]\nserial = ["5cg[0-9]{4}"]', "HP", "serial", Rule.SPELLING),
        ('[HP]\nserial = [""]', "HP", "serial", Rule.SPELLING),
        ('[HP]\nserial = ["[Z-A]{5}"]', "HP", "serial", Rule.SPELLING),
        ('[HP]\nserial = ["A{9,5}"]', "HP", "serial", Rule.SPELLING),
        ('[HP]\nserial = ["ABC"]', "HP", "serial", Rule.LENGTH),
        ('[HP]\nserial = ["A{65}"]', "HP", "serial", Rule.LENGTH),
        ('[HP]\npart = ["A{4,9}B{1,9}C{1,9}"]', "HP", "part", Rule.RANGES),
        ('[HP]\nserial = ["<serial:A{9}>"]', "HP", "serial", Rule.PARTS),
        ('[HP]\nbox = ["1S[0-9]{9}"]', "HP", "box", Rule.PARTS),
        ('[HP]\nbox = ["<serial:A{9}><serial:B{9}>"]', "HP", "box", Rule.PARTS),
        ("[HP]\nbeside_base = 37", "HP", "beside_base", Rule.BASE),
        ('[HP]\nholds = ["vowel"]', "HP", "holds", Rule.HOLDS),
    ],
)
def test_a_fault_is_told_with_its_maker_its_field_and_its_rule(text: str, maker: str, field: str, rule: Rule):
    with pytest.raises(BadMakers) as bad:
        read(text)
    assert [(one.maker, one.field, one.rule) for one in bad.value.faults] == [(maker, field, rule)]


def test_every_fault_is_told_not_only_the_first():
    with pytest.raises(BadMakers) as bad:
        read('[HP]\nserial = ["(A+)+", "A{3}"]\nbase = 3\n[Dell]\nholds = ["vowel"]')
    assert [one.rule for one in bad.value.faults] == [Rule.SPELLING, Rule.LENGTH, Rule.KNOWN_FIELD, Rule.HOLDS]


@pytest.mark.parametrize(
    "pattern", ["(A+)+", "(A|A)*B", "A+", "A*", "A?", ".*", "(?=A)A{5}", r"\d{9}", "A{4}{4}", "A{4,}"]
)
def test_a_pattern_that_could_keep_a_service_busy_is_refused(pattern: str):
    with pytest.raises(BadPattern):
        compiled(pattern)


def test_the_worst_pattern_allowed_is_matched_at_once():
    worst = compiled("[A-Z]{2,31}[A-Z]{2,31}0")
    start = thread_time()
    assert not any(worst.fullmatch("A" * length) for length in range(201))
    # Two ranges try each pair of lengths at most; what backtracks without bound would take hours.
    assert thread_time() - start < 1


@given(st.from_regex(r"([A-Z0-9./:-]|\[[A-Z]-[A-Z]\]|\{[0-9]{1,2}(,[0-9]{1,2})?\}|[()+*?|\\]){1,12}", fullmatch=True))
def test_whatever_a_file_says_is_a_pattern_or_a_fault(text: str):
    try:
        pattern = compiled(text)
    except BadPattern:
        return
    assert isinstance(pattern, re.Pattern)
    assert not pattern.fullmatch("")


def test_the_services_are_given_them_by_a_setting(tmp_path: Path):
    settings = from_environment({"RESERVE_MAKERS": str(own(tmp_path))})
    assert settings.makers.of("4KTSA12345") == {"Panasonic"}
    assert from_environment({}).makers == SHIPPED


@pytest.mark.parametrize("text", ['[HP]\nserial = ["(A+)+"]\nbase = 3', None])
def test_a_service_does_not_start_on_a_wrong_file_and_says_what_is_wrong(tmp_path: Path, text: str | None):
    path = own(tmp_path, text) if text else tmp_path / "missing.toml"
    with pytest.raises(BadSettings) as wrong:
        from_environment({"RESERVE_MAKERS": str(path)})
    told = str(wrong.value).splitlines()
    assert all(line.startswith("RESERVE_MAKERS: ") for line in told)
    assert not text or (len(told) == 2 and "HP, serial, (A+)+: use capital letters" in told[0])


def test_the_client_lists_what_it_knows_and_checks_a_file(tmp_path: Path):
    good, bad = own(tmp_path), tmp_path / "bad.toml"
    bad.write_text('[HP]\nserial = ["(A+)+"]', encoding="utf-8")
    listed = CliRunner().invoke(scanner, ["--makers", str(good), "makers"])
    assert '[Panasonic]\nserial = ["[0-9][A-Z]{4}[0-9]{5}"]' in listed.output
    assert CliRunner().invoke(scanner, ["makers", "--check", str(good)]).exit_code == 0
    checked = CliRunner().invoke(scanner, ["makers", "--check", str(bad)])
    assert (checked.exit_code, "HP, serial, (A+)+: " in checked.output) == (1, True)


def test_what_the_client_lists_is_a_file_that_it_takes():
    listed = CliRunner().invoke(scanner, ["makers"]).output
    assert [one.name for one in read(listed)] == [one.name for one in SHIPPED.known]


def test_the_client_decodes_with_the_file_that_its_environment_names(tmp_path: Path):
    picture = tmp_path / "none.png"
    environment = os.environ | {"RESERVE_MAKERS": str(own(tmp_path, "[HP]\nbase = 3"))}
    done = subprocess.run(
        [sys.executable, "-m", "scanner", "--lang", "en", "decode", str(picture)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "HP, base: give serial" in done.stderr
