"""A consignment: some devices from their supplier to the hands of a board and, some of them, back again.

One client takes it all the way; every step that is acknowledged goes into the ledger. No two clients handle the same
device, order or shipment, but they share boards, shelves, stock and portraits.
"""

from collections.abc import Callable
from dataclasses import dataclass

from services.contracts.roles import Role
from tests.system.chaos.client import Refused
from tests.system.chaos.furnishing import SHELVES, give_portrait
from tests.system.chaos.hands import CONFLICT, Ended, Hands
from tests.system.people import DOCK, INTAKE, MODELS, SHIPPING, WAREHOUSE

WHY = {"reason": "Essai"}
PLENTY = 200


@dataclass
class Consignment(Hands):
    """Each step may raise `Ended`."""

    ended: Callable[[], bool]

    def __post_init__(self) -> None:
        self.kind = self.rng.choice(sorted(MODELS))
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
        self.in_warehouse("receive", "receive", "device.received", "received", location=DOCK)

    def put_away(self) -> None:
        self.in_warehouse("put_away", "put-away", "device.stored", "stored", location=self.shelf)
        if self.rng.random() < 0.2:
            self.scan("undo", **WHY)
            self.ledger.warehouse(self.devices, "device.undone", "received", DOCK)
            self.in_warehouse("put_away", "put-away", "device.stored", "stored", location=self.shelf)

    # The board asks, the Ministry grants.

    def ask(self) -> None:
        if self.rng.random() < 0.15:
            give_portrait(self.client, self.ledger, self.board)
        lines = [{"type": self.kind, "category": "no_access", "quantity": self.size}]
        body = {"site": "quai", "justification": "Classes fermées", "lines": lines}
        self.request = self.ask_board("requests", Role.BOARD_MANAGER, INTAKE, body)["id"]
        path = f"requests/{self.request}/submit"
        accepted = {"freight_accepted": True}
        self.once(lambda: self.ask_board(path, Role.BOARD_MANAGER, INTAKE, accepted), lambda: self.asked("submitted"))
        self.ledger.note("/intake", "request.submitted", f"request/{self.request}")

    def grant(self) -> None:
        path = f"{INTAKE}/requests/{self.request}/grant"

        def granted() -> bool:
            try:
                self.once(
                    lambda: self.client.post(Role.MINISTRY, path, json={}),
                    lambda: self.asked("granted", "partly_granted", "fulfilled"),
                )
            except Refused as refusal:
                # Intake has not heard yet of all that stands on the shelves.
                if refusal.status != CONFLICT:
                    raise
                return False
            return True

        self.wait("grant", granted)
        self.ledger.note("/intake", "request.granted", f"request/{self.request}")

    def pick(self) -> None:
        def order() -> str | None:
            found = self.client.get(f"{WAREHOUSE}/orders", request=self.request)["items"]
            return str(found[0]["id"]) if found and found[0]["lines"][0]["reserved"] == self.size else None

        self.order = self.wait("order", order)
        self.in_warehouse("pick", "pick", "device.picked", "picked", order=self.order)

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
            self.once(
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

        self.shipment = self.wait("shipment", ready)
        body = {"carrier": "Camion", "tracking": f"T{self.name}", "freight_cents": 100}
        self.shipped("dispatch", Role.WAREHOUSE, body, "dispatched")
        self.ledger.note("/shipping", "shipment.dispatched", f"shipment/{self.shipment}")
        self.ledger.warehouse(self.devices, "", "departed")
        self.ledger.shipping(self.devices, "", "in_transit")

    def deliver(self) -> None:
        self.shipped("deliver", Role.BOARD_TECHNICIAN, {}, "delivered")
        self.ledger.note("/shipping", "shipment.delivered", f"shipment/{self.shipment}")

    def accept(self) -> None:
        self.at_board("accept", "accept", "device.accepted", "at_board")

    def configure(self) -> None:
        self.at_board("configure", "configure", "device.configured", "configured")
        if self.rng.random() < 0.2:
            self.scan("undo", self.board, **WHY)
            self.ledger.shipping(self.devices, "device.undone", "at_board")
            self.at_board("configure", "configure", "device.configured", "configured")

    def hand_over(self) -> None:
        if self.rng.random() < 0.3:
            self.scan("hand_over", self.board, student="yes")
            self.ledger.shipping(self.devices, "device.handed-over", "on_loan")
            return
        school = f"{self.board[:3]}{self.rng.randint(101, 140)}"
        self.ask_board("hand-over", Role.BOARD_TECHNICIAN, SHIPPING, {"devices": [*self.devices], "school": school})
        self.ledger.shipping(self.devices, "device.handed-over", "at_school", school)

    def come_back(self) -> None:
        """Some are taken back, sent back, received, wiped and put away again."""
        if self.rng.random() < 0.6:
            return
        self.scan("take_back", self.board)
        self.ledger.shipping(self.devices, "device.taken-back", "taken_back")
        self.scan("send_back", self.board, **WHY)
        self.ledger.shipping(self.devices, "device.sent-back", "sent_back")
        self.ledger.warehouse(self.devices, "", "returning")
        self.wait("return", lambda: {one["state"] for one in self.listed()} == {"returning"})
        self.in_warehouse("receive", "receive", "device.received", "returned", location=DOCK)
        self.ledger.shipping(self.devices, "", "returned")
        self.scan("wipe")
        self.ledger.warehouse(self.devices, "device.wiped", "wiped", DOCK)
        self.in_warehouse("put_away", "put-away", "device.stored", "stored", location=self.shelf)
