"""`scanner camera` on drawn films and a real stream: what passes is kept once, whatever happens to the camera."""

import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

import cv2
import pytest
from click.testing import CliRunner, Result

from scanner.codes import own_location_text
from scanner.commands import scanner
from scanner.commands.shared import EXIT_NOT_KEPT
from scanner.journal import Journal
from scanner.reading import Gray, Seen, read_live
from scanner.sources import frames as live
from scanner.sources.capture import Capture, Picture
from scanner.sources.frames import frames
from scanner.sources.link import Back, Lost, Unopened
from scanner.sources.reader import Sight, sights
from scanner.sources.telling import ALARM
from scanner.sources.tracker import Tracker
from tests.integration.films import EMPTY, Phone, film, frame, held, joined, label, phone
from tests.integration.scan_site import Reply, served
from tests.system.waiting import wait_until

HP, LENOVO, APPLE = ("5CG806KHTM", "1P9UZ86UT", "RA000000038"), ("PF0ABC12", "1P20NXX"), ("C02XL0GTJGH5",)
THREE = joined(held(label(*HP)), [EMPTY] * 8, held(label(*LENOVO)), held(label(*APPLE)))
WORK = ["--service", "warehouse", "--action", "wipe", "--station", "quai-2"]


def words(journal: Path, source: str, *more: str) -> list[str]:
    return ["--lang", "en", "camera", "--source", source, *WORK, "--json", "--journal", str(journal), *more]


def run(journal: Path, source: str, *more: str) -> Result:
    return CliRunner().invoke(scanner, words(journal, source, *more))


def process(journal: Path, source: str, *more: str, **how: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "scanner", *words(journal, source, *more)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)


def told(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def kept(journal: Path) -> list[tuple[str, ...]]:
    return [tuple(text for text, _ in scan.codes) for scan in Journal(journal).waiting()]


@pytest.mark.parametrize("name", ["film.avi", "film.mp4", "film.mjpeg", "film"])
def test_three_labels_that_pass_are_three_scans_with_all_their_codes(tmp_path: Path, name: str):
    ran = run(tmp_path / "j", film(tmp_path / name, THREE))
    assert (ran.exit_code, ran.stderr) == (0, "\a" * 3)
    assert kept(tmp_path / "j") == [HP, LENOVO, APPLE]
    assert [scan.wire() for scan in Journal(tmp_path / "j").waiting()] == [one["scan"] for one in told(ran)]


def test_a_film_says_the_same_however_slowly_it_is_read(tmp_path: Path):
    """Its labels are told apart by its own time."""
    source = film(tmp_path / "film.avi", joined(held(label(*APPLE), 4), [EMPTY] * 25, held(label(*APPLE), 4)))

    def slowly(image: Gray) -> Seen:
        time.sleep(0.1)
        return read_live(image)

    for read in (read_live, slowly):
        tracker = Tracker()
        seen = [one for one in sights(frames(source), read) if isinstance(one, Sight)]
        labels = [label for one in seen for label in tracker.see(one.picture.at, one.seen.codes)] + tracker.end()
        assert [[text for text, _ in one] for one in labels] == [list(APPLE)] * 2


def test_a_shelf_shown_first_is_where_the_next_ones_are_put_away(tmp_path: Path):
    """And without one the person is told before anything is kept."""
    shelf = label(own_location_text("A-01-03"))
    source = film(tmp_path / "film.avi", joined(held(label(*HP)), held(shelf), held(label(*LENOVO))))
    ran = run(tmp_path / "j", source, "--action", "put_away")
    assert [one.get("error") or one.get("context") or one["scan"]["with"] for one in told(ran)] == [
        "Scan the label of the shelf first.",
        {"location": "A-01-03"},
        {"location": "A-01-03"},
    ]
    assert (ran.exit_code, kept(tmp_path / "j")) == (1, [LENOVO])


def test_it_ends_after_as_many_scans_as_were_asked_for(tmp_path: Path):
    run(tmp_path / "j", film(tmp_path / "film.avi", THREE), "--count", "2")
    assert kept(tmp_path / "j") == [HP, LENOVO]


@pytest.mark.parametrize("source", ["none.avi", "none/%04d.png", "http://127.0.0.1:9/video", "97"])
def test_what_was_never_there_is_told_at_once_and_by_the_scanner_alone(
    tmp_path: Path, source: str, capfd: pytest.CaptureFixture[str]
):
    ran = run(tmp_path / "j", source)
    assert (ran.exit_code, ran.stderr) == (1, f"Error: {source} cannot be opened.\n")
    assert capfd.readouterr() == ("", "")


def test_a_full_disk_is_told_loudly_and_the_next_label_is_tried(tmp_path: Path):
    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))

    out, err = (ran := process(tmp_path / "j", film(tmp_path / "film.avi", THREE), preexec_fn=limited)).communicate()
    assert ran.returncode == EXIT_NOT_KEPT
    assert [json.loads(line).get("not_kept") for line in out.splitlines()] == [True] * 3
    assert err.count("\a") == 3 * ALARM


