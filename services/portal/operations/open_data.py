"""The open data's rows, counted from what the log told: one statement a dataset, whatever it holds."""

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.contracts.reference import boards
from services.portal.model.device import Device
from services.portal.model.fate import FATES, NOBODYS, Fate
from services.portal.model.publication import Figures
from services.portal.model.request import Request
from services.portal.model.spread import spread
from services.portal.model.stage import Stage
from services.portal.model.suppression import LEAST, published

HOUR = 3_600
Cell = tuple[str, str]


def figures(session: Session) -> Figures:
    """Every dataset's rows, in an order that follows from what they say; small numbers are hidden already."""
    by_board, whole = _devices(session)
    return {
        "devices": by_board,
        "devices-in-all": whole,
        "requests": _requests(session),
        "delivery-times": _delivery_times(session),
    }


def _devices(session: Session) -> tuple[list[list[Any]], list[list[Any]]]:
    counted: dict[Cell, Counter[str]] = defaultdict(Counter)
    found = select(Device.type, Device.state, Device.board, func.count()).group_by(
        Device.type, Device.state, Device.board
    )
    for kind, state, board, count in session.execute(found):
        if state in FATES:
            fate = FATES[state]
            counted[kind, fate]["" if fate in NOBODYS else board or ""] += count
    by_board, whole = [], []
    for (kind, place), cells in sorted(counted.items(), key=lambda one: (one[0][0], _place(one[0][1]))):
        told = published({board: cells[board] for board in sorted(boards()) if board in cells})
        nobodys = sum(count for board, count in cells.items() if board not in told.cells)
        by_board += [[board, kind, place, count] for board, count in told.cells.items()]
        whole.append([kind, place, None if told.total is None else told.total + nobodys])
    return sorted(by_board, key=lambda row: (row[0], row[1], _place(row[2]))), whole


def _requests(session: Session) -> list[list[Any]]:
    found = select(Request.board, Request.state, func.count()).group_by(Request.board, Request.state)
    rows = [[board, stage, count] for board, stage, count in session.execute(found)]
    stages = list(Stage)
    return sorted(rows, key=lambda row: (row[0], stages.index(row[1])))


def _delivery_times(session: Session) -> list[list[Any]]:
    took: dict[Cell, list[tuple[int, int]]] = defaultdict(list)
    found = select(Request.zone, Request.deliver_week, Request.whole_s, Request.target_s)
    for zone, week, seconds, target in session.execute(found):
        if week is not None and seconds is not None and target is not None:
            took[zone, week].append((seconds, target))
    return [[*cell, len(told), *_spread(told)] for cell, told in sorted(took.items())]


def _spread(told: list[tuple[int, int]]) -> list[Any]:
    """Mean, median and 90th percentile in hours, and how many kept their target; hidden where they are few."""
    over = spread(seconds for seconds, _ in told)
    if over is None or over.count < LEAST:
        return [None] * 4
    kept = sum(seconds <= target for seconds, target in told)
    return [*(round(one / HOUR, 1) for one in (over.mean_s, over.median_s, over.p90_s)), kept]


def _place(fate: str) -> int:
    return list(Fate).index(Fate(fate))
