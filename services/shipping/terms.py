"""How long shipping keeps who drove and who signed."""

from services.chassis.terms import Term
from services.contracts.sentence import say
from services.shipping.model import Shipment
from services.shipping.model.trip import Trip

TERMS = (
    Term(
        "signatures",
        say("Who signed for a delivery at the door"),
        365,
        say("A delivery is disputed within months."),
        Shipment.id,
        lambda moment: Shipment.delivered_at < moment,
        forgets=Shipment.received_by,
    ),
    Term(
        "drivers",
        say("What the dock calls the driver of a trip"),
        365,
        say("A delivery is disputed within months."),
        Trip.id,
        lambda moment: Trip.day < moment.date(),
        forgets=Trip.driver,
    ),
)
