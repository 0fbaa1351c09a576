"""The doors of intake: its routes and pages, loaded by those who answer HTTP alone."""

from services.chassis.web.doors import Doors
from services.intake.pages import PAGES
from services.intake.routes import ROUTES

DOORS = Doors(
    routes=ROUTES,
    pages=PAGES,
)
