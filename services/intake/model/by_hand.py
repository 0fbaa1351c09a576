"""What a person changes of a prepared round by hand, within the rules of the split, for another to confirm."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from services.chassis.act import Act
from services.chassis.errors import FieldError, Invalid
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.intake.model.ground import Wait
from services.intake.model.plan import handed_out
from services.intake.model.round import Round
from services.intake.model.round_content import Given, Portion

Key = tuple[BoardCode, str]


def change(one: Round, act: Act, wanted: Given, why: str, waits: Sequence[Wait]) -> list[dict[str, object]]:
    """Give boards so much of a type, in all; a portion not named stays as it is. Gives the rows of the round's parts.

    Raises `Invalid` with every row that is wrong, by its place in `wanted`: `/portions/<index>`, or `/types/<type>`
    where more is given than there is.
    """
    one.check_prepared()
    portions = {(each.board, each.type): each for each in one.portions}
    if wrong := (*_wrong_rows(portions, wanted), *_wrong_sums(one, wanted)):
        raise Invalid("round.by_hand", say("%(count)s line(s) to correct.", count=len(wrong)), wrong)
    for key, granted in wanted.items():
        portions[key].granted = granted
    for kind in one.types:
        kind.fill(level(each for each in one.portions if each.type == kind.type))
    one.changed_by, one.changed_why = sorted({*one.changed_by, act.actor}), why
    return [one.part(wait, more) for wait, more in _handed_out(one, waits)]


def level(portions: Iterable[Portion]) -> Fraction | None:
    """So far every board is filled at least, or has all that it may get; None: every board has that."""
    return min((Fraction(one.granted, one.unmet) for one in portions if one.granted < one.most), default=None)


def _wrong_rows(portions: Mapping[Key, Portion], wanted: Given) -> Iterator[FieldError]:
    for index, (key, granted) in enumerate(wanted.items()):
        portion = portions.get(key)
        if portion is None:
            sentence = say("This board waits for nothing of this type in this round.")
            yield FieldError(f"/portions/{index}/granted", "round.no_portion", sentence)
        elif granted > portion.most:
            sentence = say(
                "%(asked)s asked, unmet need of %(unmet)s: give %(most)s at most.",
                asked=portion.asked,
                unmet=portion.unmet,
                most=portion.most,
            )
            yield FieldError(f"/portions/{index}/granted", "round.over_most", sentence)


def _wrong_sums(one: Round, wanted: Given) -> Iterator[FieldError]:
    sums = Counter[str]()
    for (_, kind), granted in {**one.given, **wanted}.items():
        sums[kind] += granted
    for each in one.types:
        if sums[each.type] > each.stock:
            sentence = say(
                "%(given)s given, %(stock)s there to be split: give %(over)s less.",
                given=sums[each.type],
                stock=each.stock,
                over=sums[each.type] - each.stock,
            )
            yield FieldError(f"/types/{each.type}", "round.over_stock", sentence)


def _handed_out(one: Round, waits: Sequence[Wait]) -> Iterator[tuple[Wait, int]]:
    """What the round gives now, over the requests in their places."""
    for kind in one.types:
        given: dict[str, int] = {board: granted for (board, of), granted in one.given.items() if of == kind.type}
        yield from handed_out([wait for wait in waits if wait.type == kind.type], given)
