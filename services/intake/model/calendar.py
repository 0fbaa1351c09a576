"""Which day it is in Québec, and which week (ISO 8601): dated reference data, rates and deadlines go by it, not UTC."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Toronto")


def day_of(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def end_of(day: date) -> datetime:
    """The moment at which a day is over: the first of the next."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


def monday_of(day: date) -> date:
    """The day on which its week begins."""
    return day - timedelta(days=day.weekday())


def week_name(day: date) -> str:
    """The week as ISO 8601 writes it: `2021-W03`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
