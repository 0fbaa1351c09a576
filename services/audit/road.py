"""Shipping's side of the recount: shipments with their cartons, and what boards do with each device."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

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
    "device.sent-on": "sent_on",
    "device.transferred": "at_board",
    "device.unreturned": "taken_back",
    "device.lent": "at_school",
    "device.lost": "lost",
    "device.stolen": "stolen",
    "device.found": "taken_back",
}
RECEIPTS = ("device.accepted", "device.missing", "device.damaged")
BECAME = ("back", "kept", "lost", "stolen", "gone", "open")
# What a device that came damaged is again afterwards.
DAMAGED_STILL = ("device.found", "device.transferred", "device.unreturned")
LEFT = ("dispatched", "delivered", "received")


class Road:
    """What shipping told. A carton is in the last shipment that names it and was not voided."""

    def __init__(self, units: dict[str, Unit], reopened: Mapping[int, str]) -> None:
        self.units, self._reopened = units, reopened
        self.shipments: dict[str, str] = {}
        self.cartons: dict[str, str] = {}
        self.of_request: dict[str, set[str]] = defaultdict(set)
        self.numbers: dict[str, str] = {}
        self.given_back: set[str] = set()
        # By carton, the shipment on whose truck it was scanned; the shipments that left checked, carton by carton.
        self.loaded: dict[str, str] = {}
        self.checked: set[str] = set()
        # By take-back campaign, how many devices it expects.
        self.recalls: dict[str, int] = {}
        self.broken: list[Difference] = []

    def take(self, fact: Fact) -> None:
        """Go on with one fact of shipping."""
        if fact.what == "carton.released":
            self.cartons.pop(fact.data["carton"], None)
            self.loaded.pop(fact.data["carton"], None)
            self.given_back.add(fact.data["carton"])
        elif fact.what == "carton.loaded":
            self.loaded[fact.data["carton"]] = fact.data["shipment"]
        elif fact.what == "recall.opened":
            self.recalls[fact.data["recall"]] = fact.data["expected"]
        elif fact.what == "recall.closed":
            self._settle(fact)
        elif fact.what.startswith("shipment.") and fact.what != "shipment.undone":
            self._ship(fact)
        elif fact.what == "device.handed-over" or fact.what in STATES:
            self._custody(fact)
        elif fact.what == "device.undone" and (unit := self.units.get(fact.data["device"])):
            unit.chapters.pop(self._reopened.get(fact.data["undone"], ""), None)

    def state_of(self, carton: str | None) -> str | None:
        """How far the shipment of a carton is; None when it is in none."""
        return self.shipments.get(self.cartons.get(carton or "", ""))

    def left(self, carton: str | None) -> bool:
        return self.state_of(carton) in LEFT

    def inside(self) -> dict[str, list[str]]:
        """By shipment, its cartons."""
        found: dict[str, list[str]] = defaultdict(list)
        for carton, shipment in self.cartons.items():
            found[shipment].append(carton)
        return found

    def half_loaded(self) -> Iterator[Difference]:
        """The shipments that left with other cartons scanned onto the truck than all that they say, or none."""
        for shipment, cartons in self.inside().items():
            loaded = [carton for carton in cartons if self.loaded.get(carton) == shipment]
            due = len(cartons) if shipment in self.checked else 0
            if self.shipments.get(shipment) in LEFT and len(loaded) != due:
                name = self.numbers[shipment]
                yield broken("half_loaded", shipment, name, loaded=len(loaded), cartons=len(cartons))

    def settle(self) -> None:
        """Once all is told: what counts of each device is what was told of the shipment in which it is gone."""
        for unit in self.units.values():
            packed = unit.chapters.get(self.cartons.get(unit.carton or "", ""))
            found = [unit.chapters[one] for one in unit.found_in if one in unit.chapters]
            unit.held = found[-1] if found else packed

    def strange(self, unit: Unit) -> Custody | None:
        """What was told of a device at a board's to which it never went."""
        went = {self.cartons.get(way, way) for way in unit.ways}
        return next((told for shipment, told in unit.chapters.items() if shipment not in went), None)

    def _ship(self, fact: Fact) -> None:
        shipment, state = fact.data["shipment"], fact.what.removeprefix("shipment.")
        self.of_request[fact.data["request"]].add(shipment)
        self.numbers[shipment] = fact.data.get("number") or self.numbers.get(shipment, shipment)
        self.shipments[shipment] = "ready" if state == "readied" else state
        if state == "voided":
            for carton in [carton for carton, of in self.cartons.items() if of == shipment]:
                del self.cartons[carton]
            self.given_back.update(fact.data["cartons"])
            return
        self.cartons.update(dict.fromkeys(fact.data.get("cartons", ()), shipment))
        if fact.data.get("checked"):
            self.checked.add(shipment)

    def _settle(self, fact: Fact) -> None:
        """A campaign closes with every device that it expected, whatever became of it."""
        recall, told = fact.data["recall"], sum(fact.data[one] for one in BECAME)
        if told != (expected := self.recalls.get(recall)):
            self.broken.append(broken("unsettled", recall, recall, fact, told=told, expected=expected))

    def _custody(self, fact: Fact) -> None:
        told, unit = fact.data, self.units.setdefault(fact.data["device"], Unit(fact.data["device"]))
        unit.type = unit.type or told["type"]
        shipment = told["shipment"] if fact.what in RECEIPTS else unit.chapter
        before, state = unit.chapters.get(shipment), _state(fact)
        if before and before.what == fact.what == "device.accepted":
            self.broken.append(broken("accepted_twice", unit.id, unit.name, fact))
        unit.chapters[shipment] = Custody(state, told["board"], _holder(state, told, before), fact.what)
        # What turned up elsewhere is not there, and stays where it is.
        unit.chapter = unit.chapter if told.get("elsewhere") else shipment


def _state(fact: Fact) -> str:
    if fact.what in DAMAGED_STILL and fact.data.get("damaged"):
        return "damaged"
    return STATES.get(fact.what) or ("at_school" if fact.data.get("school") else "on_loan")


def _holder(state: str, told: dict[str, str], before: Custody | None) -> Holder:
    if state in KEEPING:
        return before.holder if before else ("shipment", told["shipment"]) if "shipment" in told else None
    if state == "sent_back":
        return "return", told["shipment"]
    if state == "sent_on":
        return "transfer", told["transfer"]
    if told.get("school"):
        return "school", told["school"]
    return ("loan", told["loan"]) if state == "on_loan" else ("board", told["board"])
