"""`scanner wedge`, alone and linked to a site: what is typed is kept, then sent, and its answer is heard."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.codes import own_location_text
from scanner.journal import Journal
from tests.integration.scan_site import Site, served
from tests.unit.test_scanner_keyboard import ENTER, key, keys

SHELF = own_location_text("A-01-03")


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as site:
        yield site


@pytest.fixture
def link(site: Site, tmp_path: Path) -> list[str]:
    (tmp_path / "key").write_text("secret\n", encoding="utf-8")
    return ["--url", site.url, "--key-file", str(tmp_path / "key"), "--operator", "Ann"]


def wedge(tmp_path: Path, *more: str, action: str = "wipe") -> list[str]:
    work = ["--service", "warehouse", "--action", action, "--station", "quai-2", "--journal", str(tmp_path / "j")]
    return [sys.executable, "-m", "scanner", "--lang", "en", "wedge", *work, *more]


def typing(tmp_path: Path, text: str, *more: str, action: str = "wipe") -> subprocess.CompletedProcess[str]:
    words = wedge(tmp_path, *more, action=action)
    return subprocess.run(words, input=text, capture_output=True, text=True, check=False)


def told(ran: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.stdout.splitlines()]


def kept(tmp_path: Path) -> list[str]:
    return [scan.codes[0][0] for scan in Journal(tmp_path / "j").waiting()]


def test_each_code_typed_is_a_scan_and_a_garbled_one_is_told(tmp_path: Path):
    ran = typing(tmp_path, f"{SHELF}\n5CG806KHTM\tRC00000002X\n1PMYLD2CéA\nPF0ABC12\n", action="put_away")
    scans = Journal(tmp_path / "j").waiting()
    assert [(scan.codes, scan.context) for scan in scans] == [
        (((text, "Typed"),), {"location": "A-01-03"}) for text in ("5CG806KHTM", "PF0ABC12")
    ]
    assert ran.stdout.splitlines()[0] == "Shelf A-01-03: what follows goes here."
    assert ran.stderr.count("--layout") == 2
    assert ran.returncode == 1


def test_a_scanner_set_to_the_us_layout_is_understood_on_an_azerty_keyboard(tmp_path: Path):
    assert typing(tmp_path, "(CG_à-KHT?\nRCàààààààéX\n", "--layout", "fr").returncode == 1
    assert kept(tmp_path) == ["5CG806KHTM"]


def test_the_keyboard_itself_is_read_by_its_keys(tmp_path: Path):
    os.mkfifo(device := tmp_path / "event5")
    words = wedge(tmp_path, "--device", str(device), "--once", "--json")
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        device.write_bytes(keys("21ABC\x1d10DE") + key(ENTER))
        process.communicate()
    assert kept(tmp_path) == ["21ABC\x1d10DE"]


def test_a_keyboard_that_is_not_there_is_told(tmp_path: Path):
    ran = typing(tmp_path, "", "--device", str(tmp_path / "event5"))
    assert (ran.returncode, ran.stderr) == (
        1,
        f"Error: {tmp_path / 'event5'} (No such file or directory) cannot be opened.\n",
    )


def test_what_the_service_says_is_heard_after_the_beep(tmp_path: Path, site: Site, link: list[str]):
    site.refuse = "PF0ABC12"
    ran = typing(tmp_path, "5CG806KHTM\nPF0ABC12\n", "--json", *link)
    results = [one["result"] for one in told(ran) if "result" in one]
    assert [(one["outcome"], one["say"]) for one in results] == [("done", "done 1"), ("refused", "refused 2")]
    assert kept(tmp_path) == []
    assert len(site.acted) == 2


def test_a_refusal_is_told_with_its_label(tmp_path: Path, site: Site, link: list[str]):
    site.refuse = "PF0ABC12"
    assert "REFUSED: PF0ABC12: refused 1" in typing(tmp_path, "PF0ABC12\n", *link).stderr


def test_without_a_site_the_beeps_are_good_all_the_same(tmp_path: Path, site: Site, link: list[str]):
    words = wedge(tmp_path, "--json", *("http://127.0.0.1:9" if word == site.url else word for word in link))
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("5CG806KHTM\n")
        process.stdin.flush()
        lines = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.kill()
    assert sorted(next(iter(one)) for one in lines) == ["link", "source"]
    assert next(one for one in lines if "link" in one)["link"] == "away"
    assert kept(tmp_path) == ["5CG806KHTM"]
    send = [sys.executable, "-m", "scanner", "send", "--journal", str(tmp_path / "j"), *link]
    assert subprocess.run(send, capture_output=True, check=False).returncode == 0
    assert (kept(tmp_path), site.batches) == ([], [("warehouse", ["5CG806KHTM"])])


@pytest.mark.parametrize("words", [["--url", "http://127.0.0.1:9"], ["--action", "putaway"], ["--layout", "x"]])
def test_what_cannot_be_understood_is_told_before_anything_is_typed(tmp_path: Path, words: list[str]):
    assert typing(tmp_path, "5CG806KHTM\n", *words).returncode == 2
    assert not (tmp_path / "j").exists()
