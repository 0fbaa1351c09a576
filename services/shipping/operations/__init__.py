"""Shipping's use cases, by noun: what is heard of packing, shipments, receipts, custody, losses, undone steps."""

from services.shipping.operations.custody import (
    configure_devices,
    hand_over_devices,
    lend_devices,
    send_back_devices,
    take_back_devices,
)
from services.shipping.operations.growth import grow_shipments
from services.shipping.operations.homecoming import end_custody, forget_users, resume_custody
from services.shipping.operations.identified import settle_findings
from services.shipping.operations.incident import destroy_incident, write_incident
from services.shipping.operations.loss import find_devices, lose_devices, note_theft, take_step
from services.shipping.operations.packing import forget_packing_lists, keep_addresses, note_cartons
from services.shipping.operations.receipt import accept_cartons, accept_devices, close_receipt, report_damage
from services.shipping.operations.shipment import deliver_shipment, dispatch_shipment, release_carton, void_shipment
from services.shipping.operations.undo import undo_device_steps, undo_shipment_step
from services.shipping.operations.withdrawal import let_stand, take_grant_back, withdraw

__all__ = [
    "accept_cartons",
    "accept_devices",
    "close_receipt",
    "configure_devices",
    "deliver_shipment",
    "destroy_incident",
    "dispatch_shipment",
    "end_custody",
    "find_devices",
    "forget_packing_lists",
    "forget_users",
    "grow_shipments",
    "hand_over_devices",
    "keep_addresses",
    "lend_devices",
    "let_stand",
    "lose_devices",
    "note_cartons",
    "note_theft",
    "release_carton",
    "report_damage",
    "resume_custody",
    "send_back_devices",
    "settle_findings",
    "take_back_devices",
    "take_grant_back",
    "take_step",
    "undo_device_steps",
    "undo_shipment_step",
    "void_shipment",
    "withdraw",
    "write_incident",
]
