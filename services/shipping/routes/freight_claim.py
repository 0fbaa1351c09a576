"""Claims to carriers: sent for a shipment, answered, closed."""

from sqlalchemy.orm import Session

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.shipping import operations, queries
from services.shipping.model import FreightClaim
from services.shipping.shapes.together import (
    ClaimAccepted,
    ClaimAsked,
    ClaimLine,
    ClaimRefused,
    Claims,
    ClaimShown,
    ClaimWhole,
)

api = Routes("shipping_freight_claim_api", __name__, url_prefix="/shipping/api/v1")


@api.get("/freight-claims", responses={200: Claims}, summary="Claims to carriers, newest first")
@allow(WAREHOUSE, SEES_ALL)
def list_claims(query: Paging) -> Claims:
    found = queries.freight_claims(session(), query.cursor, query.limit)
    return Claims(items=[ClaimShown.model_validate(one) for one in found.items], next=found.next)


@api.get("/freight-claims/<uuid:id>", responses={200: ClaimWhole}, summary="A claim with its devices")
@allow(WAREHOUSE, SEES_ALL)
def get_claim(path: One) -> ClaimWhole:
    return _whole(session(), queries.freight_claim(session(), path.id))


@api.post("/shipments/<uuid:id>/claim", responses={201: ClaimWhole}, summary="Claim for what came damaged or missing")
@allow(WAREHOUSE, creates=True)
def claim(path: One, body: ClaimAsked) -> tuple[ClaimWhole, int]:
    return _whole(session(), operations.claim_freight(session(), path.id, body.reason, body.asked_cents)), 201


@api.post("/freight-claims/<uuid:id>/accept", responses={200: ClaimWhole}, summary="The carrier pays")
@allow(WAREHOUSE)
def accept(path: One, body: ClaimAccepted) -> ClaimWhole:
    return _whole(session(), operations.accept_claim(session(), path.id, body.settled_cents, body.reference))


@api.post("/freight-claims/<uuid:id>/refuse", responses={200: ClaimWhole}, summary="The carrier does not pay")
@allow(WAREHOUSE)
def refuse(path: One, body: ClaimRefused) -> ClaimWhole:
    return _whole(session(), operations.refuse_claim(session(), path.id, body.reason, body.reference))


@api.post("/freight-claims/<uuid:id>/close", responses={200: ClaimWhole}, summary="Nothing more is awaited")
@allow(WAREHOUSE)
def close(path: One) -> ClaimWhole:
    return _whole(session(), operations.close_claim(session(), path.id))


def _whole(session: Session, one: FreightClaim) -> ClaimWhole:
    session.flush()
    found = queries.freight_claim(session, one.id)
    lines = [ClaimLine(device=line.device_id, serial=line.device.serial, came=line.came) for line in found.lines]
    return ClaimWhole.model_validate(
        {**dict(ClaimShown.model_validate(found)), "shipment_id": found.shipment_id, "lines": lines}
    )
