"""When an act happens: now; in an exercise's installation also when whoever acts says that it happened."""

from datetime import UTC, datetime

from flask import Request

from services.chassis.act import now
from services.chassis.errors import Forbidden, Invalid
from services.chassis.settings import Settings
from services.contracts.sentence import say

# A form has no moment of its own, as a scan has: a week that is played in minutes gives it here.
HAPPENED = "Reserve-Happened"


def moment_of(request: Request, settings: Settings) -> datetime:
    """To the millisecond, in UTC. Raises `Forbidden` where acts cannot be dated, `Invalid` for no moment of the past.

    When it is recorded is kept beside it, in the log as everywhere.
    """
    told = request.headers.get(HAPPENED)
    if told is None:
        return now()
    if not settings.exercise:
        raise Forbidden("exercise.only", say("Acts are dated by those who act in an exercise alone."))
    try:
        at = datetime.fromisoformat(told).astimezone(UTC)
    except (ValueError, OverflowError):
        at = None
    if at is None or at > now():
        raise Invalid("exercise.moment", say("This is no moment of the past."))
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
