"""What a person at a station hears and reads, told apart without looking twice."""

import json
from collections.abc import Callable

import pytest

from scanner import language
from scanner.reading import Code, Hint, Seen
from scanner.scan import Scan
from scanner.sources.hints import GAP_SECONDS, HOLD_SECONDS, Hints
from scanner.sources.link import Back, Lost
from scanner.sources.telling import Teller
from scanner.work import Changed

SCAN = Scan("warehouse", "quai-2", "wipe", (("5CG806KHTM", "Code128"),))
ANSWER = {"id": SCAN.id, "device": None, "problem": None}
RATE = 20

Tells = Callable[[Teller], None]
HAPPENS: dict[str, Tells] = {
    "kept": lambda teller: teller.kept("camera", SCAN),
    "changed": lambda teller: teller.changed("camera", Changed("location", "A-01-03")),
    "not taken": lambda teller: teller.not_taken("camera", "no code"),
    "refused": lambda teller: teller.sent(ANSWER | {"outcome": "refused", "say": "Not known here."}),
    "not kept": lambda teller: teller.not_kept("camera", "The disk is full."),
}


@pytest.fixture(autouse=True)
def spoken() -> None:
    language.use("en")


def heard(tells: Tells, captured: pytest.CaptureFixture[str], quiet: bool = False) -> tuple[int, str]:
    """How often the bell rang, and what was read."""
    tells(Teller(quiet=quiet))
    out, err = captured.readouterr()
    return err.count("\a"), (out + err).replace("\a", "").strip()


def test_what_happens_to_a_label_sounds_unlike_anything_else(capsys: pytest.CaptureFixture[str]):
    bells = [heard(tells, capsys)[0] for tells in HAPPENS.values()]
    assert sorted(set(bells)) == bells
    assert bells[0] == 1


@pytest.mark.parametrize("tells", HAPPENS.values(), ids=HAPPENS)
def test_a_quiet_station_reads_the_same(tells: Tells, capsys: pytest.CaptureFixture[str]):
    assert heard(tells, capsys, quiet=True) == (0, heard(tells, capsys)[1])


def test_a_refusal_names_the_label_and_says_the_services_sentence(capsys: pytest.CaptureFixture[str]):
    teller = Teller(quiet=True)
    teller.kept("camera", SCAN)
    teller.sent(ANSWER | {"outcome": "refused", "say": "Not known here."})
    assert capsys.readouterr().err == "REFUSED: 5CG806KHTM: Not known here.\n"


def test_an_answer_that_comes_before_the_beep_names_the_device(capsys: pytest.CaptureFixture[str]):
    Teller().sent(ANSWER | {"outcome": "done", "say": "Wiped.", "device": {"serial": "5CG806KHTM"}})
    assert "5CG806KHTM" in capsys.readouterr().out


@pytest.mark.parametrize("news", [Lost("/dev/video0"), Back("/dev/video0")])
def test_a_program_reads_the_same_as_lines_of_json(news: Lost | Back, capsys: pytest.CaptureFixture[str]):
    Teller(as_json=True, quiet=True).link(news)
    assert json.loads(capsys.readouterr().out) == {type(news).__name__.lower(): "/dev/video0"}


@pytest.mark.parametrize("hint", Hint)
def test_every_hint_has_its_words(hint: Hint, capsys: pytest.CaptureFixture[str]):
    assert heard(lambda teller: teller.hint(hint.value), capsys)[1] not in {"", hint.value}


CODE = Code("5CG806KHTM", "Code128", ((0, 0), (9, 0), (9, 9), (0, 9)))


def hinted(frames: list[Seen]) -> list[Hint]:
    hints = Hints()
    return [hint for number, seen in enumerate(frames) if (hint := hints.see(number / RATE, seen))]


def lasting(seconds: float, hint: Hint | None) -> list[Seen]:
    return [Seen([], hint)] * (round(seconds * RATE) + 2)


def test_a_hint_that_holds_is_told_once():
    assert hinted(lasting(3 * HOLD_SECONDS, Hint.CLOSER)) == [Hint.CLOSER]


def test_hints_that_flicker_are_not_told():
    assert hinted([Seen([], Hint.CLOSER), Seen([], Hint.STILL)] * 40) == []
    assert hinted(lasting(HOLD_SECONDS / 2, Hint.CLOSER) * 1 + [Seen([CODE])] + lasting(0.1, Hint.CLOSER)) == []


def test_a_hint_outlasts_frames_without_one_and_ends_with_a_read():
    flickering = [Seen([], Hint.LIGHT), Seen([])] * round(2 * HOLD_SECONDS * RATE)
    again = [Seen([CODE]), *flickering]
    assert hinted(flickering + again) == [Hint.LIGHT] * 2


def test_a_hint_that_ceased_may_be_told_again():
    held = lasting(HOLD_SECONDS, Hint.STILL)
    assert hinted(held + lasting(GAP_SECONDS, None) + held) == [Hint.STILL] * 2
