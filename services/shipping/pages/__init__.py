"""Shipping's pages: shipments with their receipt, the devices in a board's hands, labels."""

from services.shipping.pages.device import pages as device
from services.shipping.pages.label import pages as label
from services.shipping.pages.shipment import pages as shipment

PAGES = [shipment, device, label]
