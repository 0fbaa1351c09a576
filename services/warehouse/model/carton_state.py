"""The states of a carton, the moves between them, and the words for both."""

from collections.abc import Mapping
from enum import StrEnum

from services.contracts.sentence import Sentence, say


class CartonState(StrEnum):
    """Whether it is being filled, stands closed at the dock as shipping's, or left. `released` is closed and the
    warehouse's again; `discarded` was opened for nothing."""

    OPEN = "open"
    CLOSED = "closed"
    DEPARTED = "departed"
    RELEASED = "released"
    DISCARDED = "discarded"


MOVES: frozenset[tuple[CartonState, CartonState]] = frozenset(
    {
        (CartonState.OPEN, CartonState.CLOSED),
        (CartonState.CLOSED, CartonState.DEPARTED),
        # Shipping gives it back, also from a truck that turned back: its own word may be heard before the shipment's.
        (CartonState.CLOSED, CartonState.RELEASED),
        (CartonState.DEPARTED, CartonState.RELEASED),
        # Its dispatch is taken back.
        (CartonState.DEPARTED, CartonState.CLOSED),
        # Passed to shipping anew as it is, or opened again.
        (CartonState.RELEASED, CartonState.CLOSED),
        (CartonState.RELEASED, CartonState.OPEN),
        (CartonState.OPEN, CartonState.DISCARDED),
    }
)
# Shipping's, on its own word or the warehouse's.
PASSED = frozenset({CartonState.CLOSED, CartonState.DEPARTED})
# Where it goes when its last step is taken back; what is shipping's is released there first.
UNDONE: Mapping[CartonState, CartonState] = {
    CartonState.OPEN: CartonState.DISCARDED,
    CartonState.RELEASED: CartonState.OPEN,
}

WORDS: Mapping[CartonState, Sentence] = {
    CartonState.OPEN: say("being filled"),
    CartonState.CLOSED: say("closed"),
    CartonState.DEPARTED: say("shipped"),
    CartonState.RELEASED: say("closed, back from shipping"),
    CartonState.DISCARDED: say("discarded"),
}

# What is done with a packed carton, where only a supplier's would do.
NEXT: Mapping[CartonState, Sentence] = {
    CartonState.OPEN: say("Carton %(code)s is ours and being filled: choose Pack, then scan what goes into it."),
    CartonState.CLOSED: say("Carton %(code)s is packed: at the dock, choose Load in the menu, then scan it."),
    CartonState.DEPARTED: say("Carton %(code)s left already: put it aside and ask who dispatched it."),
    CartonState.RELEASED: say("Carton %(code)s is back from shipping: pass it on again, or open it."),
    CartonState.DISCARDED: say("Carton %(code)s was discarded: take its label off."),
}

# Why nothing is put in or taken out, and what to do instead.
SHUT: Mapping[CartonState, Sentence] = {
    CartonState.CLOSED: say("Carton %(code)s is closed and shipping's: release it there first, then open it again."),
    CartonState.DEPARTED: say("Carton %(code)s left: the board sends back what is in it."),
    CartonState.RELEASED: say("Carton %(code)s is closed: open it again first."),
    CartonState.DISCARDED: say("Carton %(code)s was discarded: open another."),
}
