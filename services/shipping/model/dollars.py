"""An amount of money as people type it."""

from decimal import Decimal

from services.contracts.sentence import say
from services.contracts.values import Code

MOST = 100_000


class Dollars(Code):
    """`45.50`; in French with a comma, `1 234,50`."""

    pattern = r"\d{1,6}(\.\d{1,2})?"
    rule = say("Write an amount in dollars, from 0 to 100 000, with at most two decimals, for example 45.50.")

    @classmethod
    def clean(cls, text: str) -> str:
        return "".join(text.split()).replace(",", ".")

    @classmethod
    def proves(cls, text: str) -> bool:
        return Decimal(text) <= MOST

    @property
    def cents(self) -> int:
        return int(Decimal(self) * 100)
