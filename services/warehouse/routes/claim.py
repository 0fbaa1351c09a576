"""Routes of claims: what boards reported, and whose an unexpected device is."""

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.operations.claim import identify
from services.warehouse.queries import claim as queries
from services.warehouse.shapes.claim import ClaimAnswer, Claims, Identified

api = Routes("warehouse_claim_api", __name__, url_prefix="/warehouse/api/v1")


@api.get("/claims", responses={200: Claims}, summary="What boards reported damaged, missing or unexpected")
@allow(WAREHOUSE, SEES_ALL)
def get_claims(query: Paging) -> Claims:
    found = queries.claims(session(), query.cursor, query.limit)
    return Claims(items=[ClaimAnswer.model_validate(one) for one in found.items], next=found.next)


@api.get("/claims/<uuid:id>", responses={200: ClaimAnswer}, summary="One report of a board")
@allow(WAREHOUSE, SEES_ALL)
def get_claim(path: One) -> ClaimAnswer:
    return ClaimAnswer.model_validate(queries.claim(session(), path.id))


@api.post("/claims/<uuid:id>/identify", responses={200: ClaimAnswer}, summary="Say which device a board found")
@allow(WAREHOUSE)
def identify_device(path: One, body: Identified) -> ClaimAnswer:
    return ClaimAnswer.model_validate(identify(session(), path.id, body.device))
