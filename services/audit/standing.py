"""Which facts stand: what was undone is left out, as if it had not been; so is how a voided shipment travelled.

So is what asked for an order back, a withdrawal or a grant taken back, where the warehouse refused that.
"""

from collections.abc import Iterator, Sequence

from services.audit.fact import Fact

TRAVEL = ("shipment.readied", "shipment.dispatched", "shipment.delivered", "shipment.received")


def standing(facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts that hold, in their order."""
    refused = {fact.data.get("answers") for fact in facts if fact.what == "withdrawal.refused"}
    gone, voided = set(), set()
    for fact in facts:
        if fact.what == "shipment.voided":
            voided.add(fact.data["shipment"])
        elif fact.what.endswith(".undone") and fact.id not in refused:
            gone.add(fact.data["undone"])
    for fact in facts:
        travelled_in_vain = fact.what in TRAVEL and fact.data["shipment"] in voided
        if fact.id not in gone and fact.id not in refused and not travelled_in_vain:
            yield fact
