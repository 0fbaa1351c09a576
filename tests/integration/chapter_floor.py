"""What the warehouse has on its floor: deliveries, devices in its hands, counts, orders and cartons."""

from collections.abc import Sequence

from services.contracts.care import PROVES
from services.contracts.roles import Role
from tests.integration.chapter_asking import Asking
from tests.integration.house import file_of
from tests.integration.things import (
    CART,
    DOCK,
    HEADER,
    LAST_SHELF,
    NEXT_SHELF,
    OTHER_CART,
    OTHER_SHELF,
    SHELF,
    WAREHOUSE,
)
from tests.integration.way import WHY


class Floor(Asking):
    """The warehouse's own things: no board may see them, so none is `ours`."""

    def supply(self) -> None:
        codes = [DOCK, SHELF, NEXT_SHELF, OTHER_SHELF, LAST_SHELF, CART, OTHER_CART]
        self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/locations", {"codes": codes})
        self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/asset-tags", {"count": 30})
        closed, self.shelf = self.delivery("C02XL", 84)
        self.step("receive", self.shelf, location=DOCK)
        self.step("put-away", self.shelf, location=SHELF)
        self.post(f"{WAREHOUSE}/deliveries/{closed}/close")
        self.know("delivery closed", closed)
        files = self.house.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/notice-files")["items"]
        self.know("notice file", files[0]["id"])
        sent = {"supplier": "HP", "reference": "BL-9", "file": file_of(f"{HEADER},HP,9UZ86UT,5CG0999ABC,\n")}
        self.know("notice under way", self.house.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/notices", data=sent)["id"])
        self.device("stored", self.shelf.pop(), ours=False)
        opened, devices = self.delivery("DMPXL", 6)
        self.know("delivery open", opened)
        self.care(*devices)
        self.claims()

    def claims(self) -> None:
        """Deliveries of which one device never came, and a claim to the supplier in each state."""
        self.know("delivery with differences", self.lacking("LCK1"))
        for state, steps in {"drafted": (), "sent": ("send",), "answered": ("send", "answer")}.items():
            delivery = self.know("delivery claimed", self.lacking(f"LC{state[:2].upper()}"))
            body = {"delivery": delivery}
            claim = self.call(Role.WAREHOUSE_MANAGER, "POST", f"{WAREHOUSE}/supplier-claims", body)["id"]
            for step in steps:
                given = {"outcome": "credited", "answered_on": "2020-09-03"} if step == "answer" else {}
                self.call(Role.WAREHOUSE_MANAGER, "POST", f"{WAREHOUSE}/supplier-claims/{claim}/{step}", given)
            self.know(f"supplier claim {state}", claim)

    def lacking(self, prefix: str) -> str:
        """A closed delivery whose one device never came."""
        made, _ = self.delivery(prefix, 1)
        self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/deliveries/{made}/close", {"reason": "Jamais arrivé"})
        return made

    def care(self, *devices: str) -> None:
        """Devices in all that is done to them beside the way to a board."""
        states = ("announced", "received", "quarantined", "in repair", "retired", "written off")
        for name, device in zip(states, devices, strict=True):
            self.device(name, device, ours=False)
        _, _, set_aside, broken, retired, written_off = devices
        self.step("receive", devices[1:], location=DOCK)
        self.step("quarantine", [set_aside], reason="Écran fendu")
        self.step("repair", [broken], reason="Écran fendu")
        self.papers()
        manager = Role.WAREHOUSE_MANAGER
        self.call(manager, "POST", f"{WAREHOUSE}/retire", {"devices": [retired], "reason": "Irréparable"})
        self.call(manager, "POST", f"{WAREHOUSE}/write-off", {"devices": [written_off], "reason": "Introuvable"})

    def papers(self) -> None:
        """A document of each kind, opened by the clerk, by the act that it proves."""
        said = {"reference": "BT-7", "company": "Atelier", "method": "destroy", "tool": "x 1", "day": "2021-01-15"}
        for act, kind in PROVES.items():
            made = self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/papers", {"kind": kind.value, **said})
            self.know(f"paper number {act.value}", made["number"])
        self.know("paper certificate", made["id"])

    def delivery(self, prefix: str, count: int) -> tuple[str, list[str]]:
        """A delivery announced, and its devices."""
        rows = [f"{prefix}0,Apple,MYLD2C/A,{prefix}{number:05d},\n" for number in range(count)]
        form = {"supplier": "Apple", "reference": prefix, "file": file_of(HEADER + "".join(rows))}
        made = self.house.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/deliveries", data=form)
        listed = self.house.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/devices?limit=200&delivery={made['id']}")
        self.serials |= {one["id"]: one["serial"] for one in listed["items"]}
        return made["id"], [one["id"] for one in listed["items"]]

    def counts(self) -> None:
        """A count of each state, made by the clerk: the manager may adjust them, but not one of their own."""
        self.count("adjusted", OTHER_SHELF, ("end", Role.WAREHOUSE), ("adjust", Role.WAREHOUSE_MANAGER))
        self.count("discarded", OTHER_SHELF, ("discard", Role.WAREHOUSE))
        self.count("ended", OTHER_SHELF, ("end", Role.WAREHOUSE))
        self.count("open", DOCK)
        manager = Role.WAREHOUSE_MANAGER
        self.count("by the manager", LAST_SHELF, ("end", manager), opener=manager)

    def count(self, state: str, location: str, *steps: tuple[str, Role], opener: Role = Role.WAREHOUSE) -> None:
        made = self.call(opener, "POST", f"{WAREHOUSE}/counts", {"location": location})["id"]
        for step, role in steps:
            self.call(role, "POST", f"{WAREHOUSE}/counts/{made}/{step}", WHY if step == "adjust" else None)
        self.know(f"count {state}", made)

    def orders(self) -> None:
        waiting = self.request(1)
        self.know("request granted", waiting, ours=True)
        self.know("order to pick", self.order(waiting))
        wave = {"cart": CART, "orders": [self.things["order to pick"]]}
        self.know("wave open", self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/waves", wave)["id"])
        lacking = {"device": self.shelf.pop(), "wave": self.things["wave open"], "reason": "not_found"}
        self.know("short pick", self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/short-picks", lacking)["id"])
        packing, picked = self.picked(3)
        self.know("order being packed", packing)
        self.know("carton open", self.carton(packing, picked[:1]))
        self.know("carton empty", self.carton(packing, []))
        self.device("packed", picked[0], ours=False)
        self.device("picked", picked[1], ours=False)
        self.know("order partly packed", self.partly_packed())
        shipped = self.partly_packed()
        self.post(f"{WAREHOUSE}/orders/{shipped}/ship-packed")
        self.know("order shipped partly", shipped)
        self.house.pump()

    def order(self, request: str) -> str:
        found: str = self.house.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/orders?request={request}")["items"][0]["id"]
        return found

    def picked(self, count: int) -> tuple[str, list[str]]:
        """An order granted and picked, and its devices."""
        order = self.order(self.request(count))
        devices = [self.shelf.pop() for _ in range(count)]
        self.step("pick", devices, order=order)
        return order, devices

    def partly_packed(self) -> str:
        """An order of two of which one is in a closed carton, the other on its shelf again."""
        order, picked = self.picked(2)
        self.post(f"{WAREHOUSE}/cartons/{self.carton(order, picked[:1])}/close")
        self.step("put-away", picked[1:], location=SHELF)
        return order

    def carton(self, order: str, devices: Sequence[str]) -> str:
        carton: str = self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/cartons", {"order": order})["id"]
        if devices:
            self.step("pack", devices, carton=carton)
        return carton
