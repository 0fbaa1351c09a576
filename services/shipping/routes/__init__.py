"""Shipping's JSON API under `/shipping/api/v1`: shipments and receipts, custody, losses, incidents, returns, scans."""

from services.shipping.routes.custody import api as custody
from services.shipping.routes.incident import api as incident
from services.shipping.routes.loss import api as loss
from services.shipping.routes.returned import api as returned
from services.shipping.routes.scan import api as scan
from services.shipping.routes.shipment import api as shipment

ROUTES = [shipment, custody, loss, incident, returned, scan]
