"""The claims to suppliers as a list: how a page of it is read, and its columns in a file."""

from functools import partial
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing
from services.contracts.sentence import say
from services.warehouse.model.supplier_claim import SupplierClaim
from services.warehouse.pages.show import state
from services.warehouse.queries import supplier_claim as queries
from services.warehouse.shapes.supplier_claim import SupplierClaimQuery


def _read(query: SupplierClaimQuery, cursor: UUID | None, limit: int) -> Page[SupplierClaim]:
    return queries.supplier_claims(session(), query.state, query.delivery, query.supplier, cursor, limit)


SUPPLIER_CLAIMS = Listing[SupplierClaimQuery, SupplierClaim](
    say("Claims to suppliers"),
    SupplierClaimQuery,
    _read,
    [
        Column(say("Number"), lambda one: one.number),
        Column(say("Supplier"), lambda one: one.supplier),
        Column(say("State"), lambda one: one.state, partial(state, "supplier_claim")),
        Column(say("Drafted on"), lambda one: one.drafted_at),
        Column(say("Sent on"), lambda one: one.sent_at),
        Column(say("Devices"), lambda one: one.lines),
        Column(say("Without an answer"), lambda one: one.unanswered),
    ],
)
