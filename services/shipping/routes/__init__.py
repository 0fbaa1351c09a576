"""Shipping's JSON API under `/shipping/api/v1`: shipments, trips, receipts, claims, custody, bench, losses, scans."""

from services.shipping.routes.bench import api as bench
from services.shipping.routes.consignment import api as consignment
from services.shipping.routes.custody import api as custody
from services.shipping.routes.freight_claim import api as freight_claim
from services.shipping.routes.incident import api as incident
from services.shipping.routes.loss import api as loss
from services.shipping.routes.recall import api as recall
from services.shipping.routes.returned import api as returned
from services.shipping.routes.scan import api as scan
from services.shipping.routes.shipment import api as shipment
from services.shipping.routes.slip import api as slip
from services.shipping.routes.transfer import api as transfer
from services.shipping.routes.trip import api as trip

ROUTES = [
    shipment,
    consignment,
    trip,
    freight_claim,
    custody,
    bench,
    slip,
    recall,
    loss,
    incident,
    returned,
    transfer,
    scan,
]
