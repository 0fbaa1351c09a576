"""The warehouse's scanning page, as a value."""

from services.chassis.station.station import Station
from services.contracts.roles import WAREHOUSE
from services.contracts.sentence import say
from services.warehouse.queries.expected import expected
from services.warehouse.scans.judge import judge
from services.warehouse.scans.modes import MODES

STATION = Station(
    service="warehouse",
    title=say("Scan"),
    roles=WAREHOUSE,
    modes=MODES,
    judge=judge,
    expected=lambda session, _, asked: expected(session, asked),
)
