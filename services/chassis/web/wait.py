"""For how long something waits, as people say it: minutes, then hours, then days."""

from datetime import datetime, timedelta

from services.chassis.web.language import render
from services.contracts.sentence import Sentence, say

# From when on the next larger unit is of more use.
HOURS_FROM, DAYS_FROM = timedelta(hours=1), timedelta(days=2)


def waited(since: datetime | None, at: datetime) -> str:
    """In the reader's language, in whole units; empty where nobody knows since when."""
    return render(_waited(at - since)) if since else ""


def _waited(wait: timedelta) -> Sentence:
    if wait < HOURS_FROM:
        return say("%(count)s min", count=max(wait, timedelta()) // timedelta(minutes=1))
    if wait < DAYS_FROM:
        return say("%(count)s h", count=wait // timedelta(hours=1))
    return say("%(count)s d", count=wait.days)