def test_what_beeped_survives_kill_9_and_is_sent_once(tmp_path: Path):
    """Whatever was sent before the kill, and though nothing was heard of it."""
    source = film(tmp_path / "film.avi", joined(THREE, [EMPTY] * 200))
    (tmp_path / "key").write_text("secret", encoding="utf-8")
    with served() as site:
        site.instead = [killing := Killing()] * 100
        link = ["--url", site.url, "--key-file", str(tmp_path / "key"), "--operator", "Ann"]
        with process(tmp_path / "j", source, *link) as killed:
            assert killed.stdout
            lines = map(json.loads, killed.stdout)
            heard = [one["scan"]["id"] for one in islice((one for one in lines if "scan" in one), 2)]
            wait_until(lambda: killing.bodies != [], 60)
            killed.kill()
        site.instead = []
        assert {scan.id for scan in Journal(tmp_path / "j").waiting()} >= set(heard)
        sent = CliRunner().invoke(scanner, ["send", "--journal", str(tmp_path / "j"), *link])
        assert (sent.exit_code, kept(tmp_path / "j")) == (0, [])
    assert (site.acted[:2], len(site.acted)) == (heard, len(set(site.acted)))


class Killing:
    """The service acts, and its answer is lost."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []

    def __call__(self, body: dict[str, Any]) -> Reply:
        self.bodies.append(body)
        return Reply(503)


@pytest.fixture
def stream() -> Iterator[Phone]:
    with phone() as it:
        yield it


def test_a_phones_stream_is_read_while_it_comes(tmp_path: Path, stream: Phone):
    stream.shows = frame((label(*HP), (60, 40)))
    with process(tmp_path / "j", stream.url, "--count", "2") as reading:
        wait_until(lambda: kept(tmp_path / "j") == [HP], 60)
        stream.shows = frame((label(*LENOVO), (60, 40)))
        assert reading.communicate()[0].count("quai-2") == 2
    assert kept(tmp_path / "j") == [HP, LENOVO]


def test_a_stream_that_goes_away_is_told_and_found_again():
    with phone() as first:
        seen = frames(first.url, sleep=lambda pause: None)
        next(seen)
        first.cut.set()
        news = next(one for one in seen if isinstance(one, Lost))
        port = int(news.source.split(":")[2].split("/")[0])
    with phone(port):
        assert next(seen) == Back(first.url)
        assert isinstance(next(seen), Picture)


def test_a_stream_that_falls_silent_is_lost_too(monkeypatch: pytest.MonkeyPatch, stream: Phone):
    monkeypatch.setattr(live, "STALL_SECONDS", 0.5)
    seen = frames(stream.url)
    next(seen)
    stream.silent.set()
    assert next(one for one in seen if not isinstance(one, Picture)) == Lost(stream.url)


def test_time_stands_still_while_a_camera_is_lost(tmp_path: Path):
    """What lay before it all along is not a second scan."""
    source = film(tmp_path / "film.avi", [EMPTY] * 3)
    tries, slept = iter([True, False, True]), []

    def opened(_camera: str) -> Capture:
        if next(tries):
            return Capture(source)
        raise Unopened(source)

    def sleep(pause: float) -> None:
        slept.append(pause)
        time.sleep(0.2)

    seen = frames("0", sleep, opened)
    before = [one for one in takewhile(lambda one: one != Lost("0"), seen) if isinstance(one, Picture)]
    assert next(seen) == Back("0")
    after = next(seen)
    assert isinstance(after, Picture)
    assert (after.at, slept) == (pytest.approx(before[-1].at, abs=1e-6), [0.5, 1.0])


def test_a_window_where_there_is_no_screen_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    ran = run(tmp_path / "j", film(tmp_path / "film.avi", THREE), "--show")
    assert (ran.exit_code, ran.stderr) == (1, "Error: --show cannot be opened.\n")


def test_the_window_shows_each_frame_and_where_its_codes_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shown: list[Gray] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(cv2, "imshow", lambda title, image: shown.append(image))
    monkeypatch.setattr(cv2, "waitKey", lambda pause: None)
    run(tmp_path / "j", film(tmp_path / "film.avi", [EMPTY, *held(label(*APPLE), 1)]), "--show")
    green = [bool((image == (0, 200, 0)).all(axis=2).any()) for image in shown]
    assert green == [False, True]
