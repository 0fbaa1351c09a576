"""The freight is accepted, in so many cents, by whoever asks for the board: nobody asks without."""

from dataclasses import dataclass

from services.chassis.errors import Conflict, Invalid
from services.contracts.sentence import say
from services.intake.model.money import Money


@dataclass(frozen=True)
class Acceptance:
    """Whether the freight is accepted, how much of it was seen (None: as it was told last), and in which role."""

    given: bool
    cents: int | None
    role: str

    def check(self, cents: int, told: int | None) -> None:
        """Raises `Invalid` when it is not accepted, `Conflict` with the amount when it is another one than was seen."""
        if not self.given:
            raise Invalid("request.freight_not_accepted", say("Accept the freight of this request to submit it."))
        seen = told if self.cents is None else self.cents
        if seen != cents:
            raise Conflict(
                "request.freight_changed",
                say(
                    "The freight of what is asked is %(amount)s now. Look at its terms, then accept that amount.",
                    amount=Money(str(cents)),
                ),
            )
