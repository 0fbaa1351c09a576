"""What the log says, in words: each event, each state, each stage, each kind of subject."""

from collections.abc import Mapping

from services.contracts.sentence import Sentence, say
from services.portal.model.fate import FATES as OF_STATE
from services.portal.model.fate import Fate
from services.portal.model.flow import Flow
from services.portal.model.forecast import Outlook
from services.portal.model.stage import Span, Stage
from services.portal.model.state import State

WHAT: Mapping[str, Sentence] = {
    "portrait.updated": say("Needs portrait updated"),
    "request.submitted": say("Request submitted"),
    "request.sent-back": say("Request sent back to be completed"),
    "request.granted": say("Request granted"),
    "request.refused": say("Request refused"),
    "request.amended": say("Amended by the board: asked otherwise, or devices given up"),
    "request.fulfilled": say("Request fulfilled"),
    "request.paused": say("Clock paused"),
    "request.resumed": say("Clock resumed"),
    "withdrawal.asked": say("Withdrawal asked"),
    "withdrawal.refused": say("Withdrawal refused by the warehouse"),
    "request.withdrawn": say("Request withdrawn"),
    "request.undone": say("Decision undone"),
    "campaign.opened": say("Collection of portraits opened"),
    "campaign.extended": say("Deadline of the collection moved"),
    "campaign.reminded": say("Boards reminded of the collection"),
    "campaign.closed": say("Collection of portraits closed"),
    "delivery.announced": say("Delivery announced by the supplier"),
    "delivery.closed": say("Delivery closed"),
    "delivery.undone": say("Delivery opened again"),
    "device.received": say("Received at the warehouse"),
    "device.stored": say("Put away"),
    "device.moved": say("Moved"),
    "device.picked": say("Picked"),
    "device.quarantined": say("Set aside in quarantine"),
    "device.released": say("Released from quarantine"),
    "device.wiped": say("Wiped"),
    "device.repair-started": say("Sent to repair"),
    "device.repair-ended": say("Back from repair"),
    "device.retired": say("Retired"),
    "device.destroyed": say("Destroyed"),
    "device.written-off": say("Written off"),
    "device.identified": say("Identified by the warehouse"),
    "device.claimed": say("Claimed from the supplier"),
    "device.claim-answered": say("Answered by the supplier"),
    "supplier-claim.sent": say("Claim sent to the supplier"),
    "supplier-claim.answered": say("Claim answered by the supplier"),
    "supplier-claim.closed": say("Claim to the supplier closed"),
    "supplier-claim.withdrawn": say("Claim to the supplier withdrawn"),
    "device.undone": say("Step undone"),
    "count.adjusted": say("Count confirmed"),
    "stock.changed": say("Stock changed"),
    "order.reserved": say("Stock reserved"),
    "order.short": say("Stock short"),
    "order.packed": say("Passed to shipping"),
    "order.cancelled": say("Order cancelled"),
    "carton.opened": say("Carton opened"),
    "carton.closed": say("Packed in a carton"),
    "carton.undone": say("Step of the carton undone"),
    "carton.released": say("Carton given back to the warehouse"),
    "carton.loaded": say("Loaded on the truck, its carton scanned"),
    "shipment.readied": say("Shipment ready"),
    "shipment.dispatched": say("Dispatched"),
    "shipment.delivered": say("Delivered to the board"),
    "shipment.received": say("Receipt ended"),
    "shipment.voided": say("Shipment voided"),
    "shipment.undone": say("Shipment set back"),
    "device.accepted": say("Accepted by the board"),
    "device.missing": say("Reported missing"),
    "device.turned-up": say("Turned up after the end of the receipt"),
    "device.damaged": say("Reported damaged"),
    "device.unexpected": say("Found, not on the packing list"),
    "device.configured": say("Configured"),
    "device.handed-over": say("Handed over"),
    "device.lent": say("Lent to another school"),
    "device.taken-back": say("Taken back"),
    "device.sent-back": say("Sent back to the reserve"),
    "device.lost": say("Reported lost"),
    "device.stolen": say("Reported stolen"),
    "device.found": say("Found again"),
    "freight-claim.sent": say("Claim sent to the carrier"),
    "freight-claim.answered": say("Claim answered by the carrier"),
    "freight-claim.closed": say("Claim to the carrier closed"),
    "recall.opened": say("Take-back campaign opened"),
    "recall.closed": say("Take-back campaign closed"),
    "recall.reopened": say("Take-back campaign reopened"),
}

