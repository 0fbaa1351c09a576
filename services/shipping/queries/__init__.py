"""Shipping's lists and figures, by noun: shipments, what leaves together, claims, devices, labels, what is open."""

from services.shipping.model.tally import Tally, tallies
from services.shipping.model.transfer_tally import may_be_offered
from services.shipping.queries.bench import Queue, queue
from services.shipping.queries.consignment import consignment, numbers_of, parcels, trip, trips, waiting
from services.shipping.queries.device import Asked, counts, device, devices, is_of, travels
from services.shipping.queries.freight_claim import claim_of, freight_claim, freight_claims
from services.shipping.queries.incident import (
    exported_incidents,
    incident,
    incident_devices,
    incident_versions,
    incidents,
    late_incidents,
)
from services.shipping.queries.label import HELD, devices_to_label
from services.shipping.queries.open import open_shipments, open_transfers
from services.shipping.queries.paper import Arrival, Sheet, arrival, lent_device, sheets, totals
from services.shipping.queries.progress import Progress, progress
from services.shipping.queries.recall import missing, recall, recalls
from services.shipping.queries.returned import (
    Contents,
    Line,
    lines,
    return_shipment,
    returned_devices,
    returns,
    unlisted,
    whole_return,
)
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
from services.shipping.queries.transfer import (
    transfer,
    transfer_contents,
    transfer_progress,
    transfers,
)
from services.shipping.queries.undo import device_undo, return_undo, shipment_undo, transfer_undo

__all__ = [
    "HELD",
    "Arrival",
    "Asked",
    "Contents",
    "Line",
    "Load",
    "Progress",
    "Queue",
    "Sheet",
    "Tally",
    "arrival",
    "claim_of",
    "consignment",
    "counts",
    "destination",
    "device",
    "device_undo",
    "devices",
    "devices_to_label",
    "exported_incidents",
    "findings",
    "freight_claim",
    "freight_claims",
    "incident",
    "incident_devices",
    "incident_versions",
    "incidents",
    "is_of",
    "late_incidents",
    "lent",
    "lent_counts",
    "lent_device",
    "lines",
    "loads",
    "may_be_offered",
    "missing",
    "numbers_of",
    "open_shipments",
    "open_transfers",
    "packing_list",
    "parcels",
    "progress",
    "queue",
    "recall",
    "recalls",
    "request_numbers",
    "return_shipment",
    "return_undo",
    "returned_devices",
    "returns",
    "sheets",
    "shipment",
    "shipment_undo",
    "shipments",
    "slip",
    "slip_devices",
    "slips",
    "states",
    "tallies",
    "totals",
    "transfer",
    "transfer_contents",
    "transfer_progress",
    "transfer_undo",
    "transfers",
    "travels",
    "trip",
    "trips",
    "unlisted",
    "waiting",
    "whole_return",
]
