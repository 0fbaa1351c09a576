"""Shipping's lists and figures, by noun: shipments, devices, labels, what is open, what can be undone."""

from services.shipping.queries.device import counts, device, devices, travels
from services.shipping.queries.incident import (
    exported_incidents,
    incident,
    incident_devices,
    incident_versions,
    incidents,
    late_incidents,
)
from services.shipping.queries.label import HELD, devices_to_label
from services.shipping.queries.open import open_shipments
from services.shipping.queries.returned import Contents, contents, return_shipment, returned_devices, returns
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
    "HELD",
    "Contents",
    "Load",
    "contents",
    "counts",
    "destination",
    "device",
    "device_undo",
    "devices",
    "devices_to_label",
    "exported_incidents",
    "findings",
    "incident",
    "incident_devices",
    "incident_versions",
    "incidents",
    "late_incidents",
    "loads",
    "open_shipments",
    "packing_list",
    "request_numbers",
    "return_shipment",
    "returned_devices",
    "returns",
    "shipment",
    "shipment_undo",
    "shipments",
    "states",
    "travels",
]
