"""Routes of the reserve's own asset tags."""

from scanner.codes import own_asset_tag
from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.roles import WAREHOUSE
from services.warehouse.operations.tag import give_tags
from services.warehouse.shapes.label import NewTags, TagsGiven

api = Routes("warehouse_tag_api", __name__, url_prefix="/warehouse/api/v1")


@api.post("/asset-tags", responses={201: TagsGiven}, summary="New asset tags, which nobody else is given")
@allow(WAREHOUSE, creates=True)
def new_tags(body: NewTags) -> tuple[TagsGiven, int]:
    run = give_tags(session(), body.count)
    return TagsGiven(first=run[0], last=run[-1], tags=[own_asset_tag(number) for number in run]), 201
