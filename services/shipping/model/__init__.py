"""Shipping's own rules: where devices, cartons and shipments may go from where they are."""

from services.shipping.model.bench import Capacity, Configuration, Urgency
from services.shipping.model.carton import Carton, Packing
from services.shipping.model.consignment import Consignment
from services.shipping.model.custody import MOVES, Came, Custody
from services.shipping.model.destination import Destination
from services.shipping.model.device import Device
from services.shipping.model.finding import Finding
from services.shipping.model.found import Condition, Found
from services.shipping.model.freight_claim import FreightClaim, FreightClaimLine
from services.shipping.model.incident import Incident, IncidentDevice, IncidentVersion
from services.shipping.model.incident_facts import Facts
from services.shipping.model.incident_stage import IncidentStage
from services.shipping.model.recall import Outcome, Recall, RecallLine
from services.shipping.model.record import Record
from services.shipping.model.returned import ReturnShipment, ReturnStage
from services.shipping.model.shipment import Shipment
from services.shipping.model.slip import Slip, SlipKind, SlipLine
from services.shipping.model.stage import LEFT, STAGES, Stage
from services.shipping.model.tracking import Tracking
from services.shipping.model.transfer import Transfer
from services.shipping.model.transfer_content import TransferDevice, TransferLine
from services.shipping.model.transfer_stage import TransferStage
from services.shipping.model.trip import Trip
from services.shipping.model.withdrawal import Withdrawal

__all__ = [
    "LEFT",
    "MOVES",
    "STAGES",
    "Came",
    "Capacity",
    "Carton",
    "Condition",
    "Configuration",
    "Consignment",
    "Custody",
    "Destination",
    "Device",
    "Facts",
    "Finding",
    "Found",
    "FreightClaim",
    "FreightClaimLine",
    "Incident",
    "IncidentDevice",
    "IncidentStage",
    "IncidentVersion",
    "Outcome",
    "Packing",
    "Recall",
    "RecallLine",
    "Record",
    "ReturnShipment",
    "ReturnStage",
    "Shipment",
    "Slip",
    "SlipKind",
    "SlipLine",
    "Stage",
    "Tracking",
    "Transfer",
    "TransferDevice",
    "TransferLine",
    "TransferStage",
    "Trip",
    "Urgency",
    "Withdrawal",
]
