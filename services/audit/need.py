"""Intake's side of the recount: requests by type, and what boards need, were granted and hold."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from services.audit.fact import Fact
from services.audit.share import PROMISED, Request

STATES = {
    "request.submitted": "submitted",
    "request.sent-back": "sent_back",
    "request.granted": "granted",
    "request.refused": "refused",
    "request.fulfilled": "fulfilled",
    "request.withdrawn": "withdrawn",
    "withdrawal.asked": "withdrawing",
}
WELL = "device.accepted"
RECEIPTS = (WELL, "device.missing", "device.damaged")


class Need:
    """What intake told, and what it was told of requests."""

    def __init__(self, reopened: Mapping[int, str]) -> None:
        self._reopened = reopened
        self.requests: dict[str, Request] = {}
        self.portraits: dict[str, dict[str, Any]] = {}
        self._outcomes: dict[tuple[str, str, str], str] = {}

    def take(self, fact: Fact) -> None:
        """Go on with one fact, whoever told it."""
        if fact.what == "portrait.updated":
            self.portraits[fact.data["board"]] = {line["type"]: line for line in fact.data["lines"]}
        elif fact.what in RECEIPTS and fact.data.get("transfer"):
            # Between boards: the promise to the one that asked was kept.
            return
        elif fact.what in RECEIPTS:
            self._count(fact, fact.data["shipment"], fact.what)
        elif fact.what == "device.undone" and fact.data["undone"] in self._reopened:
            self._count(fact, self._reopened[fact.data["undone"]], None)
        elif fact.what in ("order.reserved", "order.short"):
            self._answer(self._request(fact), fact)
        elif fact.what == "order.cancelled":
            self._request(fact).let_go()
        elif fact.source == "/intake" and "request" in fact.data:
            self._decide(self._request(fact), fact)

    def _request(self, fact: Fact) -> Request:
        found = self.requests.setdefault(fact.data["request"], Request(fact.data["request"]))
        found.board = fact.data.get("board") or found.board
        found.number = fact.data.get("number") or found.number
        return found

    def _decide(self, request: Request, fact: Fact) -> None:
        first, request.state = request.state == "submitted", STATES.get(fact.what, request.state)
        if fact.what == "request.submitted" or fact.data.get("lines"):
            self._ask(request, fact)
        elif fact.what in ("request.granted", "request.undone"):
            self._grant(request, fact, first)
        elif fact.what == "request.amended":
            for line in fact.data["given_up"]:
                request.share(line["type"]).give_up(line["quantity"])
        elif fact.what == "request.withdrawn":
            request.cancel()

    def _ask(self, request: Request, fact: Fact) -> None:
        """Asked, or asked anew: amended, or written anew after it was sent back, maybe with other types."""
        asked = Counter[str]()
        for line in fact.data["lines"]:
            asked[line["type"]] += line["quantity"]
        request.shares, request.freight = {}, fact.data.get("freight_cents", 0)
        for kind, count in asked.items():
            request.share(kind).asked = count

    def _grant(self, request: Request, fact: Fact, first: bool) -> None:
        """Quantities are absolute; a grant taken back leaves those that stand before it, or is to be let go."""
        if fact.what == "request.undone" and not fact.data["step"].endswith("granted"):
            return
        granted = {line["type"]: line["quantity"] for line in fact.data["granted"]}
        if fact.what == "request.granted" and fact.data.get("round"):
            request.grant_in_round(granted, first)
            return
        if fact.what == "request.granted":
            request.grant(granted, fact.data.get("freight_cents", 0))
            return
        if granted:
            request.take_back(granted)
        else:
            request.ask_back()

    def _answer(self, request: Request, fact: Fact) -> None:
        if request.state not in PROMISED:
            return
        for line in fact.data.get("reserved") or fact.data.get("lines") or ():
            request.share(line["type"]).answer(line.get("quantity", line.get("reserved")))

    def _count(self, fact: Fact, shipment: str, outcome: str | None) -> None:
        """Count how a device came in a shipment, in place of how it did before; None: it is on its way again."""
        told = fact.data
        line = (told["device"], told["request"], shipment)
        share = self._request(fact).shares.get(told["type"])
        before = self._outcomes.pop(line, None)
        if outcome:
            self._outcomes[line] = outcome
        # What turned up in a shipment of devices of other types is no part of the request.
        if share is None:
            return
        for what, change in ((before, -1), (outcome, 1)):
            if what == WELL:
                share.accepted += change
            elif what:
                share.lacking += change
