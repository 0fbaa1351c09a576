"""A carrier's tracking number."""

from services.contracts.sentence import say
from services.contracts.values import Code


class Tracking(Code):
    """What the carrier's label says, small letters kept; carriers tell them apart."""

    pattern = r"[A-Za-z0-9 ./_-]{1,60}"
    rule = say("Write 1 to 60 letters without accents, digits, blanks, dots, slashes or hyphens.")

    @classmethod
    def clean(cls, text: str) -> str:
        return text.strip()
