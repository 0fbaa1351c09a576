"""Transfers between our board and a third one, which no other test asks: offered, approved, on their way both ways."""

from typing import Any

from services.contracts.roles import Role
from services.contracts.values import BoardCode
from tests.integration.chapter_custody import Travels
from tests.integration.house import OURS
from tests.integration.things import DISPATCH, SHIPPING

THIRD = BoardCode("831000")
GIVEN, MISSED = 3, {"reason": "Une boîte manque"}


class Handing(Travels):
    """Transfers of our board, and those that come to it."""

    def transfers(self) -> None:
        """Each stage of what we give; then what the third board has of us comes back, in two transfers."""
        self.shipment("for transfers", 9)
        path = f"{SHIPPING}/shipments/{self.things['shipment for transfers']}"
        self.call(Role.WAREHOUSE, "POST", f"{path}/dispatch", DISPATCH)
        devices = self.receipt
        self.board("accept", devices=devices)
        for name in ("offered", "refused", "withdrawn", "approved", "filled"):
            self.know(f"transfer {name}", self.offered(OURS, 1), ours=True)
        self.decide("refused", "refuse", **MISSED)
        self.by(Role.BOARD_MANAGER, OURS, "withdrawn", "withdraw", **MISSED)
        for name in ("approved", "filled"):
            self.decide(name, "approve", receiver=THIRD)
        self.fill("filled", OURS, devices[:1])
        self.between("closed", OURS, THIRD, devices[1 : 1 + GIVEN])
        self.by(Role.BOARD_MANAGER, THIRD, "closed", "take-over")
        self.by(Role.BOARD_MANAGER, THIRD, "closed", "close")
        back, again, lost = devices[1 : 1 + GIVEN]
        self.between("coming", THIRD, OURS, [back])
        self.between("closed short", THIRD, OURS, [again, lost])
        self.by(Role.BOARD_TECHNICIAN, OURS, "closed short", "take-over", codes=[self.serials[again]])
        self.by(Role.BOARD_TECHNICIAN, OURS, "closed short", "close", **MISSED)
        self.know("transfer number coming", self.number("coming"))
        self.know("transfer number approved", self.number("approved"))
        self.know("serial coming", self.serials[back])
        self.device("to send on", devices[-1])
        self.device("in a transfer", devices[0])
        self.device("transferred", again)
        self.house.pump()

    def offered(self, board: BoardCode, count: int) -> str:
        body = {"lines": [{"type": "tablet", "quantity": count}], "reason": "De trop"}
        return str(self.house.act(Role.BOARD_MANAGER, "POST", f"{SHIPPING}/transfers", board, json=body).json["id"])

    def between(self, name: str, origin: BoardCode, receiver: BoardCode, devices: list[str]) -> None:
        """On its way with these devices."""
        self.know(f"transfer {name}", self.offered(origin, len(devices)), ours=True)
        self.decide(name, "approve", receiver=receiver)
        self.fill(name, origin, devices)
        self.by(Role.BOARD_MANAGER, origin, name, "dispatch")

    def fill(self, name: str, board: BoardCode, devices: list[str]) -> None:
        self.by(Role.BOARD_TECHNICIAN, board, name, "send-on", devices=devices)

    def decide(self, name: str, verb: str, **body: Any) -> None:
        self.call(Role.MINISTRY, "POST", f"{SHIPPING}/transfers/{self.things[f'transfer {name}']}/{verb}", body)

    def by(self, role: Role, board: BoardCode, name: str, verb: str, **body: Any) -> None:
        path = f"{SHIPPING}/transfers/{self.things[f'transfer {name}']}/{verb}"
        answer = self.house.act(role, "POST", path, board, json=body)
        assert answer.status_code == 200, answer.text

    def number(self, name: str) -> str:
        shown = self.call(Role.AUDITOR, "GET", f"{SHIPPING}/transfers/{self.things[f'transfer {name}']}")
        return str(shown["number"])
