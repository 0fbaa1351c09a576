"""Random people of the reserve: each does one thing over HTTP, allowed or not, and the site must answer well."""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from tests.integration.house import House

WAREHOUSE, SHIPPING, INTAKE = "/warehouse/api/v1", "/shipping/api/v1", "/intake/api/v1"
BOARDS = ("762000", "711000")
SCHOOLS = {"762000": ("762217", "762218"), "711000": ("711101", "711102")}
MODELS = {"tablet": "Apple,MYLD2C/A", "laptop": "HP,9UZ86UT"}
SHELVES = ("A-01-01", "A-01-02")
DOCK = "QUAI-01"
PLENTY = 200
ADDRESS = {
    "street": "1, rue A",
    "town": "Montréal",
    "postal_code": "H1V 3R9",
    "contact": "Service des TI",
    "phone": "514 555-0123",
}

Item = dict[str, Any]


class People:
    """What people can do. Each method does one thing with objects chosen by the numbers it is given, and answers the
    status. `sensible` chooses among what the step is meant for; otherwise anything may be tried."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.serials = 0
        self.cartons: list[str] = []
        self.deliveries: list[str] = []
        self.statuses: dict[str, list[int]] = {}

    # What stands where, as someone who sees all reads it.

    def look(self, path: str) -> list[Item]:
        answer = self.house.act(Role.AUDITOR, "GET", path)
        assert answer.status_code == 200, answer.text
        found: list[Item] = answer.json["items"]
        return found

    def warehouse_devices(self) -> list[Item]:
        return self.look(f"{WAREHOUSE}/devices?limit={PLENTY}")

    def shipping_devices(self) -> list[Item]:
        return self.look(f"{SHIPPING}/devices?limit={PLENTY}")

    def orders(self) -> list[Item]:
        return self.look(f"{WAREHOUSE}/orders?limit={PLENTY}")

    def shipments(self) -> list[Item]:
        return self.look(f"{SHIPPING}/shipments?limit={PLENTY}")

    def returns(self) -> list[Item]:
        return self.look(f"{SHIPPING}/returns?limit={PLENTY}")

    def requests(self) -> list[Item]:
        return self.look(f"{INTAKE}/requests?limit={PLENTY}")

    # The ways of doing.

    def do(self, what: str, role: Role, method: str, path: str, board: str | None = None, **request: Any) -> Any:
        """Call, and hold the answer to the one rule that always holds: no fault of ours."""
        answer = self.house.act(role, method, path, board and BoardCode(board), **request)
        assert answer.status_code < 500, f"{what} {method} {path} {request}: {answer.status_code} {answer.text}"
        self.statuses.setdefault(what, []).append(answer.status_code)
        return answer

    def scan(self, what: str, codes: Sequence[str], board: str | None = None, **context: str) -> list[Item]:
        """One batch at a station; each scan is answered for itself."""
        at = datetime.now(UTC).isoformat()
        scans = [
            {
                "id": str(uuid4()),
                "at": at,
                "station": "quai",
                "action": what,
                "codes": [{"text": code}],
                "with": context,
            }
            for code in codes
        ]
        door = SHIPPING if board else WAREHOUSE
        answer = self.do(what, Role.STATION, "POST", f"{door}/scans", board, json={"sent": at, "scans": scans})
        assert answer.status_code == 200, answer.text
        results: list[Item] = answer.json["results"]
        assert [one["id"] for one in results] == [one["id"] for one in scans]
        assert all(one["problem"] is None or one["problem"]["status"] < 500 for one in results)
        self.statuses.setdefault(f"scan {what}", []).extend(_status(one) for one in results)
        return results

    def furnish(self) -> None:
        """The places of the warehouse, and two boards with their addresses and great needs."""
        self.do("locations", Role.WAREHOUSE, "POST", f"{WAREHOUSE}/locations", json={"codes": [DOCK, *SHELVES]})
        lines = [{"type": kind, "by_category": {"no_access": 60}} for kind in MODELS]
        for board in BOARDS:
            path = f"{INTAKE}/boards/{board}"
            self.do("site", Role.BOARD_MANAGER, "PUT", f"{path}/sites/quai", board, json=ADDRESS)
            portrait = {"weekly_capacity": 20, "lines": lines}
            self.do("portrait", Role.BOARD_MANAGER, "POST", f"{path}/portraits", board, json=portrait)

    def supply(self, kind: str, count: int) -> None:
        """A supplier's notice, its devices received and put away: stock."""
        rows = []
        for _ in range(count):
            self.serials += 1
            rows.append(f"C{self.serials // 4},{MODELS[kind]},5CD{self.serials:07d},")
        file = io.BytesIO("\n".join(["carton,maker,model,serial,asset_tag", *rows]).encode())
        form = {"supplier": "S", "reference": "R", "file": (file, "a.csv")}
        answer = self.do("announce", Role.WAREHOUSE, "POST", f"{WAREHOUSE}/deliveries", data=form)
        assert answer.status_code == 201, answer.text
        self.deliveries.append(answer.json["id"])
        serials = [row.split(",")[3] for row in rows]
        self.scan("receive", serials, location=DOCK, delivery=answer.json["number"])
        self.scan("put_away", serials, location=SHELVES[count % 2])

    def ask(self, board: str, kind: str, quantity: int) -> None:
        """A board asks in earnest."""
        lines = [{"type": kind, "category": "no_access", "quantity": quantity}]
        body = {"site": "quai", "justification": "Classes fermées", "lines": lines}
        drafted = self.do("draft", Role.BOARD_MANAGER, "POST", f"{INTAKE}/requests", board, json=body)
        path = f"{INTAKE}/requests/{drafted.json['id']}/submit"
        self.do("submit", Role.BOARD_MANAGER, "POST", path, board, json={"freight_accepted": True})

    def split(self, floor: int = 0) -> Any:
        """One person of the Ministry prepares a round, where anybody waits, and another confirms it."""
        token = self.house.keys.sign(Person("u-ministry-second", Role.MINISTRY))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        types = [{"type": kind, "floor": floor} for kind in MODELS]
        prepared = self.house.ask("POST", f"{INTAKE}/rounds", headers, json={"types": types})
        assert prepared.status_code in (201, 409), prepared.text
        if prepared.status_code == 409:
            return prepared
        return self.do("split", Role.MINISTRY, "POST", f"{INTAKE}/rounds/{prepared.json['id']}/confirm")


def choose(items: Sequence[Item], number: int, fits: Callable[[Item], bool], sensible: bool) -> Item | None:
    """One of these; of those that fit, where there are any and it is to be sensible."""
    fitting = [one for one in items if fits(one)] if sensible else []
    among = fitting or list(items)
    return among[number % len(among)] if among else None


def _status(result: Item) -> int:
    return result["problem"]["status"] if result["problem"] else 200
