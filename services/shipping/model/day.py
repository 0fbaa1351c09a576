"""The day that a board's people call today."""

from datetime import date, datetime

from services.shipping.model.returned import HERE


def day_of(at: datetime) -> date:
    """The day on which something happened, by the clock of the board's people."""
    return at.astimezone(HERE).date()
