"""Freight statements, as they are shown; amounts in cents, what is taken back less than nothing."""

from datetime import datetime
from uuid import UUID

from pydantic import RootModel

from services.chassis.web.shapes import Answer, Body
from services.intake.model.charge import Month, Sort
from services.intake.shapes.board import OneBoard


class OneMonth(Body):
    """The month in a path."""

    month: Month


class OneStatement(OneBoard, OneMonth):
    """The board and the month in a path."""


class SumAnswer(Answer):
    """So much together. `difference_cents` = actual - quoted."""

    shipments: int
    devices: int
    quoted_cents: int
    actual_cents: int
    difference_cents: int


class EntryAnswer(Answer):
    """What left with a carrier, or was taken back; `quoted_cents`: what of the request's quote falls to it."""

    id: UUID
    at: datetime
    sort: Sort
    request: UUID
    number: str | None
    shipment: UUID
    shipment_number: str | None
    devices: int
    quoted_cents: int
    actual_cents: int
    difference_cents: int


class StatementAnswer(Answer):
    """A board's month, entry by entry."""

    month: str
    board: str
    entries: list[EntryAnswer]
    total: SumAnswer


class BoardSumAnswer(Answer):
    """One board's month, summed."""

    board: str
    total: SumAnswer


class MonthAnswer(Answer):
    """Every board of a month that has an entry in it."""

    month: str
    boards: list[BoardSumAnswer]
    total: SumAnswer


class MonthSumAnswer(Answer):
    """A month of so many boards, summed."""

    month: str
    boards: int
    total: SumAnswer


class Months(RootModel[list[MonthSumAnswer]]):
    """The months in which the boards that one may see have an entry, newest first."""
