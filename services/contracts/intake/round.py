"""What intake tells of rounds of the split: prepared by some, to be confirmed by another."""

from uuid import UUID

from services.contracts.event import Event


class RoundPrepared(Event):
    """A round waits to be confirmed, as it is now. `set_by`: who prepared it or set quantities; none of them may."""

    owner, noun, verb, about = "intake", "round", "prepared", "round"

    round: UUID
    number: int
    set_by: list[str]


class RoundConfirmed(Event):
    """The round is confirmed; what it grants is told request by request."""

    owner, noun, verb, about = "intake", "round", "confirmed", "round"

    round: UUID
    number: int
