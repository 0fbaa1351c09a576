"""The page of the map of the shelves: a table a zone, level by level, as one stands before them."""

from flask import Blueprint

from services.chassis.web.edge import session
from services.chassis.web.rule import allow, form_of
from services.contracts.reference import device_types
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.model.location import Fill, LocationKind
from services.warehouse.pages.show import asked, show
from services.warehouse.queries.shelf_map import shelf_map
from services.warehouse.shapes.shelf_map import MapQuery

pages = Blueprint("warehouse_shelf_map_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


def whole_map() -> str:
    """The map without a type: what is shown where the address cannot be read, under the reason."""
    return _map(MapQuery())


@pages.get("/map")
@form_of(whole_map)
@allow(WAREHOUSE, SEES_ALL)
def map_page() -> str:
    return _map(asked(MapQuery))


def _map(query: MapQuery) -> str:
    found = shelf_map(session(), query.type)
    return show("map", map=found, type=query.type, types=list(device_types()), Fill=Fill, kinds=list(LocationKind))
