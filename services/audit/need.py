"""Intake's side of the recount: requests by type, and what boards need, were granted and hold."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from services.audit.fact import Fact

STATES = {
    "request.submitted": "submitted",
    "request.sent-back": "sent_back",
    "request.granted": "granted",
    "request.refused": "refused",
    "request.fulfilled": "fulfilled",
    "request.withdrawn": "withdrawn",
}
WELL = "device.accepted"
RECEIPTS = (WELL, "device.missing", "device.damaged")


@dataclass(slots=True)
class Share:
    """One type of a request. Of `given_up`, `forgone` was short and in no grant; the rest was lacking."""

    asked: int = 0
    granted: int = 0
    reserved: int = 0
    short: int = 0
    accepted: int = 0
    lacking: int = 0
    given_up: int = 0
    forgone: int = 0

    @property
    def replaced(self) -> int:
        """What was granted beyond all that was asked is sent in place of what came missing or damaged."""
        return min(max(self.granted + self.short + self.forgone - self.asked, 0), self.lacking)

    @property
    def open(self) -> int:
        """Granted and not accepted, replaced or given up."""
        return max(self.granted - self.accepted - self.replaced - (self.given_up - self.forgone), 0)

    def answer(self, reserved: int) -> None:
        promised = self.granted + self.short
        self.reserved, self.granted = reserved, min(promised, reserved)
        self.short = promised - self.granted

    def give_up(self, total: int) -> None:
        """What is lacking is given up first, then what is short."""
        lacking = min(self.open, max(self.lacking - (self.given_up - self.forgone), 0))
        short = min(max(total - self.given_up - lacking, 0), self.short)
        self.given_up, self.forgone, self.short = total, self.forgone + short, self.short - short


@dataclass(slots=True)
class Request:
    """A request and its shares by type. `told`: the quantities granted last, as the Ministry gave them."""

    id: str
    board: str = ""
    number: str = ""
    state: str = "submitted"
    shares: dict[str, Share] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)

    def share(self, kind: str) -> Share:
        return self.shares.setdefault(kind, Share())


class Need:
    """What intake told, and what it was told of requests."""

    def __init__(self) -> None:
        self.requests: dict[str, Request] = {}
        self.portraits: dict[str, dict[str, Any]] = {}
        self._outcomes: dict[tuple[str, str, str], str] = {}

    def take(self, fact: Fact) -> None:
        """Go on with one fact, whoever told it."""
        if fact.what == "portrait.updated":
            self.portraits[fact.data["board"]] = {line["type"]: line for line in fact.data["lines"]}
        elif fact.what in RECEIPTS:
            self._receive(fact)
        elif fact.what in ("order.reserved", "order.short"):
            self._answer(self._request(fact), fact)
        elif fact.source == "/intake" and fact.subject.startswith("request/"):
            self._decide(self._request(fact), fact)

    def _request(self, fact: Fact) -> Request:
        found = self.requests.setdefault(fact.data["request"], Request(fact.data["request"]))
        found.board = fact.data.get("board") or found.board
        found.number = fact.data.get("number") or found.number
        return found

    def _decide(self, request: Request, fact: Fact) -> None:
        request.state = STATES.get(fact.what, request.state)
        if fact.what == "request.submitted":
            asked = Counter[str]()
            for line in fact.data["lines"]:
                asked[line["type"]] += line["quantity"]
            for kind, count in asked.items():
                request.share(kind).asked = count
        elif fact.what in ("request.granted", "request.undone"):
            self._grant(request, fact)
        elif fact.what == "request.amended":
            for line in fact.data["given_up"]:
                request.share(line["type"]).give_up(line["quantity"])
        elif fact.what == "request.withdrawn":
            request.told = {}
            for share in request.shares.values():
                share.granted = share.reserved = share.short = 0

    def _grant(self, request: Request, fact: Fact) -> None:
        """Quantities are absolute; a grant taken back leaves those that stand before it."""
        if fact.what == "request.undone" and not fact.data["step"].endswith("granted"):
            return
        granted = {line["type"]: line["quantity"] for line in fact.data["granted"]}
        if fact.what == "request.undone" and not granted:
            request.state = "submitted"
        request.told = granted
        for kind in granted.keys() | request.shares.keys():
            share = request.share(kind)
            share.granted, share.short = granted.get(kind, 0), 0

    def _answer(self, request: Request, fact: Fact) -> None:
        lines = fact.data.get("reserved") or fact.data.get("lines") or ()
        for line in lines:
            request.share(line["type"]).answer(line.get("quantity", line.get("reserved")))

    def _receive(self, fact: Fact) -> None:
        told = fact.data
        line = (told["device"], told["request"], told["shipment"])
        share = self._request(fact).share(told["type"])
        before = self._outcomes.get(line)
        self._outcomes[line] = fact.what
        for what, change in ((before, -1), (fact.what, 1)):
            if what == WELL:
                share.accepted += change
            elif what:
                share.lacking += change
