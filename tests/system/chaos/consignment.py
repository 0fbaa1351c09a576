"""A consignment: some devices from their supplier to the hands of a board and, some of them, back again.

One client takes it all the way; every step that is acknowledged goes into the ledger. No two clients handle the same
device, order or shipment, but they share boards, shelves, stock and portraits.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from services.contracts.roles import Role
from tests.system.chaos.client import Client, Refused
from tests.system.chaos.ledger import Ledger
from tests.system.people import ADDRESS, DOCK, INTAKE, MODELS, SHIPPING, WAREHOUSE

BOARDS = ("762000", "711000", "712000", "713000")
SHELVES = tuple(f"A-{rack:02d}-{place:02d}" for rack in range(1, 4) for place in range(1, 3))
CONFLICT = 409
WHY = {"reason": "Essai"}
PLENTY = 200


class Ended(Exception):
    """The load is to end, and what this step waits for has not come: nothing is owed."""


@dataclass
class Consignment:
    """`devices` are serials by id. Each step may raise `Ended`; `Refused` is a defect."""

    client: Client
    ledger: Ledger
    rng: random.Random
    name: str
    ended: Callable[[], bool]
    devices: dict[str, str] = field(default_factory=dict)
    request: str = ""
    order: str = ""
    shipment: str = ""

    def __post_init__(self) -> None:
        self.kind = self.rng.choice(sorted(MODELS))
        self.board = self.rng.choice(BOARDS)
        self.shelf = self.rng.choice(SHELVES)
        self.size = self.rng.randint(2, 9)

    def travel(self) -> None:
        """All steps in turn, until the end or until the load is to end."""
        steps = [self.announce, self.receive, self.put_away, self.ask, self.grant, self.pick, self.pack, self.dispatch]
        steps += [self.deliver, self.accept, self.configure, self.hand_over, self.come_back]
        for step in steps:
            if self.ended():
                raise Ended
            step()

    # The supplier's truck, and the shelves.

    def announce(self) -> None:
        serials = [f"5CD{self.name}{number:02d}" for number in range(self.size)]
        rows = "".join(f"K{self.name},{MODELS[self.kind]},{serial},\n" for serial in serials)
        file = ("asn.csv", f"carton,maker,model,serial,asset_tag\n{rows}".encode(), "text/csv")
        form = {"data": {"supplier": "S", "reference": self.name}, "files": {"file": file}}
        made = self.client.post(Role.WAREHOUSE, f"{WAREHOUSE}/deliveries", **form)
        self.ledger.note("/warehouse", "delivery.announced", f"delivery/{made['id']}")
        listed = self.client.get(f"{WAREHOUSE}/devices", delivery=made["id"], limit=PLENTY)["items"]
        self.devices = {one["id"]: one["serial"] for one in listed}
        assert sorted(self.devices.values()) == serials, f"{made['number']}: announced {serials}, listed {listed}"
        self.ledger.warehouse(self.devices, "", "announced")

    def receive(self) -> None:
        self._warehouse("receive", "receive", "device.received", "received", location=DOCK)

    def put_away(self) -> None:
        self._warehouse("put_away", "put-away", "device.stored", "stored", location=self.shelf)
        if self.rng.random() < 0.2:
            self._scan("undo", **WHY)
            self.ledger.warehouse(self.devices, "device.undone", "received", DOCK)
            self._warehouse("put_away", "put-away", "device.stored", "stored", location=self.shelf)

    # The board asks, the Ministry grants.

    def ask(self) -> None:
        if self.rng.random() < 0.15:
            give_portrait(self.client, self.ledger, self.board)
        lines = [{"type": self.kind, "category": "no_access", "quantity": self.size}]
        body = {"site": "quai", "justification": "Classes fermées", "lines": lines}
        self.request = self._board("requests", Role.BOARD_MANAGER, INTAKE, body)["id"]
        path = f"requests/{self.request}/submit"
        accepted = {"freight_accepted": True}
        self._once(lambda: self._board(path, Role.BOARD_MANAGER, INTAKE, accepted), lambda: self._asked("submitted"))
        self.ledger.note("/intake", "request.submitted", f"request/{self.request}")

    def grant(self) -> None:
        path = f"{INTAKE}/requests/{self.request}/grant"

        def granted() -> bool:
            try:
                self._once(
                    lambda: self.client.post(Role.MINISTRY, path, json={}),
                    lambda: self._asked("granted", "partly_granted", "fulfilled"),
                )
            except Refused as refusal:
                # Intake has not heard yet of all that stands on the shelves.
                if refusal.status != CONFLICT:
                    raise
                return False
            return True

        self._wait("grant", granted)
        self.ledger.note("/intake", "request.granted", f"request/{self.request}")

    def pick(self) -> None:
        def order() -> str | None:
            found = self.client.get(f"{WAREHOUSE}/orders", request=self.request)["items"]
            return str(found[0]["id"]) if found and found[0]["lines"][0]["reserved"] == self.size else None

        self.order = self._wait("order", order)
        self._warehouse("pick", "pick", "device.picked", "picked", order=self.order)

    def pack(self) -> None:
        parts = [self.devices]
        if self.size > 3 and self.rng.random() < 0.4:
            items = list(self.devices.items())
            parts = [dict(items[:2]), dict(items[2:])]
        for part in parts:
            carton = self.client.post(Role.WAREHOUSE, f"{WAREHOUSE}/cartons", json={"order": self.order})
            body = {"devices": list(part), "carton": carton["id"]}
            self.client.post(Role.WAREHOUSE, f"{WAREHOUSE}/pack", json=body)
            self.ledger.warehouse(part, "", "packed")
            path = f"{WAREHOUSE}/cartons/{carton['id']}"
            self._once(
                lambda path=path: self.client.post(Role.WAREHOUSE, f"{path}/close"),  # type: ignore[misc]
                lambda path=path: self.client.get(path)["state"] != "open",  # type: ignore[misc]
            )
            self.ledger.note("/warehouse", "carton.closed", f"carton/{carton['id']}")

    # On the road, and at the board.

    def dispatch(self) -> None:
        def ready() -> str | None:
            found = self.client.get(f"{SHIPPING}/shipments", state="ready", board=self.board, limit=PLENTY)["items"]
            mine = [one for one in found if one["request"] == self.request and one["device_count"] == self.size]
            known = mine and self.client.get(f"{SHIPPING}/shipments/{mine[0]['id']}")["address"]
            return str(mine[0]["id"]) if known else None

        self.shipment = self._wait("shipment", ready)
        body = {"carrier": "Camion", "tracking": f"T{self.name}", "freight_cents": 100}
        self._shipped("dispatch", Role.WAREHOUSE, body, "dispatched")
        self.ledger.note("/shipping", "shipment.dispatched", f"shipment/{self.shipment}")
        self.ledger.warehouse(self.devices, "", "departed")
        self.ledger.there |= dict.fromkeys(self.devices, ("in_transit", None))

    def deliver(self) -> None:
        self._shipped("deliver", Role.BOARD_TECHNICIAN, {}, "delivered")
        self.ledger.note("/shipping", "shipment.delivered", f"shipment/{self.shipment}")

    def accept(self) -> None:
        self._at_board("accept", "accept", "device.accepted", "at_board")

    def configure(self) -> None:
        self._at_board("configure", "configure", "device.configured", "configured")
        if self.rng.random() < 0.2:
            self._scan("undo", self.board, **WHY)
            self.ledger.shipping(self.devices, "device.undone", "at_board")
            self._at_board("configure", "configure", "device.configured", "configured")

    def hand_over(self) -> None:
        if self.rng.random() < 0.3:
            self._scan("hand_over", self.board, student="yes")
            self.ledger.shipping(self.devices, "device.handed-over", "on_loan")
            return
        school = f"{self.board[:3]}{self.rng.randint(101, 140)}"
        self._board("hand-over", Role.BOARD_TECHNICIAN, SHIPPING, {"devices": [*self.devices], "school": school})
        self.ledger.shipping(self.devices, "device.handed-over", "at_school", school)

    def come_back(self) -> None:
        """Some are taken back, sent back, received, wiped and put away again."""
        if self.rng.random() < 0.6:
            return
        self._scan("take_back", self.board)
        self.ledger.shipping(self.devices, "device.taken-back", "taken_back")
        self._scan("send_back", self.board, **WHY)
        self.ledger.shipping(self.devices, "device.sent-back", "sent_back")
        self.ledger.warehouse(self.devices, "", "returning")
        self._wait("return", lambda: {one["state"] for one in self._listed()} == {"returning"})
        self._warehouse("receive", "receive", "device.received", "returned", location=DOCK)
        self.ledger.there |= dict.fromkeys(self.devices, ("returned", None))
        self._scan("wipe")
        self.ledger.warehouse(self.devices, "device.wiped", "wiped", DOCK)
        self._warehouse("put_away", "put-away", "device.stored", "stored", location=self.shelf)

    # The two ways of doing a step: scans at a station, or a call with ids.

    def _warehouse(self, action: str, path: str, what: str, state: str, **given: str) -> None:
        if self.rng.random() < 0.5:
            self._scan(action, **given)
        else:
            body = {"devices": [*self.devices], **given}
            self.client.post(Role.WAREHOUSE, f"{WAREHOUSE}/{path}", json=body)
        self.ledger.warehouse(self.devices, what, state, given.get("location"))

    def _at_board(self, action: str, path: str, what: str, state: str) -> None:
        if self.rng.random() < 0.5:
            self._scan(action, self.board)
        else:
            self._board(path, Role.BOARD_TECHNICIAN, SHIPPING, {"devices": [*self.devices]})
        self.ledger.shipping(self.devices, what, state)

    def _scan(self, action: str, board: str | None = None, **given: str) -> None:
        at = datetime.now(UTC).isoformat()
        one = {"at": at, "station": "quai", "action": action, "with": given}
        scans = [one | {"id": str(uuid4()), "codes": [{"text": serial}]} for serial in self.devices.values()]
        door = SHIPPING if board else WAREHOUSE
        told = self.client.post(Role.STATION, f"{door}/scans", board, json={"sent": at, "scans": scans})
        for result in told["results"]:
            if result["outcome"] != "done":
                raise Refused(f"scan {action}", CONFLICT, f"{result}")

    def _board(self, path: str, role: Role, at: str, body: dict[str, Any]) -> Any:
        return self.client.post(role, f"{at}/{path}", self.board, json=body)

    def _shipped(self, verb: str, role: Role, body: dict[str, Any], state: str) -> None:
        path = f"{SHIPPING}/shipments/{self.shipment}"
        self._once(
            lambda: self.client.post(role, f"{path}/{verb}", self.board, json=body),
            lambda: self.client.get(path)["state"] == state,
        )

    def _asked(self, *states: str) -> bool:
        return self.client.get(f"{INTAKE}/requests/{self.request}")["state"] in states

    def _listed(self) -> list[dict[str, Any]]:
        return [self.client.get(f"{WAREHOUSE}/devices/{one}") for one in self.devices]

    def _once(self, act: Callable[[], object], reached: Callable[[], bool]) -> None:
        """A step without a key: asked again, it is refused as done already, and done it is: by us, for it is ours."""
        try:
            act()
        except Refused as refusal:
            if refusal.status != CONFLICT or not reached():
                raise

    def _wait(self, what: str, ask: Callable[[], Any]) -> Any:
        found = self.client.wait(f"{self.name}: {what}", ask)
        if not found:
            raise Ended
        return found


def give_portrait(client: Client, ledger: Ledger, board: str) -> None:
    """A board says anew what it needs: more than there will ever be."""
    lines = [{"type": kind, "by_category": {"no_access": 50_000}} for kind in sorted(MODELS)]
    body = {"weekly_capacity": 900, "lines": lines}
    client.post(Role.BOARD_MANAGER, f"{INTAKE}/boards/{board}/portraits", board, json=body)
    ledger.note("/intake", "portrait.updated", f"portrait/{board}")


def furnish(client: Client, ledger: Ledger) -> None:
    """The places of the warehouse, and boards with their addresses and their needs."""
    client.post(Role.WAREHOUSE, f"{WAREHOUSE}/locations", json={"codes": [DOCK, *SHELVES]})
    for board in BOARDS:
        client.call(Role.BOARD_MANAGER, "PUT", f"{INTAKE}/boards/{board}/sites/quai", board, json=ADDRESS)
        give_portrait(client, ledger, board)
