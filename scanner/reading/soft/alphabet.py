"""The characters of Code 128 and Code 39 as modules, what their values spell, and how sure a read of each must be."""

from collections.abc import Callable
from dataclasses import dataclass

from barcode.charsets import code39, code128

from scanner.reading.soft.spelling import checked, spelled


@dataclass(frozen=True, eq=False)
class Alphabet:
    """A symbology: its characters, all equally wide, those that start it, and its stop.

    A read is as alike as `alike` on the mean, its second best characters are `apart` from its best, and so many halves
    of its bars confirm it. Code 128 has a check character; Code 39 has none and must be surer.

    Of 365 true reads of Code 128 in drawn frames 98 % are above both bounds; of 160 wrong ones, their check right by
    chance, none is. True reads of Code 39 begin at 0.92 and 0.19, wrong ones end at 0.85 and 0.09.
    """

    symbology: str
    characters: tuple[str, ...]
    starts: tuple[int, ...]
    stop: str
    fewest: int
    alike: float
    apart: float
    confirmed: int
    spell: Callable[[list[int]], str]

    @property
    def wide(self) -> int:
        """Modules of a character."""
        return len(self.characters[0])


def _spell_128(values: list[int]) -> str:
    return spelled(values) if checked(values) else ""


def _spell_39(values: list[int]) -> str:
    return "".join(_LETTERS[value] for value in values[1:])


def _code39(wide: int) -> Alphabet:
    """Wide elements are so many modules."""
    rows = [code39.MAP[letter][1] for letter in _LETTERS] + [code39.EDGE]
    rows = [row.replace("111", "1" * wide).replace("000", "0" * wide) + "0" for row in rows]
    return Alphabet("Code39", tuple(rows), (len(_LETTERS),), rows[-1][:-1], 6, 0.9, 0.12, 2, _spell_39)


_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
ALPHABETS = (
    Alphabet("Code128", tuple(code128.CODES), (103, 104, 105), code128.STOP + "11", 4, 0.925, 0.03, 1, _spell_128),
    _code39(2),
    _code39(3),
)
