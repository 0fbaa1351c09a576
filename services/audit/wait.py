"""What is still to be done, by the log alone: deliveries to receive, shipments to send, receipts to end, and so on."""

from services.audit.fact import Fact

# What begins each task, and what ends it, by the field that names the thing.
BEGINS = {
    "delivery.announced": "receive",
    "shipment.readied": "dispatch",
    "shipment.delivered": "end_receipt",
    "portrait.updated": "portrait",
    "round.prepared": "confirm",
    "transfer.offered": "decide",
    "transfer.approved": "send_on",
    "transfer.dispatched": "take_over",
}
ENDS = (
    "delivery.closed", "shipment.dispatched", "shipment.received", "shipment.voided", "device.taken-back",
    "device.handed-over", "device.sent-back", "device.lost", "device.stolen", "transfer.refused", "transfer.withdrawn",
    "transfer.closed", "round.confirmed",
)  # fmt: skip
NAMED = {noun: noun for noun in ("delivery", "shipment", "device", "transfer", "round")} | {"portrait": "board"}


class Waits:
    """By the key of each thing its task. What waits of orders follows from their states, and is told there."""

    def __init__(self) -> None:
        self.tasks: dict[str, str] = {}

    def take(self, fact: Fact) -> None:
        """Go on with one fact that stands."""
        if fact.what == "device.lent":
            self._lend(fact)
        elif fact.what in BEGINS:
            self.tasks[_key(fact)] = BEGINS[fact.what]
        elif fact.what in ENDS or (fact.what == "device.received" and fact.data["returned"]):
            self.tasks.pop(_key(fact), None)

    def _lend(self, fact: Fact) -> None:
        """A loan with a term ends on a day; one without, or a device that was given back, waits for nobody."""
        if fact.data.get("until") and not fact.data.get("given_back"):
            self.tasks[_key(fact)] = "take_back"
        else:
            self.tasks.pop(_key(fact), None)


def _key(fact: Fact) -> str:
    noun = fact.what.split(".")[0]
    return f"{noun}/{fact.data[NAMED[noun]]}"
