"""The warehouse's scanning page."""

from services.chassis.station.pages import pages as station_pages
from services.chassis.station.station import Station
from services.contracts.roles import WAREHOUSE
from services.contracts.sentence import say
from services.warehouse.scans.judge import judge
from services.warehouse.scans.modes import MODES

STATION = Station(service="warehouse", title=say("Scan"), roles=WAREHOUSE, modes=MODES, judge=judge)

pages = station_pages(STATION)
