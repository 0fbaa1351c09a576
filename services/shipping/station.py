"""A board's scanning page, as a value."""

from services.chassis.station.station import Station
from services.contracts.roles import BOARD
from services.contracts.sentence import say
from services.shipping.queries.expected import expected
from services.shipping.scans import judge
from services.shipping.scans.modes import MODES
from services.shipping.scope import board_of

STATION = Station(
    service="shipping",
    title=say("Scan"),
    roles=BOARD,
    modes=MODES,
    judge=judge,
    expected=lambda session, person, asked: expected(session, board_of(person), asked),
)
