"""Real things in every state that a route needs: made through the API of a whole reserve, named for the table of ways.

`Things` maps a name ("device accepted") to an id or a code. What is our board's own is in `Things.ours`: another board
must not get at it. A route that needs a new state: add a line to the chapter that makes its noun.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from services.chassis.act import now
from services.contracts.roles import Role
from tests.integration.house import OURS, House, file_of

INTAKE, WAREHOUSE, SHIPPING = "/intake/api/v1", "/warehouse/api/v1", "/shipping/api/v1"
DOCK, SHELF, NEXT_SHELF = "QUAI-01", "A-01-01", "A-01-02"
SITE = {"street": "5100, rue Sherbrooke Est", "town": "Montréal", "postal_code": "H1V 3R9"}
SITE |= {"contact": "Service des technologies", "phone": "514 555-0123"}
DISPATCH = {"carrier": "Transport Démo", "tracking": "TD-1", "freight_cents": 4200}
SCHOOL, OTHER_SCHOOL = "762217", "762218"
HEADER = "carton,maker,model,serial,asset_tag\n"


@dataclass
class Things:
    """Ids and codes by name; `ours` are those that only our board, and those who see all, may see."""

    known: dict[str, str] = field(default_factory=dict)
    ours: set[str] = field(default_factory=set)

    def __getitem__(self, name: str) -> str:
        return self.known[name]

    def know(self, name: str, value: Any, ours: bool = False) -> str:
        self.known[name] = str(value)
        if ours:
            self.ours.add(name)
        return str(value)

    def put_in(self, form: Any) -> Any:
        """The same form with every "@name" in it as the thing of that name."""
        if isinstance(form, dict):
            return {self.put_in(key): self.put_in(value) for key, value in form.items()}
        if isinstance(form, list):
            return [self.put_in(one) for one in form]
        return self[form[1:]] if isinstance(form, str) and form.startswith("@") else form


class Maker:
    """Makes the things of one house, each chapter on what the one before it made."""

    def __init__(self, house: House) -> None:
        self.house, self.things = house, Things()
        self.shelf: list[str] = []
        self.serials: dict[str, str] = {}

    def all(self) -> Things:
        self.supply()
        self.asking()
        self.orders()
        self.shipments()
        self.custody()
        self.returns()
        self.house.pump()
        return self.things

    # The warehouse's own

    def supply(self) -> None:
        self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/locations", {"codes": [DOCK, SHELF, NEXT_SHELF]})
        closed, self.shelf = self.delivery("C02XL", 50)
        self.step("receive", self.shelf, location=DOCK)
        self.step("put-away", self.shelf, location=SHELF)
        self.post(f"{WAREHOUSE}/deliveries/{closed}/close")
        opened, (announced, received, set_aside) = self.delivery("DMPXL", 3)
        self.step("receive", [received, set_aside], location=DOCK)
        self.step("quarantine", [set_aside], reason="Écran fendu")
        self.know("delivery closed", closed)
        files = self.house.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/notice-files")["items"]
        self.know("notice file", files[0]["id"])
        self.know("delivery open", opened)
        for name, device in (("announced", announced), ("received", received), ("quarantined", set_aside)):
            self.device(name, device, ours=False)
        self.device("stored", self.shelf.pop(), ours=False)

    def delivery(self, prefix: str, count: int) -> tuple[str, list[str]]:
        """A delivery announced, and its devices."""
        rows = [f"{prefix}0,Apple,MYLD2C/A,{prefix}{number:05d},\n" for number in range(count)]
        form = {"supplier": "Apple", "reference": prefix, "file": file_of(HEADER + "".join(rows))}
        made = self.house.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/deliveries", data=form)
        listed = self.house.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/devices?limit=200&delivery={made['id']}")
        self.serials |= {one["id"]: one["serial"] for one in listed["items"]}
        return made["id"], [one["id"] for one in listed["items"]]

    # What the board asks

    def asking(self) -> None:
        self.know("board", OURS, ours=True)
        self.call(Role.BOARD_MANAGER, "PUT", f"{INTAKE}/boards/{OURS}/sites/quai", SITE)
        line = {"type": "tablet", "by_category": {"no_access": 200}}
        self.call(
            Role.BOARD_MANAGER, "POST", f"{INTAKE}/boards/{OURS}/portraits", {"weekly_capacity": 9, "lines": [line]}
        )
        self.house.pump()
        self.know("request draft", self.request(1, "draft"), ours=True)
        self.know("request submitted", self.request(1, "submitted"), ours=True)

    def request(self, count: int, state: str = "granted") -> str:
        """A request for so many tablets, as far as `state`."""
        line = {"type": "tablet", "category": "no_access", "quantity": count}
        body = {"site": "quai", "urgency": "normal", "justification": "Classes fermées", "lines": [line]}
        path = f"{INTAKE}/requests"
        made: str = self.call(Role.BOARD_MANAGER, "POST", path, body)["id"]
        if state != "draft":
            self.call(Role.BOARD_MANAGER, "POST", f"{path}/{made}/submit", {"freight_accepted": True})
        if state == "granted":
            self.call(Role.MINISTRY, "POST", f"{path}/{made}/grant", {})
            self.house.pump()
        return made

    # Orders and cartons

    def orders(self) -> None:
        waiting = self.request(1)
        self.know("request granted", waiting, ours=True)
        self.know("order to pick", self.order(waiting))
        packing, picked = self.picked(3)
        self.know("order being packed", packing)
        self.know("carton open", self.carton(packing, picked[:1]))
        self.device("packed", picked[0], ours=False)
        self.device("picked", picked[1], ours=False)
        partly, picked = self.picked(2)
        self.know("order partly packed", partly)
        self.post(f"{WAREHOUSE}/cartons/{self.carton(partly, picked[:1])}/close")
        self.step("put-away", picked[1:], location=SHELF)

    def order(self, request: str) -> str:
        found: str = self.house.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/orders?request={request}")["items"][0]["id"]
        return found

    def picked(self, count: int) -> tuple[str, list[str]]:
        """An order granted and picked, and its devices."""
        order = self.order(self.request(count))
        devices = [self.shelf.pop() for _ in range(count)]
        self.step("pick", devices, order=order)
        return order, devices

    def carton(self, order: str, devices: Sequence[str]) -> str:
        carton: str = self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/cartons", {"order": order})["id"]
        self.step("pack", devices, carton=carton)
        return carton

    # Shipments on their way

    def shipments(self) -> None:
        for state in ("ready", "dispatched", "delivered", "received"):
            self.shipment(state, 12 if state == "received" else 4)

    def shipment(self, state: str, count: int) -> None:
        order, devices = self.picked(count)
        carton = self.carton(order, devices)
        code = self.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/cartons/{carton}")["code"]
        self.post(f"{WAREHOUSE}/cartons/{carton}/close")
        self.house.pump()
        shown = self.house.call(Role.WAREHOUSE, "GET", f"{SHIPPING}/shipments")["items"][0]
        path = f"{SHIPPING}/shipments/{shown['id']}"
        if state != "ready":
            self.call(Role.WAREHOUSE, "POST", f"{path}/dispatch", DISPATCH)
        if state in ("delivered", "received"):
            self.post(f"{path}/deliver")
        self.house.pump()
        self.know(f"carton {state}", carton, ours=True)
        self.know(f"carton code {state}", code, ours=True)
        self.know(f"shipment {state}", shown["id"], ours=True)
        self.know(f"shipment number {state}", shown["number"], ours=True)
        self.know(f"request {state}", shown["request"], ours=True)
        self.know(f"order {state}", order)
        self.device(f"in shipment {state}", devices[-1])
        self.receipt = devices

    # Devices in the board's hands

    def custody(self) -> None:
        """Of the twelve of the receipt: one damaged, one missing, one beyond the list; the others in use."""
        damaged, missing, *well = self.receipt
        shipment = self.things["shipment received"]
        self.scan("accept", "C02ZZ99999", shipment=shipment, reason="Dans le colis, pas sur la liste")
        self.board("accept", devices=well)
        self.board("damage", device=damaged, reason="Écran fendu")
        self.board(f"shipments/{shipment}/close-receipt", reason="Absent du colis")
        accepted, configured, school, student, back, sent, returned, *spare = well
        self.board("configure", devices=[configured, school, student, back])
        self.board("hand-over", devices=[school, back], school=SCHOOL)
        self.board("take-back", devices=[back])
        loan = self.board("hand-over", devices=[student], student=True)["devices"][0]["loan"]
        states = {"damaged": damaged, "missing": missing, "accepted": accepted, "configured": configured}
        states |= {"at school": school, "on loan": student, "taken back": back, "spare": spare[0]}
        states |= {"sent back": sent, "returned": returned}
        for name, device in states.items():
            self.device(name, device)
        self.know("loan", loan, ours=True)
        self.board("lost", devices=[spare[1]], reason="Introuvable depuis le déménagement")
        self.device("lost", spare[1])
        self.house.pump()
        claims = self.house.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/claims")["items"]
        for claim in claims:
            self.know(f"claim {claim['kind']}", claim["id"])
        listed = self.house.call(Role.AUDITOR, "GET", "/portal/api/v1/search?q=C02ZZ99999")["items"]
        self.know("finding", next(one["subject"].split("/")[1] for one in listed), ours=True)

    def returns(self) -> None:
        sent, returned = self.things["device sent back"], self.things["device returned"]
        self.board("send-back", devices=[sent, returned], reason="Ne s’allume plus")
        self.house.pump()
        self.step("receive", [returned], location=DOCK)

    # The words of the story

    def call(self, role: Role, method: str, path: str, body: Any = None) -> Any:
        return self.house.call(role, method, path, json=body)

    def post(self, path: str) -> Any:
        return self.call(Role.WAREHOUSE, "POST", path, {})

    def step(self, verb: str, devices: Sequence[str], **given: Any) -> None:
        self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/{verb}", {"devices": list(devices), **given})

    def board(self, verb: str, **body: Any) -> Any:
        return self.call(Role.BOARD_TECHNICIAN, "POST", f"{SHIPPING}/{verb}", body)

    def scan(self, action: str, code: str, **given: str) -> None:
        answer = self.board("scans", **scans(action, code, **given))
        assert answer["results"][0]["outcome"] == "done", answer

    def know(self, name: str, value: Any, ours: bool = False) -> str:
        return self.things.know(name, value, ours)

    def device(self, name: str, device: str, ours: bool = True) -> None:
        self.know(f"device {name}", device, ours)
        self.know(f"serial {name}", self.serials[device], ours)


def scans(action: str, code: str, **given: str) -> dict[str, Any]:
    """A batch of one scan, sent now."""
    at = now().isoformat()
    codes = [{"text": code, "symbology": "Code128"}]
    one = {"id": str(uuid4()), "at": at, "station": "quai-1", "action": action, "codes": codes, "with": given}
    return {"sent": at, "scans": [one]}
