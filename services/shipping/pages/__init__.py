"""Shipping's pages: shipments with their receipt, the devices in a board's hands, incidents, returns, labels."""

from services.shipping.pages.device import pages as device
from services.shipping.pages.incident import pages as incident
from services.shipping.pages.label import pages as label
from services.shipping.pages.returned import pages as returned
from services.shipping.pages.shipment import pages as shipment

PAGES = [shipment, device, incident, returned, label]
