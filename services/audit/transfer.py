"""Transfers between boards in the recount: what left in each, and whether its closing says what became of all of it."""

from collections import Counter

from services.audit.difference import Difference, broken
from services.audit.fact import Fact


class Transfers:
    """What shipping told of transfers. What comes after a closing counts in no closing."""

    def __init__(self) -> None:
        self.broken: list[Difference] = []
        self._left: dict[str, int] = {}
        self._came: Counter[str] = Counter()

    def take(self, fact: Fact) -> None:
        """Go on with one fact, whoever told it."""
        if fact.what == "transfer.dispatched":
            self._left[fact.data["transfer"]] = fact.data["devices"]
        elif fact.what == "device.transferred":
            self._came[fact.data["transfer"]] += 1
        elif fact.what == "transfer.closed":
            self._close(fact)

    def _close(self, fact: Fact) -> None:
        told, transfer = fact.data, fact.data["transfer"]
        came, left = told["accepted"] + told["damaged"], self._left.get(transfer)
        if (came, came + told["missing"]) != (self._came[transfer], left):
            figures = {"expected": left, "told": came + told["missing"], "came": came, "counted": self._came[transfer]}
            self.broken.append(broken("transfer_unsettled", transfer, told["number"], fact, **figures))
