"""Intake's freight statements, line by line and in their totals, against the recount."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from services.audit.difference import Difference, unknown, untold
from services.audit.freight import Line
from services.audit.recount import Recount
from services.audit.site import Site

API = "/intake/api/v1"
SERVICE = "intake"
FIGURES = {"devices": "devices", "quoted": "quoted_cents", "actual": "actual_cents"}


def compare_statements(recount: Recount, site: Site) -> Iterator[Difference]:
    """Each month of each board: every line of it, and what it comes to."""
    told: dict[str, dict[str, dict[int, Line]]] = defaultdict(lambda: defaultdict(dict))
    for line in recount.freight.lines:
        told[line.month][line.board][line.event] = line
    listed = {one["month"] for one in site.get(f"{API}/statements")}
    for month in sorted(told.keys() | listed):
        said = {one["board"]: one["total"] for one in site.get(f"{API}/statements/{month}")["boards"]}
        for board in sorted(told[month].keys() | said.keys()):
            statement = site.get(f"{API}/boards/{board}/statements/{month}")
            yield from _lines(recount, told[month][board], statement["entries"])
            yield from _totals(f"{board} ({month})", told[month][board], statement["total"])
            yield from _totals(f"{month} ({board})", told[month][board], said.get(board, {}))


def _lines(recount: Recount, told: Mapping[int, Line], entries: list[dict[str, Any]]) -> Iterator[Difference]:
    said = {UUID(one["id"]).int: one for one in entries}
    for event, line in told.items():
        name = recount.road.numbers.get(line.shipment, line.shipment)
        subject = f"{line.shipment}/{event:x}"
        if event not in said:
            yield unknown("charge", subject, name, SERVICE)
            continue
        yield from _figures("charge", subject, name, line._asdict(), said[event])
    for event, one in said.items():
        if event not in told:
            yield untold("charge", f"{one['shipment']}/{event:x}", one["shipment_number"] or one["shipment"], SERVICE)


def _totals(name: str, told: Mapping[int, Line], total: Mapping[str, Any]) -> Iterator[Difference]:
    summed = {figure: sum(getattr(line, figure) for line in told.values()) for figure in FIGURES}
    yield from _figures("statement", name, name, summed, total)


def _figures(
    noun: str, subject: str, name: str, log: Mapping[str, Any], said: Mapping[str, Any]
) -> Iterator[Difference]:
    for figure, called in FIGURES.items():
        if log[figure] != said.get(called, 0):
            yield Difference(noun, subject, name, figure, log[figure], SERVICE, said.get(called, 0))
