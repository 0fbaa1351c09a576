"""Shipping's use cases, by noun: packing heard, shipments, trips, receipts, claims, custody, losses, undone steps."""

from services.shipping.operations.answer import read_answer
from services.shipping.operations.bench import (
    keep_capacities,
    keep_urgencies,
    leave_devices,
    set_devices_aside,
    take_devices,
    take_next,
)
from services.shipping.operations.consignment import (
    deliver_consignment,
    dispatch_consignment,
    join,
    put_together,
    set_apart,
)
from services.shipping.operations.custody import (
    configure_devices,
    hand_to_school,
    hand_to_students,
    send_back_devices,
    take_back_devices,
)
from services.shipping.operations.freight_claim import accept_claim, claim_freight, close_claim, refuse_claim
from services.shipping.operations.growth import grow_shipments
from services.shipping.operations.homecoming import end_custody, forget_users, resume_custody
from services.shipping.operations.identified import settle_findings
from services.shipping.operations.incident import destroy_incident, put_in_incident, write_incident
from services.shipping.operations.lending import extend_loans, give_devices_back, lend_devices
from services.shipping.operations.loss import find_devices, lose_devices, note_theft, take_step
from services.shipping.operations.packing import forget_packing_lists, keep_addresses, note_cartons
from services.shipping.operations.recall import Whole, close_recall, keep_at_school, open_recall, reopen_recall
from services.shipping.operations.receipt import accept_cartons, accept_devices, close_receipt, report_damage
from services.shipping.operations.returned import close_return, dispatch_return, reopen_return
from services.shipping.operations.shipment import deliver_shipment, dispatch_shipment, release_carton, void_shipment
from services.shipping.operations.slip import sign_slip
from services.shipping.operations.stack import Stack
from services.shipping.operations.transfer import (
    approve_transfer,
    dispatch_transfer,
    offer_transfer,
    refuse_transfer,
    send_devices_on,
    withdraw_transfer,
)
from services.shipping.operations.transfer_arrival import close_transfer, take_devices_over
from services.shipping.operations.transfer_undo import reopen_transfer
from services.shipping.operations.trip import deliver_stop, drop_shipment, leave, plan_trip
from services.shipping.operations.undo import undo_device_steps, undo_shipment_step
from services.shipping.operations.withdrawal import let_stand, take_grant_back, withdraw

__all__ = [
    "Stack",
    "Whole",
    "accept_cartons",
    "accept_claim",
    "accept_devices",
    "approve_transfer",
    "claim_freight",
    "close_claim",
    "close_recall",
    "close_receipt",
    "close_return",
    "close_transfer",
    "configure_devices",
    "deliver_consignment",
    "deliver_shipment",
    "deliver_stop",
    "destroy_incident",
    "dispatch_consignment",
    "dispatch_return",
    "dispatch_shipment",
    "dispatch_transfer",
    "drop_shipment",
    "end_custody",
    "extend_loans",
    "find_devices",
    "forget_packing_lists",
    "forget_users",
    "give_devices_back",
    "grow_shipments",
    "hand_over_devices",
    "hand_to_school",
    "hand_to_students",
    "join",
    "keep_addresses",
    "keep_at_school",
    "keep_capacities",
    "keep_urgencies",
    "leave",
    "leave_devices",
    "lend_devices",
    "let_stand",
    "lose_devices",
    "note_cartons",
    "note_theft",
    "offer_transfer",
    "open_recall",
    "plan_trip",
    "put_in_incident",
    "put_together",
    "read_answer",
    "refuse_claim",
    "refuse_transfer",
    "release_carton",
    "reopen_recall",
    "reopen_return",
    "reopen_transfer",
    "report_damage",
    "resume_custody",
    "send_back_devices",
    "send_devices_on",
    "set_apart",
    "set_devices_aside",
    "settle_findings",
    "sign_slip",
    "take_back_devices",
    "take_devices",
    "take_devices_over",
    "take_grant_back",
    "take_next",
    "take_step",
    "undo_device_steps",
    "undo_shipment_step",
    "void_shipment",
    "withdraw",
    "withdraw_transfer",
    "write_incident",
]
