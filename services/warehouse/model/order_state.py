"""The states of an order, the moves between them, and the words for them."""

from collections.abc import Mapping
from enum import StrEnum

from services.contracts.sentence import Sentence, say


class OrderState(StrEnum):
    """`short` waits for stock beyond what it got, and is picked and packed all the same."""

    RESERVED = "reserved"
    SHORT = "short"
    PACKED = "packed"
    DEPARTED = "departed"


MOVES: frozenset[tuple[OrderState, OrderState]] = frozenset(
    {
        (OrderState.RESERVED, OrderState.SHORT),
        (OrderState.SHORT, OrderState.RESERVED),
        (OrderState.RESERVED, OrderState.PACKED),
        (OrderState.SHORT, OrderState.PACKED),
        (OrderState.PACKED, OrderState.DEPARTED),
        # A later grant of the same request brings more to pick.
        (OrderState.PACKED, OrderState.RESERVED),
        (OrderState.PACKED, OrderState.SHORT),
        (OrderState.DEPARTED, OrderState.RESERVED),
        (OrderState.DEPARTED, OrderState.SHORT),
    }
)

WORDS: Mapping[OrderState, Sentence] = {
    OrderState.RESERVED: say("to pick"),
    OrderState.SHORT: say("to pick, short"),
    OrderState.PACKED: say("packed whole"),
    OrderState.DEPARTED: say("all departed"),
}
