"""Take-back campaigns of boards, from the day on which devices are expected to what never came."""

from datetime import date
from uuid import UUID

from services.contracts.event import Event
from services.contracts.values import BoardCode


class RecallOpened(Event):
    """A board expects so many devices back from its schools and students by that day."""

    owner, noun, verb, about = "shipping", "recall", "opened", "recall"

    recall: UUID
    board: BoardCode
    title: str
    day: date
    expected: int


class RecallClosed(Event):
    """The campaign is over. What was expected is back, kept by its school, lost, stolen, gone elsewhere, or still out.

    `back` counts the devices taken back that name this campaign. Told again when it was reopened.
    """

    owner, noun, verb, about = "shipping", "recall", "closed", "recall"

    recall: UUID
    board: BoardCode
    expected: int
    back: int
    kept: int
    lost: int
    stolen: int
    gone: int
    open: int


class RecallReopened(Event):
    """The campaign goes on, for the reason given."""

    owner, noun, verb, about = "shipping", "recall", "reopened", "recall"

    recall: UUID
    board: BoardCode
    reason: str
