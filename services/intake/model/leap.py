"""Figures of a portrait that leap: ten times last time's, or a tenth. A slip of the hand looks so; people are asked."""

from collections.abc import Iterator, Sequence

from services.chassis.errors import FieldError, Invalid
from services.contracts.sentence import Sentence, say
from services.intake.model.change import CAPACITY, EXPECTED, NEED, Change, Figure, changes
from services.intake.model.portrait import Portrait
from services.intake.model.vocabulary import TypeName

TIMES = 10
# A smaller difference matters little, however many times it is.
LEAST = 50


def leaps(change: Change) -> bool:
    """What was not given last time has nothing to leap from."""
    low, high = sorted((change.before, change.after))
    return change.before > 0 and high >= low * TIMES and high - low >= LEAST


def check_leaps(before: Portrait | None, after: Portrait) -> None:
    """Raises `Invalid`, naming each figure that leaps, for whoever typed it to confirm or correct."""
    found = changes(before, after) if before else []
    if wrong := tuple(_asked([one for one in found if leaps(one)], after)):
        sentence = say(
            "%(count)s figure(s) at least ten times last time’s, or a tenth: correct or confirm below.",
            count=len(wrong),
        )
        raise Invalid("portrait.leap", sentence, wrong)


def _asked(found: Sequence[Change], after: Portrait) -> Iterator[FieldError]:
    types = [line.type for line in after.lines]
    for one in found:
        yield FieldError(_pointer(one.figure, types), "portrait.leap", _detail(one))


def _detail(one: Change) -> Sentence:
    figures = {"before": one.before, "after": one.after}
    if one.figure.type:
        return say("%(type)s: %(before)s last time, %(after)s now.", type=TypeName(one.figure.type), **figures)
    return say("%(before)s last time, %(after)s now.", **figures)


def _pointer(figure: Figure, types: Sequence[str]) -> str:
    """The figure's place in what was given; a type that is stated no more has none of its own."""
    if figure.name == CAPACITY:
        return f"/{CAPACITY}"
    if figure.type not in types:
        return "/lines"
    field = {NEED: f"by_category/{figure.category}", EXPECTED: "orders"}.get(figure.name, figure.name)
    return f"/lines/{types.index(figure.type)}/{field}"
