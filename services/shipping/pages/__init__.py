"""Shipping's pages: shipments with their receipt, the devices in a board's hands and the work with them, labels."""

from services.shipping.pages.bench import pages as bench
from services.shipping.pages.device import pages as device
from services.shipping.pages.label import pages as label
from services.shipping.pages.loan import pages as loan
from services.shipping.pages.recall import pages as recall
from services.shipping.pages.shipment import pages as shipment
from services.shipping.pages.slip import pages as slip

PAGES = [shipment, device, bench, slip, loan, recall, label]
