"""The scanning page of boards, and of the dock, as a value."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.chassis.station.choices import MOST, Choice
from services.chassis.station.station import Station
from services.contracts.roles import BOARD, WAREHOUSE, Person
from services.contracts.sentence import say
from services.shipping import queries
from services.shipping.pages.words import board_name
from services.shipping.queries.expected import expected
from services.shipping.scans import judge
from services.shipping.scans.modes import MODES
from services.shipping.scope import scans_for


def choices(session: Session, person: Person, name: str) -> Sequence[Choice]:
    """The shipments that are received, or at the dock those that may be loaded."""
    if name != "shipment":
        return ()
    board = scans_for(person)
    rows = queries.open_shipments(session, board, MOST)
    return [
        Choice(value=row.number, title=f"{row.number} – {row.carrier if board else board_name(row.board)}")
        for row in rows
    ]


STATION = Station(
    service="shipping",
    title=say("Scan"),
    roles=BOARD | WAREHOUSE,
    modes=MODES,
    judge=judge,
    expected=lambda session, person, asked: expected(session, scans_for(person), asked),
    choices=choices,
)
