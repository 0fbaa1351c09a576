"""A week as it is asked for and as programs get it."""

from datetime import date, datetime
from typing import Self

from pydantic import Field

from services.chassis.web.shapes import Answer, Body
from services.portal.model.flow import DAYS, Flow, today
from services.portal.queries.week import Deliveries, Week

EARLIEST, LATEST = date(2020, 1, 1), date(2100, 1, 1)


class WeekQuery(Body):
    """Its first day in Québec; without it, the week that ends today."""

    first: date | None = Field(None, alias="from", ge=EARLIEST, le=LATEST)

    def begins(self, at: datetime) -> date:
        return self.first or date.fromordinal(today(at).toordinal() - DAYS + 1)


class Delivered(Answer):
    """Requests delivered: how many, how many of them late, and the seconds from submitted to delivered."""

    requests: int
    late: int
    median_s: int
    p90_s: int

    @classmethod
    def of(cls, one: Deliveries | None) -> Self | None:
        if one is None or one.took is None:
            return None
        return cls(requests=one.took.count, late=one.late, median_s=one.took.median_s, p90_s=one.took.p90_s)


class BoardWeek(Answer):
    """What one board was sent and did, in devices."""

    board: str
    devices: dict[Flow, int]
    clock: Delivered | None


class WeekAnswer(Answer):
    """Devices by what happened, a figure a day; days are those of Québec, by when it happened. Whatever was undone or
    voided is left out; `received` counts suppliers' devices and returned ones."""

    days: list[date]
    by_day: dict[Flow, list[int]]
    by_board: list[BoardWeek]
    clock: Delivered | None

    @classmethod
    def of(cls, found: Week) -> Self:
        boards = [
            BoardWeek(board=board, devices=dict(counts), clock=Delivered.of(found.clock.get(board)))
            for board, counts in sorted(found.by_board.items())
        ]
        return cls(days=list(found.days), by_day=found.by_day, by_board=boards, clock=Delivered.of(found.all))
