"""The stock that requests draw on, and the lines that wait for more of it."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, RootModel

from services.chassis.paging import LARGEST
from services.chassis.web.shapes import Answer, Body


class StockAnswer(Answer):
    """One type: `free` = `heard` - `pending` is what may still be granted."""

    type: str
    heard: int
    pending: int
    free: int


class StockList(RootModel[list[StockAnswer]]):
    """What may still be granted of each type."""


class WaitingQuery(Body):
    """How many waiting lines to list, from the oldest."""

    limit: int = Field(LARGEST, ge=1, le=LARGEST)


class WaitingAnswer(Answer):
    """So many devices of a type that a request waits for; `place` is 1 for the oldest of its type."""

    place: int
    request: UUID
    number: str
    board: str
    type: str
    short: int
    submitted_at: datetime


class WaitingList(RootModel[list[WaitingAnswer]]):
    """The waiting lines, oldest first."""
