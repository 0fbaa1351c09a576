"""One laptop from its supplier to a board over the API, without pictures: where tests of a whole reserve start."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from services.contracts.roles import Role
from tests.system.site import Reserve
from tests.system.waiting import wait_until

BOARD, NUMBER = "762000", "5CG0123ABC"
ASN = f"carton,maker,model,serial,asset_tag\n,HP,9UZ86UT,{NUMBER},\n"
ADDRESS = {"street": "1, rue A", "town": "Montréal", "postal_code": "H1V 3R9", "contact": "TI", "phone": "514 555-0123"}


class Journey:
    """The steps, each waiting for what the last one brings; `device`, `order` and `shipment` are learned on the way."""

    def __init__(self, site: Reserve) -> None:
        self.site = site
        self.device = self.order = self.shipment = ""

    def stock(self) -> None:
        """One laptop on the shelf."""
        self._warehouse("locations", {"codes": ["QUAI-01", "A-01-01"]})
        fields, files = {"supplier": "HP", "reference": "R-1"}, {"file": ("asn.csv", ASN.encode(), "text/csv")}
        path, key = "/warehouse/api/v1/deliveries", {"Idempotency-Key": "asn"}
        answer = self.site.call(Role.WAREHOUSE_MANAGER, "POST", path, data=fields, files=files, headers=key)
        assert answer.status_code == 201, answer.text
        self.device = self._get(Role.WAREHOUSE, "/warehouse/api/v1/devices")["items"][0]["id"]
        self._warehouse("receive", {"devices": [self.device], "location": "QUAI-01"})
        self._warehouse("put-away", {"devices": [self.device], "location": "A-01-01"})

    def ask(self) -> None:
        """A board asks for it, and is granted it."""
        at = "/intake/api/v1"
        self._send(Role.BOARD_MANAGER, f"{at}/boards/{BOARD}/sites/quai", ADDRESS, method="PUT")
        need = {"weekly_capacity": 5, "lines": [{"type": "laptop", "by_category": {"no_access": 9}}]}
        self._send(Role.BOARD_MANAGER, f"{at}/boards/{BOARD}/portraits", need)
        lines = [{"type": "laptop", "category": "no_access", "quantity": 1}]
        asked = {"site": "quai", "justification": "class closed", "lines": lines}
        request = self._send(Role.BOARD_MANAGER, f"{at}/requests", asked)["id"]
        self._send(Role.BOARD_MANAGER, f"{at}/requests/{request}/submit", {"freight_accepted": True})
        wait_until(lambda: any(one["free"] for one in self._get(Role.MINISTRY, f"{at}/stock")))
        self._send(Role.MINISTRY, f"{at}/requests/{request}/grant", {})
        self.order = self._first(Role.WAREHOUSE, "/warehouse/api/v1/orders", lambda one: one["request"] == request)

    def send(self) -> None:
        """It is picked, packed and delivered."""
        self._warehouse("pick", {"devices": [self.device], "order": self.order})
        carton = self._warehouse("cartons", {"order": self.order})["id"]
        self._warehouse("pack", {"devices": [self.device], "carton": carton})
        self._warehouse(f"cartons/{carton}/close", {})
        shipments = "/shipping/api/v1/shipments"
        self.shipment = self._first(Role.WAREHOUSE, shipments, lambda one: one["state"] == "ready")
        wait_until(lambda: self._get(Role.WAREHOUSE, f"{shipments}/{self.shipment}")["address"])
        carrier = {"carrier": "Nationex", "tracking": "NX1", "freight_cents": 100}
        self._send(Role.WAREHOUSE, f"{shipments}/{self.shipment}/dispatch", carrier)
        self._send(Role.BOARD_TECHNICIAN, f"{shipments}/{self.shipment}/deliver", {})

    def accept(self) -> None:
        self._send(Role.BOARD_TECHNICIAN, "/shipping/api/v1/accept", {"devices": [self.device]})

    def _first(self, role: Role, path: str, fits: Callable[[Any], bool]) -> str:
        return str(wait_until(lambda: next(filter(fits, self._get(role, path)["items"]), None))["id"])

    def _warehouse(self, path: str, body: dict[str, Any]) -> Any:
        return self._send(Role.WAREHOUSE_MANAGER, f"/warehouse/api/v1/{path}", body)

    def _send(self, role: Role, path: str, body: dict[str, Any], method: str = "POST") -> Any:
        board = BOARD if role in (Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN) else None
        answer = self.site.call(role, method, path, board, json=body, headers={"Idempotency-Key": str(uuid4())})
        assert answer.is_success, f"{path}: {answer.text}"
        return answer.json() if answer.content else None

    def _get(self, role: Role, path: str) -> Any:
        return self.site.call(role, "GET", path).json()
