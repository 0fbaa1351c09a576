"""Shipping's lists and figures, by noun: shipments, devices, what can be undone."""

from services.shipping.queries.device import counts, device, devices, travels
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
from services.shipping.queries.undo import device_undo, shipment_undo

__all__ = [
    "Load",
    "counts",
    "destination",
    "device",
    "device_undo",
    "devices",
    "findings",
    "loads",
    "packing_list",
    "request_numbers",
    "shipment",
    "shipment_undo",
    "shipments",
    "states",
    "travels",
]
