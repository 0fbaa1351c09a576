"""Where a round of the split stands, and the words for it."""

from enum import StrEnum

from services.contracts.sentence import say


class RoundState(StrEnum):
    """Where a round stands."""

    PREPARED = "prepared"
    CONFIRMED = "confirmed"


WORDS = {RoundState.PREPARED: say("prepared, to be confirmed"), RoundState.CONFIRMED: say("confirmed")}
