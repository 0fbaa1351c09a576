"""How a device was found when it came back from a school or a student."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.chassis.errors import Invalid
from services.contracts.sentence import Sentence, say


class Condition(StrEnum):
    """What a look at it says."""

    FINE = "fine"
    DAMAGED = "damaged"
    INCOMPLETE = "incomplete"


NAMES: dict[Condition, Sentence] = {
    Condition.FINE: say("in good order"),
    Condition.DAMAGED: say("damaged"),
    Condition.INCOMPLETE: say("something is missing"),
}


@dataclass(frozen=True)
class Found:
    """What was seen. `condition` None: nobody looked. Damage or a missing part is said in `note`, or `Invalid`."""

    condition: Condition | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if self.condition not in {None, Condition.FINE} and not self.note:
            raise Invalid("scan.reason", say("Say what is broken, or what is not there."))

    @property
    def fault(self) -> str | None:
        """Why it cannot simply be configured anew."""
        return self.note if self.condition in {Condition.DAMAGED, Condition.INCOMPLETE} else None

    def told(self) -> dict[str, Any]:
        """As the event says it."""
        return {"condition": self.condition and self.condition.value, "note": self.note}


UNSEEN = Found()
