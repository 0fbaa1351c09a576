"""Routes of claims to suppliers: drafted from a delivery, sent, answered, closed or withdrawn, by the manager."""

from uuid import UUID

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging
from services.contracts.roles import SEES_ALL, WAREHOUSE, Role
from services.warehouse.operations import supplier_claim as operations
from services.warehouse.queries import supplier_claim as queries
from services.warehouse.shapes.supplier_claim import (
    Answering,
    NewSupplierClaim,
    SupplierClaimAnswer,
    SupplierClaimDetail,
    SupplierClaimQuery,
    SupplierClaims,
    Withdrawing,
)

api = Routes("warehouse_supplier_claim_api", __name__, url_prefix="/warehouse/api/v1")


@api.post("/supplier-claims", responses={201: SupplierClaimDetail}, summary="Claim what differs of a delivery")
@allow(Role.WAREHOUSE_MANAGER, creates=True)
def draft(body: NewSupplierClaim) -> tuple[SupplierClaimDetail, int]:
    claim = operations.draft_claim(session(), body.delivery, body.language, body.note)
    return _detail(claim.id, Paging()), 201


@api.get("/supplier-claims", responses={200: SupplierClaims}, summary="Claims to suppliers, newest first")
@allow(WAREHOUSE, SEES_ALL)
def get_claims(query: SupplierClaimQuery) -> SupplierClaims:
    wanted = query.state, query.delivery, query.supplier
    found = queries.supplier_claims(session(), *wanted, query.cursor, query.limit)
    return SupplierClaims(items=[SupplierClaimAnswer.model_validate(one) for one in found.items], next=found.next)


@api.get("/supplier-claims/<uuid:id>", responses={200: SupplierClaimDetail}, summary="A claim, device by device")
@allow(WAREHOUSE, SEES_ALL)
def get_claim(path: One, query: Paging) -> SupplierClaimDetail:
    return _detail(path.id, query)


@api.post("/supplier-claims/<uuid:id>/send", responses={200: SupplierClaimDetail}, summary="It went to the supplier")
@allow(Role.WAREHOUSE_MANAGER)
def send(path: One) -> SupplierClaimDetail:
    operations.send_claim(session(), path.id)
    return _detail(path.id, Paging())


@api.post("/supplier-claims/<uuid:id>/answer", responses={200: SupplierClaimDetail}, summary="The supplier's answer")
@allow(Role.WAREHOUSE_MANAGER)
def answer(path: One, body: Answering) -> SupplierClaimDetail:
    operations.answer_claim(session(), path.id, body.answer, body.devices, body.kind)
    return _detail(path.id, Paging())


@api.post("/supplier-claims/<uuid:id>/close", responses={200: SupplierClaimDetail}, summary="Nothing more is expected")
@allow(Role.WAREHOUSE_MANAGER)
def close(path: One) -> SupplierClaimDetail:
    operations.close_claim(session(), path.id)
    return _detail(path.id, Paging())


@api.post("/supplier-claims/<uuid:id>/withdraw", responses={200: SupplierClaimDetail}, summary="It holds no more")
@allow(Role.WAREHOUSE_MANAGER)
def withdraw(path: One, body: Withdrawing) -> SupplierClaimDetail:
    operations.withdraw_claim(session(), path.id, body.reason)
    return _detail(path.id, Paging())


def _detail(key: UUID, paging: Paging) -> SupplierClaimDetail:
    claim = queries.supplier_claim(session(), key)
    lines = queries.lines(session(), key, paging.cursor, paging.limit)
    late = queries.came_late(session(), key)
    return SupplierClaimDetail.whole(claim, late, queries.answers(session(), key), lines)
