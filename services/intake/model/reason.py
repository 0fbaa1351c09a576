"""Why a board gets what a round gives it: one sentence, which the Ministry reads before and the board after."""

from fractions import Fraction

from services.contracts.sentence import Sentence, say
from services.intake.model.plan import UNITS
from services.intake.model.round_content import Portion, RoundType


def reason(portion: Portion, kind: RoundType | None, why: str | None = None) -> Sentence:
    """The reason of one portion, by the type's level; no type where nobody waits for it any more.

    `why`: the reason of the person who set portions of the type by hand; None where nobody did.
    """
    figures = {"granted": portion.granted, "asked": portion.asked}
    if kind is None or not portion.asked:
        return say("Nothing is asked any more.")
    if portion.by_hand:
        return say(
            "%(granted)s of %(asked)s asked, set by hand where the split gave %(fair)s. Reason: %(why)s",
            **figures,
            fair=portion.fair,
            why=why or "",
        )
    if portion.granted == portion.unmet < portion.asked:
        return say("%(granted)s of %(asked)s asked: the unmet need is no more than that now.", **figures)
    if kind.level is None:
        return say("All that was asked, %(granted)s: there is enough for every board.", **figures)
    if not kind.level and why is not None:
        return say("%(granted)s of %(asked)s asked, as split; other boards’ portions were set by hand.", **figures)
    if not kind.level:
        return _none_for_all(portion, kind, figures)
    return _filled(portion, rate(kind.level), figures)


def _filled(portion: Portion, level: Sentence, figures: dict[str, int]) -> Sentence:
    """Every board is filled to this level at least."""
    if portion.granted == portion.asked:
        return say(
            "All that was asked, %(granted)s: every board receives at least %(level)s of its unmet need, or all that "
            "it asked.",
            **figures,
            level=level,
        )
    return say(
        "%(granted)s of %(asked)s asked, %(own)s of the unmet need: every board receives at least %(level)s of its "
        "unmet need, or all that it asked.",
        **figures,
        own=rate(Fraction(portion.granted, portion.unmet)),
        level=level,
    )


def _none_for_all(portion: Portion, kind: RoundType, figures: dict[str, int]) -> Sentence:
    """Some board gets nothing at all."""
    if not kind.stock:
        return say("Nothing of %(asked)s asked: nothing is free beyond what is kept back.", **figures)
    return say(
        "%(granted)s of %(asked)s asked: there is not one %(unit)s for every board, and the requests that wait longest "
        "come first.",
        **figures,
        unit=UNITS[kind.unit],
    )


def rate(fill: Fraction) -> Sentence:
    """A fill rate to one decimal, rounded down: what is said to be received at least, is."""
    tenths = int(fill * 1000)
    return say("%(whole)s.%(tenth)s%%", whole=tenths // 10, tenth=tenths % 10)
