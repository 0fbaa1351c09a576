"""Shipping's pages: shipments with their receipt, and the devices in a board's hands."""

from services.shipping.pages.device import pages as device
from services.shipping.pages.shipment import pages as shipment

PAGES = [shipment, device]
