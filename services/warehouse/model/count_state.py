"""The states of a count, the moves between them, and the words for both."""

from collections.abc import Mapping
from enum import StrEnum

from services.contracts.sentence import Sentence, say


class CountState(StrEnum):
    """Whether it is being scanned, waits for a second person, or is settled one way or the other."""

    OPEN = "open"
    ENDED = "ended"
    ADJUSTED = "adjusted"
    DISCARDED = "discarded"


MOVES: frozenset[tuple[CountState, CountState]] = frozenset(
    {
        (CountState.OPEN, CountState.ENDED),
        # A place of it is counted once more.
        (CountState.ENDED, CountState.OPEN),
        (CountState.OPEN, CountState.OPEN),
        (CountState.ENDED, CountState.ADJUSTED),
        # Thrown away, to be counted again.
        (CountState.OPEN, CountState.DISCARDED),
        (CountState.ENDED, CountState.DISCARDED),
    }
)
UNSETTLED = (CountState.OPEN, CountState.ENDED)

WORDS: Mapping[CountState, Sentence] = {
    CountState.OPEN: say("being counted"),
    CountState.ENDED: say("ended, to be confirmed"),
    CountState.ADJUSTED: say("confirmed, adjusted"),
    CountState.DISCARDED: say("discarded"),
}

REFUSED: Mapping[CountState, Sentence] = {
    CountState.OPEN: say("Count %(number)s is %(state)s: it is settled. Open another."),
    CountState.ENDED: say("Count %(number)s is %(state)s: only one under way ends."),
    CountState.ADJUSTED: say("Count %(number)s is %(state)s: end it first, then somebody else confirms it."),
    CountState.DISCARDED: say("Count %(number)s is %(state)s: it is settled. Open another."),
}
