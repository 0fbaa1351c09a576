"""What goes to our board, what it does with it, and what comes back."""

from services.contracts.roles import Role
from tests.integration.chapter_floor import Floor
from tests.integration.things import DISPATCH, DOCK, SCHOOL, SHIPPING, WAREHOUSE, scans


class Travels(Floor):
    """Shipments, and the devices that our board has: all of it is `ours`."""

    def shipments(self) -> None:
        for state in ("released", "voided", "ready", "loaded", "dispatched", "delivered", "received"):
            self.shipment(state, 14 if state == "received" else 4)

    def shipment(self, state: str, count: int) -> None:
        order, devices = self.picked(count)
        carton = self.carton(order, devices)
        code = self.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/cartons/{carton}")["code"]
        self.post(f"{WAREHOUSE}/cartons/{carton}/close")
        self.house.pump()
        shown = self.house.call(Role.WAREHOUSE, "GET", f"{SHIPPING}/shipments")["items"][0]
        path = f"{SHIPPING}/shipments/{shown['id']}"
        if state == "released":
            self.call(Role.WAREHOUSE, "POST", f"{SHIPPING}/cartons/{carton}/release", {"reason": "Colis abîmé"})
        elif state == "loaded":
            batch = scans("load", code, shipment=shown["number"])
            assert self.call(Role.WAREHOUSE, "POST", f"{SHIPPING}/scans", batch)["results"][0]["outcome"] == "done"
        elif state != "ready":
            self.call(Role.WAREHOUSE, "POST", f"{path}/dispatch", DISPATCH)
        if state in ("delivered", "received"):
            self.post(f"{path}/deliver")
        if state == "voided":
            self.call(Role.WAREHOUSE, "POST", f"{path}/void", {"reason": "Le camion a fait demi-tour"})
        self.house.pump()
        self.know(f"carton {state}", carton, ours=True)
        self.know(f"carton code {state}", code, ours=True)
        self.know(f"shipment {state}", shown["id"], ours=True)
        self.know(f"shipment number {state}", shown["number"], ours=True)
        self.know(f"request {state}", shown["request"], ours=True)
        self.know(f"order {state}", order)
        self.device(f"in shipment {state}", devices[-1])
        self.receipt = devices

    def custody(self) -> None:
        """Of the fourteen of the receipt: one damaged, one missing, one beyond the list; the others in use."""
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
        self.board("stolen", devices=[spare[2]], reason="Vol déclaré")
        self.device("lost", spare[1])
        self.device("stolen", spare[2])
        self.incident("opened", student)
        self.incident("old", back)
        self.house.pump()
        claims = self.house.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/claims")["items"]
        for claim in claims:
            self.know(f"claim {claim['kind']}", claim["id"])
        listed = self.house.call(Role.AUDITOR, "GET", "/portal/api/v1/search?q=C02ZZ99999")["items"]
        self.know("finding", next(one["subject"].split("/")[1] for one in listed), ours=True)

    def incident(self, name: str, device: str) -> None:
        """A used device is lost, which opens an entry of the register, and found again. One is older than is kept."""
        self.board("lost", devices=[device], reason=f"Égaré : {name}")
        found = self.house.call(Role.PRIVACY, "GET", f"{SHIPPING}/incidents")["items"][0]["id"]
        facts = {"circumstances": "Égaré", "aware_on": "2019-02-01" if name == "old" else "2020-09-14"}
        body = {"stage": "opened", "facts": facts}
        if name == "old":
            self.call(Role.BOARD_MANAGER, "PUT", f"{SHIPPING}/incidents/{found}", body)
        self.board("devices/undo", devices=[device], reason="Retrouvé")
        self.know(f"incident {name}", found, ours=True)

    def returns(self) -> None:
        sent, returned = self.things["device sent back"], self.things["device returned"]
        made = self.board("send-back", devices=[sent, returned], reason="Ne s’allume plus")
        self.know("return", made["shipment"], ours=True)
        self.house.pump()
        self.step("receive", [returned], location=DOCK)
