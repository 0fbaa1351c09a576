"""The warehouse's side of the recount: devices step by step, cartons, what is reserved, picked and packed."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from services.audit.difference import OVER, Difference, broken
from services.audit.fact import Fact
from services.audit.unit import AFTER, Unit

STATES = {
    "device.quarantined": "quarantined",
    "device.wiped": "wiped",
    "device.repair-started": "in_repair",
    "device.written-off": "written_off",
    "device.retired": "retired",
    "device.destroyed": "destroyed",
}
GOING_ON = ("device.released", "device.repair-ended")
# Taken from its shelf for an order, into a carton or not yet.
TAKEN = ("picked", "packed")


class Floor:
    """What the warehouse told. Lines of orders are counted by (order, type)."""

    def __init__(self) -> None:
        self.units: dict[str, Unit] = {}
        self.requests: dict[str, str] = {}
        self.reserved: dict[str, Counter[str]] = {}
        self.cancelled: set[str] = set()
        self.whole: set[str] = set()
        self.picked: Counter[tuple[str, str]] = Counter()
        # By carton, of which order what came home from it, by id.
        self.come_home: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.packed: Counter[tuple[str, str]] = Counter()
        self.cartons: dict[str, tuple[str, ...]] = {}
        self.of_order: dict[str, set[str]] = defaultdict(set)
        self.free: dict[str, int] = {}
        self.broken: list[Difference] = []

    def take(self, fact: Fact) -> None:
        """Go on with one fact of the warehouse."""
        if fact.what.startswith("device."):
            self._step(fact, self._unit(fact.data["device"]))
        elif fact.what == "carton.closed":
            self._close(fact)
        elif fact.what.startswith("order."):
            self._answer(fact)
        self.free.update(fact.data.get("free", {}))

    def _unit(self, device: str) -> Unit:
        return self.units.setdefault(device, Unit(device))

    def _step(self, fact: Fact, unit: Unit) -> None:
        if fact.what == "device.claimed":
            # Of what never came this is all that is known.
            unit.identify(fact.data)
        elif fact.what == "device.received":
            self._receive(fact, unit)
        elif fact.what == "device.stored":
            self._may(fact, unit, "stored")
            self._leave_order(unit)
            unit.state, unit.carton, unit.found_in = "stored", None, ()
        elif fact.what == "device.picked":
            self._pick(fact, unit)
        elif fact.what == "device.identified":
            unit.identify(fact.data)
            if unit.state == "picked":
                self._leave_order(unit)
            unit.state, unit.found_in = "departed", (*unit.found_in, fact.data["shipment"])
            unit.ways += (fact.data["shipment"],)
        elif fact.what == "device.undone":
            unit.gone_again = unit.gone_again or fact.data["step"] == "device.received"
        elif fact.what in GOING_ON:
            unit.state = fact.data["state"]
        elif fact.what in STATES:
            self._may(fact, unit, STATES[fact.what])
            unit.state = STATES[fact.what]
        unit.location = fact.data.get("location", unit.location) if fact.what != "device.picked" else None

    def _receive(self, fact: Fact, unit: Unit) -> None:
        unit.identify(fact.data)
        if unit.state == "packed" and unit.carton and unit.order:
            self.come_home[unit.carton].append((unit.order, unit.id))
        unit.order, unit.carton, unit.found_in = None, None, ()
        unit.state = "returned" if fact.data["returned"] else fact.data.get("state", "received")
        unit.came_back = unit.came_back or fact.data["returned"]

    def _pick(self, fact: Fact, unit: Unit) -> None:
        if unit.state in TAKEN and unit.order != fact.data["order"]:
            self.broken.append(broken("twice_promised", unit.id, unit.name, fact))
        else:
            self._may(fact, unit, "picked")
        self._leave_order(unit)
        unit.state, unit.order = "picked", fact.data["order"]
        self.picked[unit.order, unit.type] += 1

    def _close(self, fact: Fact) -> None:
        carton, order, devices = (fact.data[name] for name in ("carton", "order", "devices"))
        for device in devices:
            unit = self._unit(device)
            if unit.state == "packed" and unit.carton != carton:
                self.broken.append(broken("two_cartons", unit.id, unit.name, fact))
            unit.state, unit.carton, unit.location = "packed", carton, None
            unit.ways += (carton,)
            self.packed[order, unit.type] += 1
        self.cartons[carton] = devices
        self.of_order[order].add(carton)

    def give_back(self, cartons: Iterable[str]) -> None:
        """These cartons did not leave, or are here again. What had come home from one of them is its order's no more.

        A device that comes home after a departure that stands still counts as sent; of one that was taken back nobody
        sent it.
        """
        for carton in cartons:
            for order, device in self.come_home.pop(carton, ()):
                self.cartons[carton] = tuple(one for one in self.cartons[carton] if one != device)
                self.picked[order, self.units[device].type] -= 1
                self.packed[order, self.units[device].type] -= 1

    def _answer(self, fact: Fact) -> None:
        order, told = fact.data["order"], fact.data
        self.requests[order] = told["request"]
        if fact.what == "order.packed":
            self.whole |= {order} if told["final"] else set()
        elif fact.what == "order.cancelled":
            self.cancelled.add(order)
            self.whole.discard(order)
            self.reserved[order] = _quantities(told["held"], "quantity")
        elif fact.what in ("order.reserved", "order.short"):
            self.cancelled.discard(order)
            name = "quantity" if fact.what == "order.reserved" else "reserved"
            reserved = _quantities(told["reserved" if name == "quantity" else "lines"], name)
            self._check_promise(fact, reserved)
            self.reserved[order] = reserved
            if any(count > self.packed[order, kind] for kind, count in reserved.items()):
                self.whole.discard(order)

    def _check_promise(self, fact: Fact, reserved: Counter[str]) -> None:
        """Free falls below zero by what leaves a shelf, never by a promise."""
        order, free = fact.data["order"], fact.data["free"]
        before = self.reserved.get(order, Counter())
        for kind, count in reserved.items():
            more = count > before[kind] or free.get(kind, 0) < self.free.get(kind, 0)
            if more and free.get(kind, 0) < 0:
                self.broken.append(broken(OVER, order, order, fact, type=kind, free=free[kind]))

    def _leave_order(self, unit: Unit) -> None:
        if unit.order and unit.state in TAKEN:
            self.picked[unit.order, unit.type] -= 1
        unit.order = None

    def _may(self, fact: Fact, unit: Unit, state: str) -> None:
        possible = unit.state in AFTER.get(state, {unit.state}) or unit.state == state == "stored"
        over = unit.state == "destroyed" or (unit.state == "retired" and state != "destroyed")
        if not possible or over:
            self.broken.append(broken("impossible", unit.id, unit.name, fact, state=unit.state))


def _quantities(lines: Iterable[dict[str, Any]], name: str) -> Counter[str]:
    return Counter({line["type"]: line[name] for line in lines})
