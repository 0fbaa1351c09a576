"""The scanning page of boards, and of the dock, as a value."""

from collections.abc import Sequence

from sqlalchemy import Row
from sqlalchemy.orm import Session

from services.chassis.station.choices import MOST, Choice
from services.chassis.station.station import Station
from services.chassis.web.language import render
from services.contracts.roles import BOARD, WAREHOUSE, Person
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping import queries
from services.shipping.pages.words import board_name
from services.shipping.queries.expected import expected
from services.shipping.scans import judge
from services.shipping.scans.modes import MODES
from services.shipping.scope import scans_for


def choices(session: Session, person: Person, name: str) -> Sequence[Choice]:
    """The shipments that are received, or at the dock those that may be loaded; the transfers of a board."""
    board = scans_for(person)
    if name == "transfer" and board:
        return [_transfer(row, board) for row in queries.open_transfers(session, board, MOST)]
    if name != "shipment":
        return ()
    rows = queries.open_shipments(session, board, MOST)
    return [
        Choice(value=row.number, title=f"{row.number} – {row.carrier if board else board_name(row.board)}")
        for row in rows
    ]


def _transfer(row: Row[str, BoardCode, BoardCode | None], board: BoardCode) -> Choice:
    """By the board at its other end."""
    if row.origin == board:
        told = say("%(number)s – to %(board)s", number=row.number, board=board_name(row.receiver or ""))
    else:
        told = say("%(number)s – from %(board)s", number=row.number, board=board_name(row.origin))
    return Choice(value=row.number, title=render(told))


STATION = Station(
    service="shipping",
    title=say("Scan"),
    roles=BOARD | WAREHOUSE,
    modes=MODES,
    judge=judge,
    expected=lambda session, person, asked: expected(session, scans_for(person), asked),
    choices=choices,
)
