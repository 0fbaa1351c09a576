"""What goes to our board, what it does with it, and what comes back."""

from scanner.codes import own_document_text
from services.contracts.roles import Role
from tests.integration.chapter_floor import Floor
from tests.integration.things import DISPATCH, DOCK, OTHER_SCHOOL, SCHOOL, SHIPPING, WAREHOUSE, scans

DELIVERED = ("delivered", "closed short", "received")


class Travels(Floor):
    """Shipments, and the devices that our board has: all of it is `ours`."""

    def shipments(self) -> None:
        for state in ("released", "voided", "ready", "loaded", "dispatched", "delivered"):
            self.shipment(state, 4)
        self.shipment("closed short", 1)
        self.together()
        self.shipment("received", 18)

    def together(self) -> None:
        """Shipments that leave as one, and trips of the carriers: one that waits, one that has left, one by courier."""
        made = {name: self.to_leave(name) for name in ("further", "mate", "other mate", "gone", "other gone", "aboard")}
        made["driven"] = self.to_leave("driven")
        for name, members in (("ready", ("mate", "other mate")), ("gone", ("gone", "other gone"))):
            ids = [made[one] for one in members]
            one = self.call(Role.WAREHOUSE, "POST", f"{SHIPPING}/consignments", {"shipments": ids})
            self.know(f"consignment {name}", one["id"], ours=True)
        self.call(
            Role.WAREHOUSE, "POST", f"{SHIPPING}/consignments/{self.things['consignment gone']}/dispatch", DISPATCH
        )
        trips = {"waiting": ("van", made["aboard"]), "left": ("van", made["driven"])}
        trips["courier"] = ("courier", self.things["shipment loaded"])
        for name, (carrier, shipment) in trips.items():
            plan = {"carrier": carrier, "shipments": [shipment], "day": "2026-01-18"}
            self.know(f"trip {name}", self.call(Role.WAREHOUSE, "POST", f"{SHIPPING}/trips", plan)["id"])
        self.call(Role.WAREHOUSE, "POST", f"{SHIPPING}/trips/{self.things['trip left']}/leave", {"freight_cents": 4200})

    def to_leave(self, name: str) -> str:
        self.shipment(name, 1)
        return self.things[f"shipment {name}"]

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
        elif state in ("voided", "dispatched", *DELIVERED):
            self.call(Role.WAREHOUSE, "POST", f"{path}/dispatch", DISPATCH)
        if state in DELIVERED:
            self.post(f"{path}/deliver")
        if state == "closed short":
            self.board(f"shipments/{shown['id']}/close-receipt", reason="Colis perdu")
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
        """Of the eighteen of the receipt: one damaged, one missing, one beyond the list; the others in use."""
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
        asked = {"reason": "Boîte écrasée", "asked_cents": 90000}
        claim = self.call(Role.WAREHOUSE, "POST", f"{SHIPPING}/shipments/{shipment}/claim", asked)
        self.know("freight claim", claim["id"])
        self.board("lost", devices=[spare[1]], reason="Introuvable depuis le déménagement")
        self.board("stolen", devices=[spare[2]], reason="Vol déclaré")
        self.device("lost", spare[1])
        self.device("stolen", spare[2])
        self.bench_and_loans(*spare[3:6])
        self.to_return = spare[6:]
        self.incident("opened", student)
        self.incident("old", back)
        self.house.pump()
        claims = self.house.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/claims")["items"]
        for claim in claims:
            self.know(f"claim {claim['kind']}", claim["id"])
        listed = self.house.call(Role.AUDITOR, "GET", "/portal/api/v1/search?q=C02ZZ99999")["items"]
        self.know("finding", next(one["subject"].split("/")[1] for one in listed), ours=True)

    def bench_and_loans(self, hers: str, his: str, lent: str) -> None:
        """Two benches with something on each; a device lent between schools; a campaign closed, and one open."""
        self.call(Role.BOARD_MANAGER, "POST", f"{SHIPPING}/queue/take", {"devices": [hers]})
        self.board("queue/take", devices=[his])
        self.board("configure", devices=[lent])
        slip = self.board("hand-over", devices=[lent], school=SCHOOL)["slip"]
        self.board("lend", devices=[lent], school=OTHER_SCHOOL, until="2099-06-23")
        self.know("slip open", slip["id"], ours=True)
        self.know("slip code open", own_document_text(slip["number"]))
        self.device("taken by a manager", hers)
        self.device("taken by a technician", his)
        self.device("lent", lent)
        for state in ("closed", "open"):
            campaign = {"title": "Fin d’année", "day": "2021-06-23", "schools": [OTHER_SCHOOL]}
            made = self.call(Role.BOARD_MANAGER, "POST", f"{SHIPPING}/recalls", campaign)
            self.know(f"recall {state}", made["id"], ours=True)
            if state == "closed":
                self.call(Role.BOARD_MANAGER, "POST", f"{SHIPPING}/recalls/{made['id']}/close", {})

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
        announced, here, left_out = self.to_return
        made = self.board("send-back", devices=[announced], reason="En trop")
        self.know("return announced", made["shipment"], ours=True)
        made = self.board("send-back", devices=[here, left_out], reason="Écran fendu")
        self.know("return closed", made["shipment"], ours=True)
        self.house.pump()
        self.step("receive", [here], location=DOCK)
        self.house.pump()
        self.call(
            Role.WAREHOUSE, "POST", f"{SHIPPING}/returns/{made['shipment']}/close", {"reason": "Absent des boîtes"}
        )
