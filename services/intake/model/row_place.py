"""Where a fault stands in a spreadsheet: `row 12, on_order` for programs, words for people."""

import re

from services.contracts.sentence import Sentence, say

# What a fault of a whole row names in place of a column.
ROW = "-"
_POINTER = re.compile(r"row (?P<row>[0-9]+), (?P<column>\S+)")


def pointer(row: int, column: str) -> str:
    """The place as programs are told it."""
    return f"row {row}, {column}"


def words(told: str) -> Sentence | str:
    """The place as people read it; what is no place in a spreadsheet stays as it is."""
    found = _POINTER.fullmatch(told)
    if found is None:
        return told
    if found["column"] == ROW:
        return say("row %(row)s", row=found["row"])
    return say("row %(row)s, column %(column)s", row=found["row"], column=found["column"])
