"""Shipping's lists and figures, by noun: shipments, devices."""

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

__all__ = [
    "Load",
    "counts",
    "destination",
    "device",
    "devices",
    "findings",
    "loads",
    "packing_list",
    "request_numbers",
    "shipment",
    "shipments",
    "states",
    "travels",
]
