"""What goes otherwise than planned, as random people do it: undo, withdrawal, void, lost and found, counts."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from services.contracts.roles import BOARD, Role
from tests.system.people import BOARDS, INTAKE, SCHOOLS, SHELVES, SHIPPING, WAREHOUSE, People, choose

NUMBERS = st.integers(0, 97)
SENSIBLE = st.sampled_from((True, True, True, False))
REASON = {"reason": "Essai"}
LEFT = ("dispatched", "delivered", "received")


class Trouble(RuleBasedStateMachine):
    """Rules beside the straight way. `people` is who acts."""

    people: People

    @rule(number=NUMBERS, sensible=SENSIBLE, by_scan=st.booleans())
    def undo_warehouse_device(self, number: int, sensible: bool, by_scan: bool) -> None:
        devices = self.people.warehouse_devices()
        device = choose(devices, number, lambda one: one["state"] not in ("announced", "departed"), sensible)
        if device and by_scan:
            self.people.scan("undo", [device["serial"]], **REASON)
        elif device:
            body = REASON | {"devices": [device["id"]]}
            self._act("undo device", Role.WAREHOUSE, f"{WAREHOUSE}/devices/undo", json=body)

    @rule(number=NUMBERS, sensible=SENSIBLE, by_scan=st.booleans())
    def undo_board_device(self, number: int, sensible: bool, by_scan: bool) -> None:
        devices = self.people.shipping_devices()
        device = choose(devices, number, lambda one: one["state"] not in ("packed", "in_transit", "returned"), sensible)
        if device and by_scan:
            self.people.scan("undo", [device["serial"]], device["board"], **REASON)
        elif device:
            body = REASON | {"devices": [device["id"]]}
            board = device["board"] if sensible else BOARDS[0]
            self._act("undo custody", Role.BOARD_TECHNICIAN, f"{SHIPPING}/devices/undo", board, json=body)

    @rule(number=NUMBERS, sensible=SENSIBLE, again=st.booleans())
    def close_return(self, number: int, sensible: bool, again: bool) -> None:
        """The boxes of a return are emptied, or its closing is undone."""
        stages = ("closed",) if again else ("partly", "received")
        parcel = choose(self.people.returns(), number, lambda one: one["stage"] in stages, sensible)
        if parcel:
            what = "undo" if again else "close"
            self._act(f"{what} return", Role.WAREHOUSE, f"{SHIPPING}/returns/{parcel['id']}/{what}", json=REASON)

    @rule(number=NUMBERS)
    def undo_carton(self, number: int) -> None:
        if self.people.cartons:
            key = self.people.cartons[number % len(self.people.cartons)]
            self._act("undo carton", Role.WAREHOUSE, f"{WAREHOUSE}/cartons/{key}/undo", json=REASON)

    @rule(number=NUMBERS)
    def release_carton(self, number: int) -> None:
        if self.people.cartons:
            key = self.people.cartons[number % len(self.people.cartons)]
            self._act("release carton", Role.WAREHOUSE, f"{SHIPPING}/cartons/{key}/release", json=REASON)

    @rule(number=NUMBERS)
    def pass_again(self, number: int) -> None:
        order = choose(self.people.orders(), number, lambda one: True, False)
        if order:
            self._act("pass again", Role.WAREHOUSE, f"{WAREHOUSE}/orders/{order['id']}/pass-again")

    @rule(number=NUMBERS, dispatched=st.booleans(), heard=st.booleans(), again=st.booleans())
    def turn_back(self, number: int, dispatched: bool, heard: bool, again: bool) -> None:
        """A shipment is given up, on its way or before, and what was in it is passed on again."""
        wanted = "dispatched" if dispatched else "ready"
        shipment = choose(self.people.shipments(), number, lambda one: one["state"] == wanted, True)
        if shipment:
            self._act("void shipment", Role.WAREHOUSE, f"{SHIPPING}/shipments/{shipment['id']}/void", json=REASON)
            if heard:
                self.people.house.pump()
            if again:
                order = next(one for one in self.people.orders() if one["request"] == shipment["request"])
                self._act("pass again", Role.WAREHOUSE, f"{WAREHOUSE}/orders/{order['id']}/pass-again")

    @rule(number=NUMBERS, steps=st.integers(1, 4), heard=st.booleans(), undo=st.booleans())
    def repack(self, number: int, steps: int, heard: bool, undo: bool) -> None:
        """A closed carton is asked back, opened, one device taken out, and closed again; some stop on the way."""
        if not self.people.cartons:
            return
        key = self.people.cartons[number % len(self.people.cartons)]
        self._act("release carton", Role.WAREHOUSE, f"{SHIPPING}/cartons/{key}/release", json=REASON)
        if heard:
            self.people.house.pump()
        if steps > 1:
            self._act("undo carton", Role.WAREHOUSE, f"{WAREHOUSE}/cartons/{key}/undo", json=REASON)
        inside = [one["serial"] for one in self.people.warehouse_devices() if one["carton"] == key]
        if steps > 2 and inside:
            self.people.scan("undo" if undo else "put_away", inside[:1], location=SHELVES[0], **REASON)
        if steps > 3:
            self._act("close", Role.WAREHOUSE, f"{WAREHOUSE}/cartons/{key}/close")

    @rule(number=NUMBERS, steps=st.integers(1, 5), heard=st.booleans())
    def come_home(self, number: int, steps: int, heard: bool) -> None:
        """A board sends a device back, and the reserve receives, wipes and shelves it; some stop on the way."""
        fits = ("at_board", "configured", "taken_back", "damaged", "sent_back")
        device = choose(self.people.shipping_devices(), number, lambda one: one["state"] in fits, True)
        if device:
            serial = [device["serial"]]
            self.people.scan("send_back", serial, device["board"], **REASON)
            if heard:
                self.people.house.pump()
            for what in ("receive", "wipe", "put_away", "undo")[: steps - 1]:
                self.people.scan(what, serial, location=SHELVES[number % 2], **REASON)

    @rule(number=NUMBERS, sensible=SENSIBLE, what=st.sampled_from(("undo", "void")))
    def trouble_shipment(self, number: int, sensible: bool, what: str) -> None:
        shipment = choose(self.people.shipments(), number, lambda one: one["state"] in LEFT, sensible)
        if shipment:
            receipt = what == "undo" and shipment["state"] == "received"
            role = Role.BOARD_TECHNICIAN if receipt else Role.WAREHOUSE
            path = f"{SHIPPING}/shipments/{shipment['id']}/{what}"
            self._act(f"{what} shipment", role, path, shipment["board"] if role in BOARD else None, json=REASON)

    @rule(number=NUMBERS, what=st.sampled_from(("close", "undo")))
    def end_delivery(self, number: int, what: str) -> None:
        key = self.people.deliveries[number % len(self.people.deliveries)]
        self._act(f"{what} delivery", Role.WAREHOUSE_MANAGER, f"{WAREHOUSE}/deliveries/{key}/{what}", json=REASON)

    @rule(number=NUMBERS, sensible=SENSIBLE, what=st.sampled_from(("undo", "send-back", "pause", "resume")))
    def trouble_request(self, number: int, sensible: bool, what: str) -> None:
        """The Ministry takes a decision back, sends a request back, stops its clock."""
        wanted = {"undo": ("granted", "partly_granted", "refused"), "send-back": ("submitted",)}
        states = wanted.get(what, ("submitted", "granted"))
        request = choose(self.people.requests(), number, lambda one: one["state"] in states, sensible)
        if request:
            body = {} if what == "resume" else REASON
            self._act(f"{what} request", Role.MINISTRY, f"{INTAKE}/requests/{request['id']}/{what}", json=body)

    @rule(number=NUMBERS, sensible=SENSIBLE)
    def withdraw(self, number: int, sensible: bool) -> None:
        states = ("submitted", "granted", "partly_granted")
        request = choose(self.people.requests(), number, lambda one: one["state"] in states, sensible)
        if request:
            path = f"{INTAKE}/requests/{request['id']}/withdraw"
            self._act("withdraw", Role.BOARD_MANAGER, path, request["board"], json=REASON)

    @rule(number=NUMBERS, sensible=SENSIBLE, count=st.integers(1, 4))
    def amend(self, number: int, sensible: bool, count: int) -> None:
        """A board asks otherwise while nothing is decided; one carton's freight each time."""
        request = choose(self.people.requests(), number, lambda one: one["state"] == "submitted", sensible)
        if request:
            lines = [{"type": request["types"][0]["type"], "category": "no_access", "quantity": count}]
            body = {"site": "quai", "justification": "Autrement", "lines": lines, "freight_accepted": True}
            path = f"{INTAKE}/requests/{request['id']}/amend"
            self._act("amend", Role.BOARD_MANAGER, path, request["board"], json=body)

    @rule(number=NUMBERS, sensible=SENSIBLE)
    def replace(self, number: int, sensible: bool) -> None:
        requests = self.people.requests()
        request = choose(requests, number, lambda one: any(x["lacking"] for x in one["types"]), sensible)
        if request:
            body = {"replace": [{"type": x["type"], "quantity": 1} for x in request["types"]]}
            self._act("replace", Role.MINISTRY, f"{INTAKE}/requests/{request['id']}/replace", json=body)

    @rule(number=NUMBERS, sensible=SENSIBLE, what=st.sampled_from(("lost", "stolen", "found", "lend")))
    def lose(self, number: int, sensible: bool, what: str) -> None:
        fits = {"found": ("lost", "stolen"), "lend": ("at_school",)}.get(what, ("at_board", "at_school", "on_loan"))
        device = choose(self.people.shipping_devices(), number, lambda one: one["state"] in fits, sensible)
        if device:
            more = {"lend": {"school": SCHOOLS[device["board"]][number % 2]}, "found": {}}.get(what, REASON)
            body = {"devices": [device["id"]]} | more
            self._act(what, Role.BOARD_TECHNICIAN, f"{SHIPPING}/{what}", device["board"], json=body)

    @rule(number=NUMBERS, what=st.sampled_from(("retire", "write-off")))
    def leave_for_good(self, number: int, what: str) -> None:
        device = choose(self.people.warehouse_devices(), number, lambda one: True, False)
        if device:
            body = REASON | {"devices": [device["id"]]}
            self._act(what, Role.WAREHOUSE_MANAGER, f"{WAREHOUSE}/{what}", json=body)

    @rule(number=NUMBERS, sensible=SENSIBLE)
    def find_unexpected(self, number: int, sensible: bool) -> None:
        """A board finds a device beyond its list; the warehouse says whose it is."""
        shipment = choose(self.people.shipments(), number, lambda one: one["state"] in LEFT, sensible)
        device = choose(self.people.warehouse_devices(), number, lambda one: one["state"] == "stored", sensible)
        if shipment and device:
            self.people.scan("accept", [device["serial"]], shipment["board"], shipment=shipment["number"])
        claims = self.people.look(f"{WAREHOUSE}/claims?limit=200")
        claim = choose(claims, number, lambda one: one["kind"] == "unexpected", sensible)
        if claim and device:
            body = {"device": claim["device_id"] or device["id"]}
            self._act("identify", Role.WAREHOUSE, f"{WAREHOUSE}/claims/{claim['id']}/identify", json=body)

    @rule(number=NUMBERS, keep=st.integers(0, 3))
    def count(self, number: int, keep: int) -> None:
        """A shelf is counted, some devices are not seen, and a second person confirms or not."""
        shelf = SHELVES[number % 2]
        opened = self._act("count", Role.WAREHOUSE, f"{WAREHOUSE}/counts", json={"location": shelf})
        if opened.status_code != 201:
            return
        there = [one for one in self.people.warehouse_devices() if one["location"] == shelf]
        seen = [one["serial"] for one in there][keep % 2 :]
        if seen:
            self.people.scan("count", seen, count=opened.json["number"])
        self._act("end count", Role.WAREHOUSE, f"{WAREHOUSE}/counts/{opened.json['id']}/end", json={})
        what, body = ("adjust", {"reason": "Tablette recomptée"}) if keep else ("discard", {})
        self._act(f"{what} count", Role.WAREHOUSE_MANAGER, f"{WAREHOUSE}/counts/{opened.json['id']}/{what}", json=body)

    def _act(self, what: str, role: Role, path: str, board: str | None = None, **request: Any) -> Any:
        return self.people.do(what, role, "POST", path, board, **request)
