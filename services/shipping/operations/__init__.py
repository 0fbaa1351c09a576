"""Shipping's use cases, by noun: what is heard of packing, shipments, receipts, custody."""

from services.shipping.operations.custody import (
    configure_devices,
    end_custody,
    hand_over_devices,
    send_back_devices,
    take_back_devices,
)
from services.shipping.operations.packing import grow_shipments, keep_addresses, note_cartons
from services.shipping.operations.receipt import accept_cartons, accept_devices, close_receipt, report_damage
from services.shipping.operations.shipment import deliver_shipment, dispatch_shipment

__all__ = [
    "accept_cartons",
    "accept_devices",
    "close_receipt",
    "configure_devices",
    "deliver_shipment",
    "dispatch_shipment",
    "end_custody",
    "grow_shipments",
    "hand_over_devices",
    "keep_addresses",
    "note_cartons",
    "report_damage",
    "send_back_devices",
    "take_back_devices",
]
