"""Linux's key events: their bytes, and the text that a scanner set to the US layout means by them."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.sources.layouts import US

# `struct input_event` of linux/input.h: seconds, microseconds, type, code, value. Read here, and not by a library, so
# that it works on every machine that a dock may have, and on a recording of one.
EVENT = struct.Struct("@llHHi")
EV_KEY, UP, DOWN = 1, 0, 1

_ENTER, _TAB, _KEYPAD_ENTER, _F8 = 28, 15, 96, 66
_SHIFTS, _CONTROLS = {42, 54}, {29, 97}
# Codes of keys, by place, as linux/input-event-codes.h counts them: above Tab, then row by row as in `US`.
_PLACES = (41, *range(2, 14), *range(16, 28), *range(30, 41), 43, *range(44, 54))
_KEYPAD = dict(zip((55, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 98), "*789-456+1230./", strict=True))
_PLAIN = dict(zip(_PLACES, US[0], strict=True)) | _KEYPAD | {57: " "}
_SHIFTED = dict(zip(_PLACES, US[1], strict=True)) | _KEYPAD | {57: " "}
# How a scanner types GS (0x1D), which parts the fields of a GS1 code: as Ctrl and ], or as a key of its own.
GS = "\x1d"


@dataclass
class Keys:
    """Fed bytes of events as they come; an event cut in two is waited for. What Caps Lock says changes nothing."""

    rest: bytes = b""
    text: str = ""
    shift: bool = False
    control: bool = False

    def feed(self, data: bytes) -> Iterator[str]:
        """The codes that end with these events: those before Enter or Tab; `text` is what came after the last."""
        data = self.rest + data
        whole = len(data) - len(data) % EVENT.size
        self.rest = data[whole:]
        for _seconds, _micros, kind, key, value in EVENT.iter_unpack(data[:whole]):
            if kind == EV_KEY:
                yield from self._press(key, value)

    def flush(self) -> Iterator[str]:
        """The code that was begun, of a scanner that ends its codes with silence."""
        if self.text:
            yield self.text
        self.text = ""

    def _press(self, key: int, value: int) -> Iterator[str]:
        if key in _SHIFTS:
            self.shift = value != UP
        elif key in _CONTROLS:
            self.control = value != UP
        elif value == DOWN and key in {_ENTER, _KEYPAD_ENTER, _TAB}:
            yield from self.flush()
        elif value == DOWN:
            self.text += self._typed(key)

    def _typed(self, key: int) -> str:
        if key == _F8:
            return GS
        typed = (_SHIFTED if self.shift else _PLAIN).get(key, "")
        # Ctrl and one of these 32 characters is the control character of its last five bits.
        return chr(ord(typed) & 0x1F) if self.control and "@" <= typed.upper() <= "_" else typed
