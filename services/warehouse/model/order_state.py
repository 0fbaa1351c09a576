"""The states of an order, the moves between them, and the words for them."""

from collections.abc import Mapping
from enum import StrEnum

from services.contracts.sentence import Sentence, say


class OrderState(StrEnum):
    """`short` waits for stock beyond what it got, and is picked and packed all the same; `cancelling` waits for
    shipping to give its cartons back, `cancelled` for its devices to be put away, and for nothing else."""

    RESERVED = "reserved"
    SHORT = "short"
    PACKED = "packed"
    DEPARTED = "departed"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"


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
        # A shipment is given up, or its dispatch taken back.
        (OrderState.DEPARTED, OrderState.PACKED),
        (OrderState.RESERVED, OrderState.CANCELLING),
        (OrderState.SHORT, OrderState.CANCELLING),
        (OrderState.PACKED, OrderState.CANCELLING),
        (OrderState.RESERVED, OrderState.CANCELLED),
        (OrderState.SHORT, OrderState.CANCELLED),
        (OrderState.PACKED, OrderState.CANCELLED),
        (OrderState.CANCELLING, OrderState.CANCELLED),
        # Refused after all: a carton of it left while it waited. Or granted anew meanwhile.
        (OrderState.CANCELLING, OrderState.RESERVED),
        (OrderState.CANCELLING, OrderState.SHORT),
        (OrderState.CANCELLING, OrderState.PACKED),
        (OrderState.CANCELLING, OrderState.DEPARTED),
        # Granted anew.
        (OrderState.CANCELLED, OrderState.RESERVED),
        (OrderState.CANCELLED, OrderState.SHORT),
    }
)

# Nothing is picked or packed for it any more.
ENDING = frozenset({OrderState.CANCELLING, OrderState.CANCELLED})

WORDS: Mapping[OrderState, Sentence] = {
    OrderState.RESERVED: say("to pick"),
    OrderState.SHORT: say("to pick, short"),
    OrderState.PACKED: say("fully packed"),
    OrderState.DEPARTED: say("all shipped"),
    OrderState.CANCELLING: say("being cancelled"),
    OrderState.CANCELLED: say("cancelled"),
}
