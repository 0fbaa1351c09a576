"""Which day it is in Québec: dated reference data, rates and deadlines go by it, not by UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Toronto")


def day_of(at: datetime) -> date:
    return at.astimezone(ZONE).date()
