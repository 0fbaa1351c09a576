"""The map of the shelves for programs."""

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.queries.shelf_map import shelf_map
from services.warehouse.shapes.shelf_map import MapAnswer, MapQuery

api = Routes("warehouse_shelf_map_api", __name__, url_prefix="/warehouse/api/v1")


@api.get("/map", responses={200: MapAnswer}, summary="How full each place is, by zone, and where a device type stands")
@allow(WAREHOUSE, SEES_ALL)
def get_map(query: MapQuery) -> MapAnswer:
    return MapAnswer.of(shelf_map(session(), query.type))
