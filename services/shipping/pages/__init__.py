"""Shipping's pages: shipments with their receipt, the devices in a board's hands, and the page that scans."""

from services.shipping.pages.device import pages as device
from services.shipping.pages.shipment import pages as shipment
from services.shipping.pages.station import pages as station

PAGES = [shipment, device, station]
