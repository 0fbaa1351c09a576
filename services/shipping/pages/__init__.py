"""Shipping's pages: shipments and their receipt, what leaves together, claims, devices in use, the board's bench."""

from services.shipping.pages.bench import pages as bench
from services.shipping.pages.consignment import pages as consignment
from services.shipping.pages.device import pages as device
from services.shipping.pages.freight_claim import pages as freight_claim
from services.shipping.pages.incident import pages as incident
from services.shipping.pages.label import pages as label
from services.shipping.pages.loan import pages as loan
from services.shipping.pages.paper import pages as paper
from services.shipping.pages.recall import pages as recall
from services.shipping.pages.returned import pages as returned
from services.shipping.pages.shipment import pages as shipment
from services.shipping.pages.slip import pages as slip
from services.shipping.pages.transfer import pages as transfer
from services.shipping.pages.transfer_paper import pages as transfer_paper
from services.shipping.pages.trip import pages as trip

PAGES = [
    shipment,
    paper,
    consignment,
    trip,
    freight_claim,
    device,
    bench,
    slip,
    loan,
    recall,
    incident,
    returned,
    transfer,
    transfer_paper,
    label,
]
