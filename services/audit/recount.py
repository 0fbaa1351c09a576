"""The recount: every figure of the reserve, worked out from the log alone."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from services.audit.clock import Clock
from services.audit.difference import OVER, Difference, broken
from services.audit.fact import Fact
from services.audit.floor import Floor
from services.audit.freight import Freight
from services.audit.need import Need
from services.audit.returns import Returns
from services.audit.road import LEFT, Road
from services.audit.share import PROMISED, Request
from services.audit.standing import reopened, standing
from services.audit.transfer import Transfers
from services.audit.unit import COVERING, PLACED, Holder, Unit
from services.audit.wait import Waits

IN_CARTON = {"dispatched": "in_transit", "delivered": "delivered", "received": "delivered"}


class Recount:
    """The three sides put together, and the clock over them."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        opened = reopened(facts)
        self.floor, self.need = Floor(), Need(opened)
        self.road = Road(self.floor.units, opened)
        self.clock, self.waits = Clock(opened), Waits()
        self.returns, self.transfers = Returns(), Transfers()
        for fact in standing(facts):
            (self.floor if fact.source == "/warehouse" else self.road).take(fact)
            if _given_back(fact):
                self.floor.give_back(fact.data.get("cartons", ()))
            self.returns.take(fact)
            self.need.take(fact)
            self.clock.take(fact)
            self.transfers.take(fact)
            self.waits.take(fact)
        self.road.settle()
        self.units = self.floor.units
        self.freight = Freight(facts)

    def here(self, unit: Unit) -> str:
        """Where a device stands in the warehouse's eyes."""
        if unit.held and unit.held.state == "sent_back" and unit.state in ("packed", "departed"):
            return "returning"
        return "departed" if unit.state == "packed" and self.road.left(unit.carton) else unit.state

    def custody(self, unit: Unit) -> str | None:
        """Where a device stands in shipping's eyes; None before it was ever packed."""
        if unit.held:
            return unit.held.state
        if unit.state == "packed":
            return "in_transit" if self.road.left(unit.carton) else "packed"
        return "returned" if unit.came_back else None

    def whole(self, unit: Unit) -> str:
        """Where a device stands in the eyes of whoever hears both."""
        if unit.held:
            return unit.held.state
        if unit.found_in:
            return "delivered"
        if unit.state == "packed":
            return IN_CARTON.get(self.road.state_of(unit.carton) or "", "packed")
        return "named" if unit.state == "announced" else unit.state

    def holder(self, unit: Unit) -> Holder:
        """Who holds a device: exactly one, from its first receipt until it is retired."""
        if unit.held:
            return unit.held.holder or ("shipment", self.road.cartons.get(unit.carton or "", ""))
        if unit.found_in:
            return "shipment", unit.found_in[-1]
        if unit.state == "packed":
            if self.road.left(unit.carton):
                return "shipment", self.road.cartons[unit.carton or ""]
            return "carton", unit.carton or ""
        if unit.state == "picked":
            return "request", self.floor.requests.get(unit.order or "", "")
        return ("location", unit.location) if unit.state in PLACED and unit.location else None

    def stage(self, request: Request) -> str:
        """How far a request is in the eyes of whoever hears of its shipments too."""
        if request.state in ("fulfilled", "withdrawn", "withdrawing"):
            return request.state
        reached = {self.road.shipments[one] for one in self.road.of_request[request.id]}
        furthest = [stage for stage in LEFT if stage in reached]
        return furthest[-1] if furthest else request.before if request.state == "taking_back" else request.state

    def reserved(self, order: str) -> dict[str, int]:
        """By type, what is promised to an order, picked devices included; never beyond what is granted or picked."""
        told, granted = self.floor.reserved.get(order, Counter()), self.asked(order)
        most = {kind: max(granted.get(kind, 0), self.floor.picked[order, kind]) for kind in told}
        return {kind: min(count, most[kind]) for kind, count in told.items()}

    def asked(self, order: str) -> dict[str, int]:
        """By type, what an order is to send in all."""
        request = self.need.requests.get(self.floor.requests.get(order, ""))
        return request.told if request and order not in self.floor.cancelled else {}

    def number(self, order: str) -> str:
        """What people call an order: by its request."""
        request = self.need.requests.get(self.floor.requests.get(order, ""))
        return request.number if request else order

    def order_states(self, order: str) -> tuple[str, ...]:
        """In which state an order may be. One whose cartons were given back may have been passed on whole again."""
        floor, reserved = self.floor, self.reserved(order)
        if order in floor.cancelled:
            return ("cancelled",)
        short = any(count > reserved.get(kind, 0) for kind, count in self.asked(order).items())
        to_pick = "short" if short else "reserved"
        cartons = floor.of_order[order]
        if order not in floor.whole or sum(len(floor.cartons[one]) for one in cartons) < sum(reserved.values()):
            return (to_pick,)
        passed = "departed" if all(self.road.left(one) for one in cartons) else "packed"
        return (passed, to_pick) if self.road.given_back & cartons else (passed,)

    def stock(self) -> dict[str, tuple[int, int]]:
        """By type: on the shelf, and promised of it."""
        shelf = Counter(unit.type for unit in self.units.values() if unit.state == "stored")
        promised: Counter[str] = Counter()
        for order in self.floor.reserved:
            for kind, count in self.reserved(order).items():
                promised[kind] += count - self.floor.picked[order, kind]
        kinds = {*shelf, *promised, *self.floor.free}
        return {kind: (shelf[kind], promised[kind]) for kind in sorted(kinds)}

    def held(self) -> dict[str, Counter[str]]:
        """By board and type, what lessens its need: granted and open, and what it has."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for request in self.need.requests.values():
            if request.state in PROMISED:
                found[request.board].update({kind: share.open for kind, share in request.shares.items()})
        for unit in self.units.values():
            if unit.held and unit.held.state in COVERING:
                found[unit.held.board][unit.type] += 1
        return found

    def broken(self) -> list[Difference]:
        """The rules that the log itself breaks."""
        found = [
            replace(one, name=self.number(one.subject)) if one.figure == OVER else one for one in self.floor.broken
        ]
        found += [*self.road.broken, *self.road.half_loaded(), *self.returns.broken(), *self.transfers.broken]
        for unit in self.units.values():
            if unit.state in PLACED and (told := self.road.strange(unit)):
                where = f"location/{unit.location}"
                second = "/".join(told.holder or (told.state, told.board))
                found.append(broken("two_holders", unit.id, unit.name, first=where, second=second))
            elif self.whole(unit) not in ("named", "retired", "destroyed") and self.holder(unit) is None:
                found.append(broken("no_holder", unit.id, unit.name, state=self.whole(unit)))
        return found


def _given_back(fact: Fact) -> bool:
    """Whether cartons are the warehouse's again: they were brought back, or their departure was taken back."""
    return fact.what == "shipment.voided" or (fact.what == "shipment.undone" and fact.data["state"] == "ready")
