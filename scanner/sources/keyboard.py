"""Codes from a keyboard scanner: typed lines, or the keyboard device itself, which then types nowhere else."""

import codecs
import errno
import fcntl
import os
import select
import stat
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from scanner.sources.keys import EVENT, GS, Keys
from scanner.sources.link import Back, Lost, Unopened, pauses

# Characters of one code come a few milliseconds apart: after so long a silence it has ended, whatever its suffix.
SILENCE_SECONDS = 0.3
# _IOW('E', 0x90, int) of linux/input.h: this reader alone gets the keys.
_EVIOCGRAB = 0x40044590
# What a terminal makes of F8.
_F8 = "\x1b[19~"


def typed(lines: BinaryIO) -> Iterator[str]:
    """The codes of a pipe or a terminal, each ended by Enter or Tab; its end ends the last."""
    decode, begun = codecs.getincrementaldecoder("utf-8")("replace"), ""
    with _ended_by_tab(lines):
        while data := _read(lines.fileno()):
            *ended, begun = (begun + decode.decode(data)).replace("\r", "\n").replace("\t", "\n").split("\n")
            yield from (code for one in ended if (code := _code(one)))
    if code := _code(begun):
        yield code


def pressed(path: str, sleep: Callable[[float], None] = time.sleep) -> Iterator[str | Lost | Back]:
    """The codes of a keyboard device, opened again whenever it is lost; the end of a recording ends it.

    Raises `Unopened` where it is not there at the start, or another program holds its keys.
    """
    descriptor = _grabbed(path)
    while True:
        try:
            yield from _codes(descriptor)
        except OSError:
            yield Lost(path)
        else:
            return
        descriptor = _again(path, sleep)
        yield Back(path)


def _read(descriptor: int) -> bytes:
    """What was typed since; nothing at the end, which is an error where a terminal was closed."""
    try:
        return os.read(descriptor, 4096)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return b""


def _code(line: str) -> str:
    return line.replace(_F8, GS).strip(" ")


@contextmanager
def _ended_by_tab(lines: BinaryIO) -> Iterator[None]:
    """A terminal hands a line over at Tab as it does at Enter; it stays one in which a person can type and mend."""
    if not lines.isatty():
        yield
        return
    before = termios.tcgetattr(lines)
    changed = termios.tcgetattr(lines)
    changed[6][termios.VEOL] = b"\t"
    termios.tcsetattr(lines, termios.TCSANOW, changed)
    try:
        yield
    finally:
        termios.tcsetattr(lines, termios.TCSANOW, before)


def _codes(descriptor: int) -> Iterator[str]:
    """Until a recording ends; OSError when the device goes away. Closes it."""
    keys = Keys()
    try:
        while True:
            begun = SILENCE_SECONDS if keys.text else None
            if not select.select([descriptor], [], [], begun)[0]:
                yield from keys.flush()
            elif data := os.read(descriptor, 64 * EVENT.size):
                yield from keys.feed(data)
            else:
                yield from keys.flush()
                break
        # Files and pipes end; a device that gives nothing has hung up.
        if stat.S_ISCHR(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
    finally:
        os.close(descriptor)


def _grabbed(path: str) -> int:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise Unopened(f"{path} ({error.strerror})") from error
    try:
        fcntl.ioctl(descriptor, _EVIOCGRAB, 1)
    except OSError as error:
        # A recording and a pipe have no keys to be grabbed.
        if error.errno not in {errno.ENOTTY, errno.EINVAL}:
            os.close(descriptor)
            raise Unopened(f"{path} ({error.strerror})") from error
    return descriptor


def _again(path: str, sleep: Callable[[float], None]) -> int:
    for pause in pauses():
        sleep(pause)
        try:
            return _grabbed(path)
        except Unopened:
            continue
    raise AssertionError("the pauses do not end")
