"""What makes a request urgent: a class or a school that closed, where, from when until when, for how many students."""

from datetime import date
from enum import StrEnum

from services.chassis.errors import FieldError, Invalid
from services.contracts.intake import Closure
from services.contracts.sentence import Sentence, say
from services.intake.model.state import Urgency


class Closed(StrEnum):
    """What closed."""

    CLASS = "class"
    SCHOOL = "school"


CLOSED = {Closed.CLASS: say("a class"), Closed.SCHOOL: say("a school")}


def check_closure(urgency: Urgency, closure: Closure | None) -> None:
    """Urgent is what has its event, and only that. Raises `Invalid` for the one without the other, or days reversed."""
    if urgency is Urgency.URGENT and closure is None:
        raise _wrong("closure", say("An urgent request names what closed: a class or a school, since when, how many."))
    if urgency is Urgency.NORMAL and closure is not None:
        raise _wrong("urgency", say("What closed makes a request urgent. Say that it is, or leave the closure out."))
    if closure and closure.last_day and closure.last_day < closure.first_day:
        raise _wrong("closure/last_day", say("The last day of a closure is not before its first."))


def check_not_over(closure: Closure | None, day: date) -> None:
    """Raises `Invalid` when the closure ended before `day`: nothing is urgent about it any more."""
    if closure and closure.last_day and closure.last_day < day:
        raise _wrong("closure/last_day", say("This closure is over. Give its new last day, or ask without urgency."))


def _wrong(field: str, sentence: Sentence) -> Invalid:
    return Invalid("request.closure", sentence, (FieldError(f"/{field}", "request.closure", sentence),))
