"""A board's scanning page."""

from services.chassis.station.pages import pages as station_pages
from services.chassis.station.station import Station
from services.contracts.roles import BOARD
from services.contracts.sentence import say
from services.shipping.scans import judge
from services.shipping.scans.modes import MODES

STATION = Station(service="shipping", title=say("Scan"), roles=BOARD, modes=MODES, judge=judge)

pages = station_pages(STATION)
