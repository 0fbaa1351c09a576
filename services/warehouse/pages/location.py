"""Pages of places: what each is for and how many devices it takes, and what waits to be put away where."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.model.location import LocationKind
from services.warehouse.operations.location import Place, keep_location
from services.warehouse.pages.show import form, show
from services.warehouse.queries.put_away import waiting
from services.warehouse.queries.stock import locations as every_location
from services.warehouse.shapes.location import NewLocation

pages = Blueprint("warehouse_location_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


@pages.get("/put-away")
@allow(WAREHOUSE, SEES_ALL)
def put_away() -> str:
    return show("put_away", waiting=waiting(session()))


@pages.get("/locations")
@allow(WAREHOUSE, SEES_ALL)
def locations() -> str:
    return show("locations", locations=every_location(session()), kinds=list(LocationKind))


@pages.post("/locations/keep")
@form_of(locations)
@allow(WAREHOUSE)
def keep() -> ResponseReturnValue:
    place = form(NewLocation)
    keep_location(session(), Place(place.code, place.kind, place.capacity))
    return redirect(url_for(".locations"), 303)
