"""Days as people in Québec count them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Toronto")


def day_of(at: datetime) -> date:
    """The day that people call today at that moment."""
    return at.astimezone(ZONE).date()
