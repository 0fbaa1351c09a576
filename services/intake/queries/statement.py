"""The freight account by month: each board's statement, all boards of a month, and the months that there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from services.contracts.values import BoardCode
from services.intake.model.board import known_board
from services.intake.model.charge import Charge, Month, Sort
from services.intake.model.request import Request
from services.intake.model.shipment import Shipment


@dataclass(frozen=True)
class Sum:
    """So much together: shipments that left less those taken back, their devices, cents quoted for them and charged."""

    shipments: int = 0
    devices: int = 0
    quoted_cents: int = 0
    actual_cents: int = 0

    @property
    def difference_cents(self) -> int:
        return self.actual_cents - self.quoted_cents


@dataclass(frozen=True)
class Entry:
    """One line of a statement; `sort` tells a charge from one taken back, whose figures are less than nothing."""

    id: UUID
    at: datetime
    sort: Sort
    board: BoardCode
    request: UUID
    number: str | None
    shipment: UUID
    shipment_number: str | None
    devices: int
    quoted_cents: int
    actual_cents: int

    @property
    def difference_cents(self) -> int:
        return self.actual_cents - self.quoted_cents


@dataclass(frozen=True)
class Statement:
    """What happened on the freight account in a month: one board's, or every board's (`board` None)."""

    month: Month
    board: BoardCode | None
    entries: Sequence[Entry]

    @property
    def total(self) -> Sum:
        return added([_sum_of(entry) for entry in self.entries])


@dataclass(frozen=True)
class BoardSum:
    """One board's month, summed."""

    board: BoardCode
    total: Sum


@dataclass(frozen=True)
class MonthSum:
    """A month of so many boards, summed."""

    month: Month
    boards: int
    total: Sum


def statement(session: Session, scope: BoardCode | None, board: BoardCode, month: Month) -> Statement:
    """A board's month, entry by entry in the order of time; one statement. Raises `NotFound` for another's board."""
    known_board(board, scope)
    return Statement(month, board, _entries(session, Charge.board == board, Charge.month == month))


def whole_month(session: Session, month: Month) -> Statement:
    """Every board's entries of a month, board by board; one statement."""
    return Statement(month, None, _entries(session, Charge.month == month))


def boards_of(session: Session, month: Month) -> list[BoardSum]:
    """Every board that has an entry in the month, in the order of the codes; one statement."""
    found = select(Charge.board, *_sums()).where(Charge.month == month).group_by(Charge.board).order_by(Charge.board)
    return [BoardSum(board, Sum(*figures)) for board, *figures in session.execute(found)]


def months(session: Session, scope: BoardCode | None) -> list[MonthSum]:
    """Every month in which the boards that one may see have an entry, the newest first; one statement."""
    found = select(Charge.month, func.count(Charge.board.distinct()), *_sums())
    if scope is not None:
        found = found.where(Charge.board == scope)
    found = found.group_by(Charge.month).order_by(Charge.month.desc())
    return [MonthSum(Month(month), boards, Sum(*figures)) for month, boards, *figures in session.execute(found)]


def charged(session: Session, request: UUID) -> int:
    """What a request's shipments have cost so far (cents)."""
    return session.scalar(select(func.sum(Charge.actual_cents)).where(Charge.request == request)) or 0


def added(sums: Sequence[Sum]) -> Sum:
    names = ("shipments", "devices", "quoted_cents", "actual_cents")
    return Sum(*(sum(getattr(one, name) for one in sums) for name in names))


def _sums() -> Sequence[ColumnElement[int]]:
    left = func.sum(case((Charge.sort == Sort.DISPATCHED, 1), else_=-1))
    return left, *(func.sum(one) for one in (Charge.devices, Charge.quoted_cents, Charge.actual_cents))


def _entries(session: Session, *which: Any) -> list[Entry]:
    columns = (Charge.id, Charge.at, Charge.sort, Charge.board, Charge.request, Request.number, Charge.shipment)
    figures = (Charge.devices, Charge.quoted_cents, Charge.actual_cents)
    found = select(*columns, Shipment.number, *figures).where(*which)
    found = found.outerjoin(Request, Request.id == Charge.request).outerjoin(Shipment, Shipment.id == Charge.shipment)
    return [Entry(*row) for row in session.execute(found.order_by(Charge.board, Charge.at, Charge.id))]


def _sum_of(entry: Entry) -> Sum:
    left = 1 if entry.sort is Sort.DISPATCHED else -1
    return Sum(left, entry.devices, entry.quoted_cents, entry.actual_cents)
