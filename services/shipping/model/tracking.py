"""A carrier's tracking number."""

from services.contracts.sentence import say
from services.contracts.student import may_name_a_student
from services.contracts.values import Code


class Tracking(Code):
    """What the carrier's label says, small letters kept; carriers tell them apart."""

    pattern = r"[A-Za-z0-9 ./_-]{1,60}"
    rule = say(
        "Write 1 to 60 letters without accents, digits, blanks, dots, slashes or hyphens, and never a student’s code"
        " permanent (4 letters and 8 digits)."
    )

    @classmethod
    def clean(cls, text: str) -> str:
        return text.strip()

    @classmethod
    def proves(cls, text: str) -> bool:
        return not may_name_a_student(text)
