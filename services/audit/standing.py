"""Which facts stand: what was undone is left out, as if it had not been; so is how a voided shipment travelled.

So is what asked for an order back, a withdrawal or a grant taken back, where the warehouse refused that.
"""

from collections.abc import Iterator, Sequence

from services.audit.fact import Fact

ON_ITS_WAY = "in_transit"
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


def reopened(facts: Sequence[Fact]) -> dict[int, str]:
    """By the id of what was undone, the shipments in which that left a device on its way: nothing of it came there.

    A receipt that is opened again tells so of what is missing alone. What was accepted since is on its way once that is
    undone too, though it was missing before.
    """
    undone = {
        fact.data["undone"] for fact in facts if fact.what == "device.undone" and fact.data["state"] == ON_ITS_WAY
    }
    return {fact.id: fact.data["shipment"] for fact in facts if fact.id in undone and "shipment" in fact.data}
