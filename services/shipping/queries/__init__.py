"""Shipping's lists and figures, by noun: shipments, what leaves together, claims, devices, labels, what is open."""

from services.shipping.queries.consignment import consignment, numbers_of, parcels, trip, trips, waiting
from services.shipping.queries.device import counts, device, devices, travels
from services.shipping.queries.freight_claim import claim_of, freight_claim, freight_claims
from services.shipping.queries.label import HELD, devices_to_label
from services.shipping.queries.open import open_shipments
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
    "Load",
    "claim_of",
    "consignment",
    "counts",
    "destination",
    "device",
    "device_undo",
    "devices",
    "devices_to_label",
    "findings",
    "freight_claim",
    "freight_claims",
    "loads",
    "numbers_of",
    "open_shipments",
    "packing_list",
    "parcels",
    "request_numbers",
    "shipment",
    "shipment_undo",
    "shipments",
    "states",
    "travels",
    "trip",
    "trips",
    "waiting",
]
