"""Codes from keyboard scanners: keys by their place, and what another layout made of them."""

import errno
import fcntl
import io
import os
import pty
import struct
import tty
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.sources.keyboard import pressed, typed
from scanner.sources.keys import DOWN, EV_KEY, GS, UP, Keys
from scanner.sources.layouts import LAYOUTS, US, looks_garbled, mended
from scanner.sources.link import Back, Lost, Unopened

ENTER, TAB, SHIFT, CONTROL, CAPS_LOCK, F8, BRACKET = 28, 15, 42, 29, 58, 66, 27
# Where the keys of a US keyboard lie, as linux/input-event-codes.h numbers them; written out here a second time.
KEYS = {one: 2 + place for place, one in enumerate("1234567890-=")}
KEYS |= {one: 16 + place for place, one in enumerate("qwertyuiop[]")}
KEYS |= {one: 30 + place for place, one in enumerate("asdfghjkl;'")}
KEYS |= {one: 44 + place for place, one in enumerate("zxcvbnm,./")}
KEYS |= {" ": 57, "`": 41, "\\": 43}
SHIFTED = dict(zip(US[1], US[0], strict=True))
# Some keys give the same as others on the Canadian French layout; and it has no way back from these.
TWICE = {"ca": '{">'}
DEAD = {"`": "\u0300", "^": "\u0302", "¨": "\u0308", "¸": "\u0327"}


def event(kind: int, code: int, value: int) -> bytes:
    return struct.pack("@llHHi", 1_600_000_000, 5, kind, code, value)


def key(code: int) -> bytes:
    return event(4, 4, code) + event(EV_KEY, code, DOWN) + event(0, 0, 0) + event(EV_KEY, code, UP) + event(0, 0, 0)


def keys(text: str) -> bytes:
    """The events of a scanner set to the US layout."""
    return b"".join(_key(one) for one in text)


def _key(one: str) -> bytes:
    if one == GS:
        return event(EV_KEY, CONTROL, DOWN) + key(BRACKET) + event(EV_KEY, CONTROL, UP)
    if one in SHIFTED:
        return event(EV_KEY, SHIFT, DOWN) + key(KEYS[SHIFTED[one]]) + event(EV_KEY, SHIFT, UP)
    return key(KEYS[one])


def on(layout: str, text: str) -> str:
    """What a machine of that layout types when a US keyboard's keys for `text` are pressed: dead keys join a letter."""
    there = dict(zip(US[0] + US[1], "".join(LAYOUTS[layout]), strict=True))
    out, dead = "", ""
    for one in (there.get(one, one) for one in text):
        joined = unicodedata.normalize("NFC", one + dead) if one not in DEAD.values() else one
        if dead and (len(joined) != 1 or one in DEAD.values()):
            out += next(mark for mark in DEAD if DEAD[mark] == dead)
            joined = one
        dead = joined if joined in DEAD.values() else ""
        out += "" if dead else joined
    return out + "".join(mark for mark in DEAD if DEAD[mark] == dead)


def texts(without: str = "") -> st.SearchStrategy[str]:
    return st.text([one for one in "".join(US) + " " if one not in without], min_size=1, max_size=30)


@given(texts().filter(str.strip))
def test_keys_are_told_by_their_place(text: str):
    assert list(Keys().feed(keys(text) + key(ENTER))) == [text]


@given(st.lists(texts(), min_size=1, max_size=3), st.integers(1, 100))
def test_events_may_come_in_any_pieces(codes: list[str], size: int):
    data, reading = b"".join(keys(code) + key(TAB) for code in codes), Keys()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    assert [code for piece in pieces for code in reading.feed(piece)] == codes


@pytest.mark.parametrize("separator", [keys(GS), key(F8)])
def test_the_separator_of_gs1_fields_is_kept(separator: bytes):
    assert list(Keys().feed(keys("2112345") + separator + keys("10AB") + key(ENTER))) == ["2112345\x1d10AB"]


def test_a_key_held_down_and_caps_lock_change_nothing():
    held = event(EV_KEY, KEYS["a"], DOWN) + event(EV_KEY, KEYS["a"], 2) * 3 + event(EV_KEY, KEYS["a"], UP)
    assert list(Keys().feed(key(CAPS_LOCK) + held + keys("B1") + key(ENTER))) == ["aB1"]


@pytest.mark.parametrize("layout", LAYOUTS)
@given(data=st.data())
def test_what_a_layout_made_of_a_code_is_mended(layout: str, data: st.DataObject):
    text = data.draw(texts(TWICE.get(layout, "")))
    assert mended(on(layout, text), layout) == text


