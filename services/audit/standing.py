"""Which facts stand: what was undone is left out, as if it had not been; so is how a voided shipment travelled."""

from collections.abc import Iterator, Sequence

from services.audit.fact import Fact

TRAVEL = ("shipment.readied", "shipment.dispatched", "shipment.delivered", "shipment.received")


def standing(facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts that hold, in their order."""
    refused = {fact.data["request"]: fact.time for fact in facts if fact.what == "withdrawal.refused"}
    gone, voided = set(), set()
    for fact in facts:
        if fact.what == "shipment.voided":
            voided.add(fact.data["shipment"])
        elif fact.what.endswith(".undone") and not _in_vain(fact, refused):
            gone.add(fact.data["undone"])
    for fact in facts:
        travelled_in_vain = fact.what in TRAVEL and fact.data["shipment"] in voided
        if fact.id not in gone and not travelled_in_vain and not _in_vain(fact, refused):
            yield fact


def _in_vain(fact: Fact, refused: dict[str, str]) -> bool:
    """Whether a grant was taken back that the warehouse did not let go: then it stands."""
    return fact.what == "request.undone" and fact.time <= refused.get(fact.data["request"], "")
