"""What the log says, in words: each event, each state, each kind of subject, and what an event adds in a sentence."""

from collections.abc import Callable, Mapping
from typing import Any

from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.event import Event
from services.contracts.sentence import Sentence, say
from services.portal.model.request import Stage
from services.portal.model.state import State

WHAT: Mapping[str, Sentence] = {
    "portrait.updated": say("Needs portrait updated"),
    "request.submitted": say("Request submitted"),
    "request.granted": say("Request granted"),
    "request.refused": say("Request refused"),
    "request.amended": say("Devices given up by the board"),
    "request.fulfilled": say("Request fulfilled"),
    "delivery.announced": say("Delivery announced by the supplier"),
    "delivery.closed": say("Delivery closed"),
    "device.received": say("Received at the warehouse"),
    "device.stored": say("Put away"),
    "device.moved": say("Moved"),
    "device.picked": say("Picked"),
    "device.quarantined": say("Set aside in quarantine"),
    "device.released": say("Released from quarantine"),
    "device.wiped": say("Wiped"),
    "stock.changed": say("Stock changed"),
    "order.reserved": say("Stock reserved"),
    "order.short": say("Stock short"),
    "order.packed": say("Passed to shipping"),
    "carton.closed": say("Packed in a carton"),
    "shipment.readied": say("Shipment ready"),
    "shipment.dispatched": say("Dispatched"),
    "shipment.delivered": say("Delivered to the board"),
    "shipment.received": say("Receipt ended"),
    "device.accepted": say("Accepted by the board"),
    "device.missing": say("Reported missing"),
    "device.damaged": say("Reported damaged"),
    "device.unexpected": say("Found, not on the packing list"),
    "device.configured": say("Configured"),
    "device.handed-over": say("Handed over"),
    "device.taken-back": say("Taken back"),
    "device.sent-back": say("Sent back to the reserve"),
}

STATES: Mapping[State, Sentence] = {
    State.NAMED: say("Not yet received"),
    State.RECEIVED: say("Received"),
    State.QUARANTINED: say("In quarantine"),
    State.STORED: say("On the shelf"),
    State.PICKED: say("Picked"),
    State.PACKED: say("Packed"),
    State.IN_TRANSIT: say("In transit"),
    State.DELIVERED: say("Delivered, to be received"),
    State.AT_BOARD: say("At the board"),
    State.MISSING: say("Missing"),
    State.DAMAGED: say("Damaged"),
    State.CONFIGURED: say("Configured"),
    State.AT_SCHOOL: say("At the school"),
    State.ON_LOAN: say("On loan to a student"),
    State.TAKEN_BACK: say("Taken back"),
    State.SENT_BACK: say("On its way back"),
    State.RETURNED: say("Back at the reserve, to be wiped"),
    State.WIPED: say("Wiped, to be put away"),
}

STAGES: Mapping[Stage, Sentence] = {
    Stage.SUBMITTED: say("Submitted, to be granted"),
    Stage.GRANTED: say("Granted, in preparation"),
    Stage.REFUSED: say("Refused"),
    Stage.DISPATCHED: say("On its way"),
    Stage.DELIVERED: say("Delivered, receipt under way"),
    Stage.RECEIVED: say("Receipt done"),
    Stage.FULFILLED: say("Fulfilled"),
}

KINDS: Mapping[str, Sentence] = {
    "serial": say("Serial"),
    "asset_tag": say("Asset tag"),
    "device": say("Device"),
    "carton": say("Carton"),
    "delivery": say("Delivery"),
    "reference": say("Supplier's reference"),
    "request": say("Request"),
    "shipment": say("Shipment"),
    "tracking": say("Tracking number"),
    "board": say("Board"),
    "school": say("School"),
    "location": say("Location"),
    "loan": say("Loan"),
    "return": say("Return from board"),
    "finding": say("Found, not on the packing list"),
}

ZONES: Mapping[str, Sentence] = {
    "road": say("Road"),
    "remote": say("Remote"),
    "air_sea": say("Air or sea"),
    "unknown": say("Unknown"),
}


def detail(event: Event) -> Sentence | None:
    """What an event adds to its word and its place: the carrier, the reason, where from; None when nothing."""
    tell = DETAILS.get(type(event))
    return tell(event) if tell else None


def _reason(event: Any) -> Sentence | None:
    return say("Reason: %(reason)s", reason=event.reason) if event.reason else None


def _origin(event: Any) -> Sentence:
    return say("From %(origin)s", origin=event.origin)


def _receipt(event: s.ShipmentReceived) -> Sentence:
    return say(
        "%(accepted)s accepted, %(damaged)s damaged, %(missing)s missing, %(unexpected)s unexpected",
        accepted=event.accepted,
        damaged=event.damaged,
        missing=event.missing,
        unexpected=event.unexpected,
    )


DETAILS: Mapping[type[Event], Callable[[Any], Sentence | None]] = {
    i.RequestRefused: _reason,
    w.DeviceQuarantined: _reason,
    w.DeviceMoved: _origin,
    w.DeviceReceived: lambda event: say("Back from a board") if event.returned else None,
    w.DeliveryAnnounced: lambda event: say(
        "%(supplier)s, reference %(reference)s", supplier=event.supplier, reference=event.reference
    ),
    w.DeliveryClosed: lambda event: say(
        "%(received)s received, %(missing)s missing", received=event.received, missing=event.missing
    ),
    w.CartonClosed: lambda event: say("%(count)s device(s) in the carton", count=len(event.devices)),
    s.ShipmentDispatched: lambda event: say(
        "%(carrier)s, tracking number %(tracking)s", carrier=event.carrier, tracking=event.tracking
    ),
    s.ShipmentReceived: _receipt,
    s.DeviceMissing: _reason,
    s.DeviceDamaged: _reason,
    s.DeviceUnexpected: _reason,
    s.DeviceTakenBack: _origin,
    s.DeviceSentBack: _reason,
}