@pytest.mark.parametrize(
    ("layout", "seen", "meant"),
    [
        ("ca", "1PMYLD2CéA", "1PMYLD2C/A"),
        ("fr", "(CG_à-KHT?", "5CG806KHTM"),
        ("fr", "RL/°&é", "RL>_12"),
        ("ca-multix", "A/B", "A`B"),
        ("ca", "ABÊC", "AB[EC"),
    ],
)
def test_codes_that_people_have_seen_garbled(layout: str, seen: str, meant: str):
    assert mended(seen, layout) == meant


@pytest.mark.parametrize("text", ["1PMYLD2CéA", "(CG_à-KHT?", "RC00000002X"])
def test_what_no_label_says_is_seen_to_be_garbled(text: str):
    assert looks_garbled(text)


@pytest.mark.parametrize("text", ["RC00000002M", "5CG806KHTM", "1PMYLD2C/A", "RACKMOUNT12", "0112345\x1d21AB"])
def test_what_a_label_may_say_is_not(text: str):
    assert not looks_garbled(text)


@pytest.fixture
def fifo(tmp_path: Path) -> str:
    path = tmp_path / "event5"
    os.mkfifo(path)
    return str(path)


def writing(path: str, *parts: bytes) -> Thread:
    """A scanner that types these and is then unplugged."""

    def write() -> None:
        with Path(path).open("wb", buffering=0) as pipe:
            for part in parts:
                pipe.write(part)

    thread = Thread(target=write)
    thread.start()
    return thread


def test_codes_of_a_device_come_as_they_are_typed(fifo: str):
    thread = writing(fifo, keys("5CG806KHTM") + key(ENTER) + keys("PF0"), keys("ABC12") + key(TAB))
    assert list(pressed(fifo)) == ["5CG806KHTM", "PF0ABC12"]
    thread.join()


def test_a_scanner_without_a_suffix_ends_its_code_with_silence(fifo: str):
    reading = pressed(fifo)
    # Opened for both, so that the pipe does not end while the code waits for its silence.
    pipe = os.open(fifo, os.O_RDWR)
    os.write(pipe, keys("5CG806KHTM"))
    assert next(reading) == "5CG806KHTM"
    reading.close()
    os.close(pipe)


def test_a_device_that_was_never_there_is_told_at_once(tmp_path: Path):
    with pytest.raises(Unopened, match="event9"):
        next(pressed(str(tmp_path / "event9")))


def test_a_device_unplugged_is_told_and_opened_again(tmp_path: Path):
    path = tmp_path / "event5"
    scanner = plugged(path)
    reading = pressed(str(path), lambda pause: again.append(plugged(path)))
    again: list[int] = []
    os.write(scanner, keys("A1234") + key(ENTER))
    assert next(reading) == "A1234"
    os.close(scanner)
    assert [next(reading), next(reading)] == [Lost(str(path)), Back(str(path))]
    os.write(again[0], keys("B1234") + key(ENTER))
    assert next(reading) == "B1234"
    reading.close()
    os.close(again[0])


def plugged(path: Path) -> int:
    """A terminal under this name, whose other end, when closed, is lost to its reader as a cable pulled out is."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    path.unlink(missing_ok=True)
    path.symlink_to(os.ttyname(theirs))
    os.close(theirs)
    return ours


def test_the_keys_of_a_device_are_asked_for_alone(fifo: str, monkeypatch: pytest.MonkeyPatch):
    asked: list[int] = []
    monkeypatch.setattr(fcntl, "ioctl", lambda descriptor, request, value: asked.append(request))
    thread = writing(fifo, keys("A1234") + key(ENTER))
    assert list(pressed(fifo)) == ["A1234"]
    thread.join()
    assert asked == [0x40044590]


def test_a_device_that_another_program_holds_is_told(fifo: str, monkeypatch: pytest.MonkeyPatch):
    def busy(descriptor: int, request: int, value: int) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(fcntl, "ioctl", busy)
    thread = writing(fifo)
    with pytest.raises(Unopened, match="busy"):
        next(pressed(fifo))
    thread.join()


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)


def test_a_terminal_hands_a_code_over_at_enter_and_at_tab(terminal: tuple[int, int]):
    ours, theirs = terminal
    with io.FileIO(theirs) as lines:
        reading = typed(lines)
        os.write(ours, b"5CG8O\x7f06KHTM\nPF0ABC12\t2112345\x1d10AB\x1b[19~99\n")
        assert [next(reading) for _ in range(3)] == ["5CG806KHTM", "PF0ABC12", "2112345\x1d10AB\x1d99"]
        os.write(ours, b"\x04")
        assert list(reading) == []


def test_a_pipe_may_end_without_enter_and_cut_a_letter_in_two():
    out, into = os.pipe()
    os.write(into, "é12".encode()[:1])
    os.write(into, "é12".encode()[1:] + b"\r\n\r\nPF0ABC12")
    os.close(into)
    with io.FileIO(out) as lines:
        assert list(typed(lines)) == ["é12", "PF0ABC12"]
