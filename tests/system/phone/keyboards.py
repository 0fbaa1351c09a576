"""Keyboards as the browser feels them: which physical key, and what this device's layout makes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession

# (physical key, Shift) by character, as the US layout has them: what a scanner presses that left the factory.
US: dict[str, tuple[str, bool]] = {one: (f"Key{one.upper()}", one.isupper()) for one in "abcdefghijklmnopqrstuvwxyz"}
US |= {one: (f"Key{one}", True) for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
US |= {one: (f"Digit{one}", False) for one in "0123456789"}
US |= {one: (f"Digit{digit}", True) for digit, one in enumerate(")!@#$%^&*(")}
_SIGNS = {"Minus": "-_", "Equal": "=+", "Slash": "/?", "Period": ".>", "Comma": ",<", "Semicolon": ";:", "Space": "  "}
_SIGNS |= {"BracketLeft": "[{", "BracketRight": "]}", "Quote": "'\"", "Backslash": "\\|"}
US |= {pair[shift]: (code, bool(shift)) for code, pair in _SIGNS.items() for shift in (1, 0)}

DEAD = "Dead"
# What each layout has elsewhere than the US one, plain and with Shift.
FR_CA = {
    "Slash": "éÉ",
    "BracketLeft": (DEAD, DEAD),
    "BracketRight": (DEAD, DEAD),
    "Quote": (DEAD, DEAD),
    "Digit3": "3/",
}
FR_CA |= {"Digit2": '2"', "Digit6": "6?", "Period": "..", "Comma": ",'", "Backslash": "<>"}
FR_FR = {"KeyQ": "aA", "KeyA": "qQ", "KeyW": "zZ", "KeyZ": "wW", "Semicolon": "mM", "KeyM": ",?", "Minus": ")°"}
FR_FR |= {f"Digit{digit}": f"{plain}{digit}" for digit, plain in enumerate("àé&\"'(-è_ç")}
FR_FR |= {"Digit1": "&1", "Digit2": "é2", "Slash": "!§", "Period": ":/", "Comma": ";.", "BracketLeft": (DEAD, DEAD)}
FR_FR |= {"BracketRight": "$£", "Quote": "ù%", "Backslash": "*µ"}
LAYOUTS: Mapping[str, Mapping[str, Any]] = {"en-US": {}, "fr-CA": FR_CA, "fr-FR": FR_FR}

CTRL, SHIFT = 2, 8
GS = "\x1d"
SCANNER_S, PERSON_S = 0.004, 0.15
START_S = 1_600_000_000.0


@dataclass
class Keyboard:
    """A keyboard on a device of this layout. Its clock is its own: its pace is what it says, whatever the machine's."""

    session: CDPSession
    layout: str
    now: float = START_S

    def burst(self, text: str, end: str = "Enter") -> None:
        """A scanner set to the US layout."""
        self._press([self._ctrl_bracket() if one == GS else self._key(*US[one]) for one in text], SCANNER_S)
        self._press([{"code": end, "key": end, "text": "\r" if end == "Enter" else ""}], SCANNER_S)

    def own_burst(self, text: str) -> None:
        """A scanner that was set to the layout of this device."""
        self._press([self._key(*self._where(one)) for one in text], SCANNER_S)
        self._press([{"code": "Enter", "key": "Enter", "text": "\r"}], SCANNER_S)

    def typed(self, text: str) -> None:
        """A person, who presses what this layout says."""
        self._press([self._key(*self._where(one)) for one in text], PERSON_S)
        self._press([{"code": "Enter", "key": "Enter", "text": "\r"}], PERSON_S)

    def _key(self, code: str, shift: bool) -> dict[str, Any]:
        plain = {key: (one, shifted) for one, (key, shifted) in US.items() if shifted == shift}
        written = LAYOUTS[self.layout].get(code, ("", ""))[shift] or plain[code][0]
        return {
            "code": code,
            "key": written,
            "text": "" if written == DEAD else written,
            "modifiers": SHIFT if shift else 0,
        }

    def _ctrl_bracket(self) -> dict[str, Any]:
        return self._key("BracketRight", False) | {"text": "", "modifiers": CTRL}

    def _where(self, character: str) -> tuple[str, bool]:
        moved = LAYOUTS[self.layout]
        here = [(code, bool(shift)) for code, pair in moved.items() for shift in (0, 1) if pair[shift] == character]
        return here[0] if here else US[character]

    def _press(self, keys: Iterable[dict[str, Any]], gap: float) -> None:
        for key in keys:
            self.now += gap
            for kind in ("keyDown" if key["text"] else "rawKeyDown", "keyUp"):
                written = {"text": key["text"]} if kind == "keyDown" else {"text": ""}
                pressed = {"type": kind, "timestamp": self.now} | key | written
                self.session.send("Input.dispatchKeyEvent", pressed)
