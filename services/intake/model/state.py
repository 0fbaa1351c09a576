"""The states of a request and which may follow which: one table to read."""

from enum import StrEnum

from services.chassis.errors import Conflict
from services.contracts.sentence import say


class State(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    TAKING_BACK = "taking_back"
    FULFILLED = "fulfilled"


_S = State
MOVES: frozenset[tuple[State, State]] = frozenset(
    {
        (_S.DRAFT, _S.SUBMITTED),
        (_S.SUBMITTED, _S.SENT_BACK),
        (_S.SENT_BACK, _S.SUBMITTED),
        (_S.SUBMITTED, _S.GRANTED),
        (_S.SUBMITTED, _S.PARTLY_GRANTED),
        (_S.SUBMITTED, _S.REFUSED),
        # The warehouse was short, or the Ministry grants less.
        (_S.GRANTED, _S.PARTLY_GRANTED),
        # What waits is granted in a later round, or refused when nothing at all could be reserved.
        (_S.PARTLY_GRANTED, _S.PARTLY_GRANTED),
        (_S.PARTLY_GRANTED, _S.GRANTED),
        (_S.PARTLY_GRANTED, _S.REFUSED),
        (_S.GRANTED, _S.FULFILLED),
        (_S.PARTLY_GRANTED, _S.FULFILLED),
        # A board undid the acceptance of a device.
        (_S.FULFILLED, _S.GRANTED),
        (_S.FULFILLED, _S.PARTLY_GRANTED),
        # Nobody else is to be asked before a grant; after it the warehouse has the last word.
        (_S.SUBMITTED, _S.WITHDRAWN),
        (_S.SENT_BACK, _S.WITHDRAWN),
        (_S.GRANTED, _S.WITHDRAWING),
        (_S.PARTLY_GRANTED, _S.WITHDRAWING),
        (_S.WITHDRAWING, _S.WITHDRAWN),
        (_S.WITHDRAWING, _S.GRANTED),
        (_S.WITHDRAWING, _S.PARTLY_GRANTED),
        # A grant is undone: the warehouse cancels its order, or refuses.
        (_S.GRANTED, _S.TAKING_BACK),
        (_S.PARTLY_GRANTED, _S.TAKING_BACK),
        (_S.TAKING_BACK, _S.SUBMITTED),
        (_S.TAKING_BACK, _S.GRANTED),
        (_S.TAKING_BACK, _S.PARTLY_GRANTED),
        # A refusal is undone.
        (_S.REFUSED, _S.SUBMITTED),
        (_S.REFUSED, _S.PARTLY_GRANTED),
    }
)
OPEN = frozenset({_S.GRANTED, _S.PARTLY_GRANTED})
# The warehouse is asked to let go of what it reserved, and has not answered.
ASKED_BACK = frozenset({_S.WITHDRAWING, _S.TAKING_BACK})
# What is granted in these counts as the board's.
PROMISED = OPEN | ASKED_BACK
# The board may still write it anew.
WRITABLE = frozenset({_S.DRAFT, _S.SENT_BACK})
DECIDABLE = OPEN | {_S.SUBMITTED}
# Its clock runs, and may be stopped.
RUNNING = PROMISED | {_S.SUBMITTED, _S.SENT_BACK}

WORDS = {
    _S.DRAFT: say("draft"),
    _S.SUBMITTED: say("submitted"),
    _S.SENT_BACK: say("sent back, to complete"),
    _S.GRANTED: say("granted"),
    _S.PARTLY_GRANTED: say("partly granted"),
    _S.REFUSED: say("refused"),
    _S.WITHDRAWING: say("being withdrawn"),
    _S.WITHDRAWN: say("withdrawn"),
    _S.TAKING_BACK: say("grant being taken back"),
    _S.FULFILLED: say("fulfilled"),
}


def no_move(number: str, state: State, to: State) -> Conflict:
    """The refusal of a move that is not in the table."""
    return Conflict(
        "request.state",
        say(
            "Request %(number)s is %(state)s and cannot become %(next)s. Open it to see what can be done.",
            number=number,
            state=WORDS[state],
            next=WORDS[to],
        ),
    )


class Urgency(StrEnum):
    """How soon a board says it needs the devices."""

    NORMAL = "normal"
    URGENT = "urgent"


URGENCIES = {Urgency.NORMAL: say("normal"), Urgency.URGENT: say("urgent")}
