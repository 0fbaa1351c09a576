"""Where a fault stands in a supplier's notice: `line 12, serial` for programs, words for people."""

import re
from collections.abc import Mapping

from services.contracts.sentence import Sentence, say

# What a fault of a whole row names in place of a column.
ROW = "-"
COLUMNS = ("carton", "maker", "model", "serial", "asset_tag")
# What a supplier may tell beside them.
OPTIONAL = ("pallet",)
_WORDS: Mapping[str, Sentence] = {
    "pallet": say("pallet"),
    "carton": say("carton"),
    "maker": say("maker"),
    "model": say("model"),
    "serial": say("serial"),
    "asset_tag": say("asset tag"),
    ROW: say("whole row"),
}
_POINTER = re.compile(r"line (?P<line>[0-9]+), (?P<column>\S+)")


def pointer(line: int, column: str) -> str:
    """The place as programs are told it."""
    return f"line {line}, {column}"


def words(told: str) -> Sentence | str:
    """The place as people read it; what is no place in a notice stays as it is."""
    found = _POINTER.fullmatch(told)
    if found is None:
        return told
    return say("line %(line)s, %(column)s", line=found["line"], column=_WORDS[found["column"]])


def column_of(told: str) -> Sentence | str:
    """The column of a place as people call it."""
    found = _POINTER.fullmatch(told)
    return _WORDS[found["column"]] if found else ""


def line_of(told: str) -> int:
    """The line of a place in a notice."""
    found = _POINTER.fullmatch(told)
    return int(found["line"]) if found else 0
