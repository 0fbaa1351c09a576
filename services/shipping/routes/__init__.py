"""Shipping's JSON API under `/shipping/api/v1`: shipments and receipts, custody, losses, scans."""

from services.shipping.routes.bench import api as bench
from services.shipping.routes.custody import api as custody
from services.shipping.routes.loss import api as loss
from services.shipping.routes.recall import api as recall
from services.shipping.routes.scan import api as scan
from services.shipping.routes.shipment import api as shipment
from services.shipping.routes.slip import api as slip

ROUTES = [shipment, custody, bench, slip, recall, loss, scan]
