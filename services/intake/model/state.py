"""The states of a request and which may follow which: one table to read."""

from enum import StrEnum

from services.chassis.errors import Conflict
from services.contracts.sentence import say


class State(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"
    FULFILLED = "fulfilled"


MOVES: frozenset[tuple[State, State]] = frozenset(
    {
        (State.DRAFT, State.SUBMITTED),
        (State.SUBMITTED, State.GRANTED),
        (State.SUBMITTED, State.PARTLY_GRANTED),
        (State.SUBMITTED, State.REFUSED),
        # The warehouse was short.
        (State.GRANTED, State.PARTLY_GRANTED),
        # What waits is granted in a later round, or refused when nothing at all could be reserved.
        (State.PARTLY_GRANTED, State.PARTLY_GRANTED),
        (State.PARTLY_GRANTED, State.GRANTED),
        (State.PARTLY_GRANTED, State.REFUSED),
        (State.GRANTED, State.FULFILLED),
        (State.PARTLY_GRANTED, State.FULFILLED),
    }
)
OPEN = frozenset({State.GRANTED, State.PARTLY_GRANTED})

WORDS = {
    State.DRAFT: say("draft"),
    State.SUBMITTED: say("submitted"),
    State.GRANTED: say("granted"),
    State.PARTLY_GRANTED: say("partly granted"),
    State.REFUSED: say("refused"),
    State.FULFILLED: say("fulfilled"),
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
