"""What of its ground moved since a round was prepared, in sentences: then it is prepared again, not confirmed."""

from collections.abc import Callable, Iterable, Iterator

from services.chassis.errors import Conflict, FieldError
from services.contracts.reference import boards
from services.contracts.sentence import Sentence, say
from services.intake.model.ground import Ground
from services.intake.model.round import Round
from services.intake.model.round_content import Part
from services.intake.model.vocabulary import READER, TypeName


class BoardName(Sentence):
    """The name of a board in the reader's language. Its `msgid` is the board's code."""

    def render(self, translate: Callable[[str], str]) -> str:
        return boards()[self.msgid].name(READER.render(translate))


def check_still(one: Round, parts: Iterable[Part], now: Ground) -> None:
    """Raises `Conflict` with all that moved."""
    changes = tuple(moved(one, parts, now))
    if changes:
        sentence = say(
            "%(count)s thing(s) changed since this round was prepared. Prepare it again.", count=len(changes)
        )
        raise Conflict("round.moved", sentence, changes)


def moved(one: Round, parts: Iterable[Part], now: Ground) -> Iterator[FieldError]:
    """Stock that is no longer enough, unmet needs that are others, requests that came, went or wait for other counts.

    Stock that came since moves nothing: more stock lowers nobody, so what the round gives stays due, and the rest is
    for the next round.
    """
    yield from _stock(one, now)
    yield from _needs(one, now)
    yield from _requests(parts, now)


def _stock(one: Round, now: Ground) -> Iterator[FieldError]:
    granted = one.granted
    for kind in one.types:
        free = now.free.get(kind.type, 0)
        if granted[kind.type] > max(free - kind.floor, 0):
            sentence = say(
                "%(type)s: %(now)s free now, %(was)s when it was prepared; the round gives %(granted)s and keeps "
                "%(floor)s back.",
                type=TypeName(kind.type),
                now=max(free, 0),
                was=max(kind.free, 0),
                granted=granted[kind.type],
                floor=kind.floor,
            )
            yield FieldError(f"/types/{kind.type}", "round.stock_moved", sentence)


def _needs(one: Round, now: Ground) -> Iterator[FieldError]:
    for portion in one.portions:
        unmet = now.unmet(portion.board, portion.type)
        if portion.asked and unmet != portion.unmet:
            sentence = say(
                "%(board)s: unmet need of %(now)s now, %(was)s when it was prepared (%(type)s).",
                board=BoardName(portion.board),
                now=unmet,
                was=portion.unmet,
                type=TypeName(portion.type),
            )
            yield FieldError(f"/boards/{portion.board}/{portion.type}", "round.need_moved", sentence)


def _requests(parts: Iterable[Part], now: Ground) -> Iterator[FieldError]:
    was = {(part.request, part.type): (part.number, part.waited) for part in parts}
    waits = {(wait.request, wait.type): (wait.number, wait.count) for wait in now.waits}
    for key in [*was, *(key for key in waits if key not in was)]:
        before, here = was.get(key), waits.get(key)
        if before != here:
            number = (here or before or ("", 0))[0]
            sentence = say(
                "Request %(number)s waits for %(now)s now, for %(was)s when it was prepared (%(type)s).",
                number=number,
                now=here[1] if here else 0,
                was=before[1] if before else 0,
                type=TypeName(key[1]),
            )
            yield FieldError(f"/requests/{number}/{key[1]}", "round.request_moved", sentence)
