"""Shipping's lists and figures, by noun: shipments, devices, labels, what is open, what can be undone."""

from services.shipping.model.tally import Tally, tallies
from services.shipping.queries.bench import Queue, queue
from services.shipping.queries.device import Asked, counts, device, devices, travels
from services.shipping.queries.label import HELD, devices_to_label
from services.shipping.queries.open import open_shipments
from services.shipping.queries.recall import missing, recall, recalls
from services.shipping.queries.shipment import (
    Load,
    destination,
    findings,
    loads,
    packing_list,
    request_numbers,
    shipment,
    shipments,
    states,
)
from services.shipping.queries.slip import lent, lent_counts, slip, slip_devices, slips
from services.shipping.queries.undo import device_undo, shipment_undo

__all__ = [
    "HELD",
    "Asked",
    "Load",
    "Queue",
    "Tally",
    "counts",
    "destination",
    "device",
    "device_undo",
    "devices",
    "devices_to_label",
    "findings",
    "lent",
    "lent_counts",
    "loads",
    "missing",
    "open_shipments",
    "packing_list",
    "queue",
    "recall",
    "recalls",
    "request_numbers",
    "shipment",
    "shipment_undo",
    "shipments",
    "slip",
    "slip_devices",
    "slips",
    "states",
    "tallies",
    "travels",
]
