"""The portraits as a table for a spreadsheet: what boards said, and beside it what the system counts."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.chassis.sheet.writing import Cell, Sheet
from services.contracts.reference import device_types
from services.intake.model.columns import columns
from services.intake.model.portrait import PortraitLine
from services.intake.queries.picture import BoardNeeds


def portrait_sheet(name: str, found: Sequence[BoardNeeds], day: date, language: str) -> Sheet:
    """One row a board and type, in the columns of `day`; of a board that said nothing, the rows that it may fill in."""
    portraits = [one.portrait for one in found if one.portrait]
    head = columns(day, {code for one in portraits for line in one.lines for code in line.by_category})
    rows = [[row.get(column, "") for column in head] for one in found for row in _rows(one, day, language)]
    return Sheet(name, [head, *rows])


def _rows(one: BoardNeeds, day: date, language: str) -> Iterator[dict[str, Cell]]:
    portrait = one.portrait
    board: dict[str, Cell] = {
        "board": one.board.code,
        "board_name": one.board.name(language),
        "region": one.board.region,
        "standing": one.standing,
        "weekly_capacity": portrait.weekly_capacity if portrait else "",
        "version": portrait.version if portrait else "",
        "answered_at": portrait.answered_at.isoformat() if portrait else "",
        "answered_by": portrait.answered_by if portrait else "",
    }
    lines = {line.type: line for line in portrait.lines} if portrait else {}
    for kind, need in one.by_type.items():
        counted = {"to_come": need.to_come, "in_hand": need.in_hand, "unmet": need.unmet}
        stated = _stated(lines[kind]) if kind in lines else {}
        yield {**board, "type": kind, **counted, **stated}
    if not one.by_type:
        yield from ({**board, "type": kind} for kind, term in device_types().items() if term.holds(day))


def _stated(line: PortraitLine) -> dict[str, Cell]:
    orders = "; ".join(f"{order.expected.isoformat()}: {order.quantity}" for order in line.expected)
    own = {name: getattr(line, name) for name in ("own_available", "on_order", "in_repair")}
    return {**line.by_category, **own, "orders": orders}
