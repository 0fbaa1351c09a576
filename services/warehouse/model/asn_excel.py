"""What a spreadsheet made of a supplier's code: a number, a power of ten, a date, a formula; told as what it is.

A spreadsheet takes what looks like a number for one: zeros in front are lost, and every digit past the fifteenth. What
was lost cannot be told from what is left, so no such cell is taken for a serial.
"""

import re
from datetime import date, datetime, time, timedelta

from services.contracts.sentence import Sentence, say

# A spreadsheet keeps so many digits of a number.
DIGITS = 15
# What names one thing alone: of it a lost zero makes another.
IDENTITIES = frozenset({"serial", "asset_tag"})
CODES = IDENTITIES | {"carton", "pallet"}

_POWER = re.compile(r"[0-9]+(?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:]+)?")

FORMULA = say("This cell is a formula: put its value there, as text.")
DATE = say("The spreadsheet took this for a date: make the column text, then enter it anew.")
NO_TEXT = say("This cell is neither text nor a number: enter it anew, as text.")
Fault = tuple[str, Sentence]


def spoiled(column: str, text: str) -> Fault | None:
    """The code and the words of what a spreadsheet did to a text before it was saved; None where nothing shows."""
    if column not in CODES:
        return None
    if _POWER.fullmatch(text):
        return _number(text)
    if column in IDENTITIES and _DATE.fullmatch(text):
        return "asn.date", DATE
    return None


def text_of(column: str, kind: str, value: object) -> str | Fault:
    """The text of a cell, or what is wrong with it; `kind` is `f` for a formula, `e` for an error, as the file says."""
    if value is None:
        return ""
    if kind == "f":
        return "asn.formula", FORMULA
    if isinstance(value, date | datetime | time | timedelta):
        return "asn.date", DATE
    if kind == "e" or isinstance(value, bool):
        return "asn.cell", NO_TEXT
    if isinstance(value, int | float):
        return _of_number(column, value)
    return str(value)


def _of_number(column: str, value: float) -> str | Fault:
    """A carton's number that is whole and short may stand; what names one device alone may have lost its zeros."""
    whole = int(value) if isinstance(value, int) or value.is_integer() else None
    if whole is None or column in IDENTITIES or len(str(abs(whole))) > DIGITS:
        return _number(f"{value:.15g}" if whole is None else str(whole))
    return str(whole)


def _number(told: str) -> Fault:
    return "asn.number", say(
        "The spreadsheet took this for a number (%(number)s): zeros in front of it and digits past the fifteenth are "
        "lost. Make the column text, then enter it anew.",
        number=told,
    )
