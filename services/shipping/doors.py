"""The doors of shipping: its routes and pages, loaded by those who answer HTTP alone."""

from services.chassis.metering.meters import OF_SCANS
from services.chassis.station.pages import pages as station_pages
from services.chassis.station.routes import routes as station_routes
from services.chassis.web.access import pages as access_pages
from services.chassis.web.doors import Doors
from services.shipping.pages import PAGES
from services.shipping.routes import ROUTES
from services.shipping.station import STATION

DOORS = Doors(
    routes=[*ROUTES, station_routes(STATION)],
    pages=[*PAGES, station_pages(STATION), access_pages("shipping")],
    noughts=OF_SCANS,
)
