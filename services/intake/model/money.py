"""Amounts of money, as people write dollars in the reader's language."""

from collections.abc import Callable

from babel.numbers import format_decimal

from services.contracts.sentence import Sentence
from services.intake.model.vocabulary import READER


class Money(Sentence):
    """Cents in the reader's language. Its `msgid` is their number."""

    def render(self, translate: Callable[[str], str]) -> str:
        return in_dollars(int(self.msgid), READER.render(translate))


def in_dollars(cents: int, language: str) -> str:
    """`1 234,50 $` in French, `$1,234.50` in English; the sign of what is less than nothing stands in front."""
    sign = "\N{MINUS SIGN}" if cents < 0 else ""
    amount = format_decimal(abs(cents) / 100, "#,##0.00", locale=language)
    return f"{sign}${amount}" if language == "en" else f"{sign}{amount}\N{NO-BREAK SPACE}$"