STATES: Mapping[State, Sentence] = {
    State.NAMED: say("Not yet received"),
    State.RECEIVED: say("Received"),
    State.QUARANTINED: say("In quarantine"),
    State.IN_REPAIR: say("In repair"),
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
    State.LOST: say("Lost"),
    State.STOLEN: say("Stolen"),
    State.SENT_BACK: say("On its way back"),
    State.RETURNED: say("Back at the reserve, to be wiped"),
    State.WIPED: say("Wiped, to be put away"),
    State.WRITTEN_OFF: say("Written off, not found"),
    State.RETIRED: say("Retired"),
    State.DESTROYED: say("Destroyed"),
}

FATES: Mapping[Fate, Sentence] = {
    Fate.RESERVE: say("In the reserve"),
    Fate.ON_THE_WAY: say("On the way"),
    Fate.AT_BOARD: say("At the school organisation"),
    Fate.IN_USE: say("In use in schools"),
    Fate.MISSING: say("Missing, lost or stolen"),
    Fate.GONE: say("Retired or written off"),
}

# Who answers for a device, by where it is; for one that a board has, the board itself.
ANSWERS: Mapping[State, Sentence] = {
    State.NAMED: say("Its supplier"),
    **dict.fromkeys((state for state, fate in OF_STATE.items() if fate is Fate.RESERVE), say("The reserve")),
    **dict.fromkeys((State.IN_TRANSIT, State.DELIVERED), say("The reserve, until the board has received it")),
    State.MISSING: say("The reserve, until it is found or claimed"),
    State.SENT_BACK: say("The board, until the reserve has received it"),
    **dict.fromkeys((State.WRITTEN_OFF, State.RETIRED, State.DESTROYED), say("Nobody any more")),
}

STAGES: Mapping[Stage, Sentence] = {
    Stage.SUBMITTED: say("Submitted, to be granted"),
    Stage.SENT_BACK: say("Sent back to the board, to be completed"),
    Stage.GRANTED: say("Granted, in preparation"),
    Stage.REFUSED: say("Refused"),
    Stage.DISPATCHED: say("On its way"),
    Stage.DELIVERED: say("Delivered, receipt under way"),
    Stage.RECEIVED: say("Receipt done"),
    Stage.FULFILLED: say("Fulfilled"),
    Stage.WITHDRAWING: say("Withdrawal asked"),
    Stage.WITHDRAWN: say("Withdrawn"),
}

SPANS: Mapping[Span, Sentence] = {
    Span.TO_GRANT: say("Submitted to granted"),
    Span.TO_DISPATCH: say("Granted to dispatched"),
    Span.TO_DELIVER: say("Dispatched to delivered"),
    Span.WHOLE: say("Submitted to delivered"),
    Span.TO_CONFIGURE: say("Accepted to configured"),
    Span.TO_HAND_OVER: say("Configured to handed over"),
    Span.TO_USE: say("Accepted to handed over"),
}

OUTLOOKS: Mapping[Outlook, Sentence] = {
    Outlook.LATE: say("Late"),
    Outlook.WILL_BREACH: say("Likely to be late"),
    Outlook.MAY_BREACH: say("May be late"),
    Outlook.NO_BASIS: say("No basis yet for a forecast"),
    Outlook.ON_TIME: say("On time"),
    Outlook.PAUSED: say("Paused"),
}

KINDS: Mapping[str, Sentence] = {
    "serial": say("Serial"),
    "asset_tag": say("Asset tag"),
    "device": say("Device"),
    "carton": say("Carton"),
    "delivery": say("Delivery"),
    "supplier-claim": say("Claim to the supplier"),
    "supply_claim": say("Claim to the supplier"),
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

FLOWS: Mapping[Flow, Sentence] = {
    Flow.RECEIVED: say("Received at the warehouse"),
    Flow.SHIPPED: say("Shipped to boards"),
    Flow.DELIVERED: say("Delivered to boards"),
    Flow.ACCEPTED: say("Accepted by boards"),
    Flow.MISSING: say("Missing on arrival"),
    Flow.DAMAGED: say("Damaged on arrival"),
    Flow.CONFIGURED: say("Configured"),
    Flow.HANDED_OVER: say("Handed over"),
    Flow.SENT_BACK: say("Sent back to the reserve"),
}
