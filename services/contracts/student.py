"""What may be a student's code permanent, told from other codes of four letters and eight digits by the date in it.

The door refuses all that has its form (`CODE_PERMANENT`); a look through all that is kept would then find serials and
part numbers too. A code permanent says a day of birth: day, month (50 more for a girl), year, two digits of the
Ministry; a health insurance number, of the same form, says it as year, month, day.
"""

import re

from services.contracts.sentence import say
from services.contracts.values import CODE_PERMANENT, Malformed

DIGITS = 8
# Identifiers and hashes, in which letters and digits fall as they may.
RANDOM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}", re.IGNORECASE)
GIRLS = 50
MONTHS, DAYS = range(1, 13), range(1, 32)


def may_name_a_student(text: str) -> bool:
    """Whether something in the text has the form of a code permanent, with a date that may be one."""
    return any(_has_date(re.sub(r"\D", "", one[0])) for one in CODE_PERMANENT.finditer(RANDOM.sub(" ", text)))


def names_no_student(text: str) -> str:
    """A code of which letters and digits are a carrier's or a maker's: itself. Raises `Malformed` with such a date."""
    if may_name_a_student(text):
        raise Malformed(say("This looks like a student’s code permanent (4 letters and 8 digits): never write one."))
    return text


def _has_date(digits: str) -> bool:
    first, second, third = (int(digits[at : at + 2]) for at in (0, 2, 4))
    month = second - GIRLS if second > GIRLS else second
    return len(digits) == DIGITS and month in MONTHS and (first in DAYS or third in DAYS)
