"""Shipping's side of the recount: shipments with their cartons, and what boards do with each device."""

from collections import defaultdict

from services.audit.difference import Difference, broken
from services.audit.fact import Fact
from services.audit.unit import KEEPING, Custody, Holder, Unit

STATES = {
    "device.accepted": "at_board",
    "device.missing": "missing",
    "device.damaged": "damaged",
    "device.configured": "configured",
    "device.taken-back": "taken_back",
    "device.sent-back": "sent_back",
    "device.lent": "at_school",
    "device.lost": "lost",
    "device.stolen": "stolen",
    "device.found": "taken_back",
}
RECEIPTS = ("device.accepted", "device.missing", "device.damaged")
LEFT = ("dispatched", "delivered", "received")


class Road:
    """What shipping told. A carton is in the last shipment that names it and was not voided."""

    def __init__(self, units: dict[str, Unit]) -> None:
        self.units = units
        self.shipments: dict[str, str] = {}
        self.boards: dict[str, str] = {}
        self.cartons: dict[str, str] = {}
        self.outcomes: dict[tuple[str, str, str], str] = {}
        self.voided: set[str] = set()
        self.left_at: dict[str, str] = {}
        self.broken: list[Difference] = []

    def take(self, fact: Fact) -> None:
        """Go on with one fact of shipping."""
        if fact.what == "carton.released":
            self.cartons.pop(fact.data["carton"], None)
        elif fact.what.startswith("shipment.") and fact.what != "shipment.undone":
            self._ship(fact)
        elif fact.what == "device.handed-over" or fact.what in STATES:
            self._custody(fact)

    def state_of(self, carton: str | None) -> str | None:
        """How far the shipment of a carton is; None when it is in none."""
        return self.shipments.get(self.cartons.get(carton or "", ""))

    def left(self, carton: str | None) -> bool:
        return self.state_of(carton) in LEFT

    def outcome_counts(self) -> dict[tuple[str, str], tuple[int, int]]:
        """By request and type, how many devices were accepted, and how many came missing or damaged."""
        found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        for (device, request, _), what in self.outcomes.items():
            found[request, self.units[device].type][0 if what == "device.accepted" else 1] += 1
        return {line: (accepted, lacking) for line, (accepted, lacking) in found.items()}

    def _ship(self, fact: Fact) -> None:
        shipment, state = fact.data["shipment"], fact.what.removeprefix("shipment.")
        self.boards[shipment] = fact.data["board"]
        self.shipments[shipment] = "ready" if state == "readied" else state
        if state == "dispatched":
            self.left_at[shipment] = fact.time
        if state == "voided":
            for carton in [carton for carton, of in self.cartons.items() if of == shipment]:
                del self.cartons[carton]
            return
        self.cartons.update(dict.fromkeys(fact.data.get("cartons", ()), shipment))

    def _custody(self, fact: Fact) -> None:
        told, unit = fact.data, self.units.setdefault(fact.data["device"], Unit(fact.data["device"]))
        unit.type = unit.type or told["type"]
        state = _state(fact)
        before = unit.held
        came_in = told.get("shipment") if fact.what in RECEIPTS else before and before.shipment
        if before and before.what == fact.what == "device.accepted" and before.shipment == came_in:
            self.broken.append(broken("accepted_twice", unit.id, unit.name, fact))
        if fact.what in RECEIPTS:
            self.outcomes[unit.id, told["request"], told["shipment"]] = fact.what
        time = fact.time
        if told.get("elsewhere"):
            if not self._carries(unit, told["shipment"]):
                return
            # It was back by then, though the log heard of that later: what is told holds only if that is undone.
            time = self.left_at.get(told["shipment"], time)
        holder = _holder(state, told, before)
        unit.custody = Custody(state, time, told["board"], holder, fact.what, came_in or None)

    def _carries(self, unit: Unit, shipment: str) -> bool:
        """Whether a device is in this shipment still, and nothing was told of it there."""
        return unit.state == "packed" and not unit.held and self.cartons.get(unit.carton or "") == shipment


def _state(fact: Fact) -> str:
    if fact.what == "device.found" and fact.data.get("damaged"):
        return "damaged"
    return STATES.get(fact.what) or ("at_school" if fact.data.get("school") else "on_loan")


def _holder(state: str, told: dict[str, str], before: Custody | None) -> Holder:
    if state in KEEPING:
        return before.holder if before else ("shipment", told["shipment"]) if "shipment" in told else None
    if state == "sent_back":
        return "return", told["board"]
    if told.get("school"):
        return "school", told["school"]
    return ("loan", told["loan"]) if state == "on_loan" else ("board", told["board"])
