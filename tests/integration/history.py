"""The reserve's real history, August 2020 to January 2021, entered as it happened: its people, through the HTTP API.

What is known of it stands beside each step (the announcement of 12 August 2020, the press, the Auditor General); what
is not is chosen so that the known figures come out. Quantities are a twentieth of the real ones.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from services.contracts.reference import boards
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.intake.model.calendar import day_of
from tests.integration.clock import Clock
from tests.integration.house import House
from tests.integration.things import DOCK, HEADER, SHELF, SITE

INTAKE, WAREHOUSE, SHIPPING = "/intake/api/v1", "/warehouse/api/v1", "/shipping/api/v1"
ONE_IN = 20
MODELS = {"tablet": "Apple,MYLD2C/A", "laptop": "HP,9UZ86UT", "chromebook": "Acer,NX.HPWAA.00D"}
ALL = list(boards())
MONTREAL, DRAVEURS, PORTAGES, BOIS_FRANCS = (BoardCode(one) for one in ("762000", "771000", "772000", "872000"))
DISPATCH = {"carrier": "OPEQ", "tracking": "-", "freight_cents": 5700}


class History:
    """The people of the reserve at that time. Each method is one thing that they did; the clock is the caller's."""

    def __init__(self, house: House, clock: Clock) -> None:
        self.house, self.clock = house, clock
        self.shelf: dict[str, list[str]] = {kind: [] for kind in MODELS}
        self.at_board: dict[str, list[str]] = {}

    # Who does something, and is answered well.

    def call(self, role: Role, method: str, path: str, board: str | None = None, **sent: Any) -> Any:
        answer = self.house.act(role, method, path, board and BoardCode(board), **sent)
        assert answer.status_code < 300, f"{self.clock.at}: {method} {path}: {answer.status_code} {answer.text}"
        return answer.get_json(silent=True)

    def manager(self, board: str, method: str, path: str, body: Any) -> Any:
        return self.call(Role.BOARD_MANAGER, method, f"{INTAKE}/{path}", board, json=body)

    def ministry(self, method: str, path: str, body: Any = None) -> Any:
        return self.call(Role.MINISTRY, method, f"{INTAKE}/{path}", json=body)

    def warehouse(self, path: str, body: Any = None) -> Any:
        return self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/{path}", json=body or {})

    def shipping(self, path: str, body: Any = None, board: str | None = None) -> Any:
        role = Role.BOARD_TECHNICIAN if board else Role.WAREHOUSE
        return self.call(role, "POST", f"{SHIPPING}/{path}", board, json=body or {})

    # What they did.

    def answer(self, board: str, capacity: int = 40, **types: Mapping[str, Any]) -> Any:
        """A board gives its portrait: by type, students in need by category, and what it has itself."""
        lines = [{"type": kind, **stated} for kind, stated in types.items()]
        body = {"weekly_capacity": capacity, "lines": lines}
        return self.manager(board, "POST", f"boards/{board}/portraits", body)

    def supply(self, kind: str, count: int) -> None:
        """A supplier's delivery, announced, received and put away."""
        rows = [f"{kind[0]}{n // 20},{MODELS[kind]},{kind[:3].upper()}{n:06d},\n" for n in range(count)]
        file = BytesIO((HEADER + "".join(rows)).encode())
        form = {"supplier": "Fournisseur", "reference": kind, "file": (file, "avis.csv")}
        made = self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/deliveries", data=form)
        devices = self.listed(f"{WAREHOUSE}/devices", delivery=made["id"])
        self.warehouse("receive", {"devices": devices, "location": DOCK})
        self.warehouse("put-away", {"devices": devices, "location": SHELF})
        self.warehouse(f"deliveries/{made['id']}/close")
        self.shelf[kind] += devices
        self.house.pump()

    def request(self, board: str, why: str, category: str, **quantities: int) -> str:
        """A school closed: its board asks for what it lacks for students of one category, and accepts the freight."""
        lines = [{"type": kind, "category": category, "quantity": count} for kind, count in quantities.items()]
        closure = {"closed": "school", "school": f"{board[:3]}217", "first_day": f"{day_of(self.clock.at)}"}
        closure |= {"students": sum(quantities.values())}
        body = {"site": "quai", "urgency": "urgent", "closure": closure, "justification": why, "lines": lines}
        made = self.manager(board, "POST", "requests", body)
        self.manager(board, "POST", f"requests/{made['id']}/submit", {"freight_accepted": True})
        return str(made["id"])

    def grant(self, *requests: str) -> None:
        for request in requests:
            self.ministry("POST", f"requests/{request}/grant", {})
        self.house.pump()

    def prepare(self, request: str, **quantities: int) -> None:
        """The warehouse picks a request, packs it into one carton, and hands it over to be shipped."""
        found = self.house.call(Role.AUDITOR, "GET", f"{WAREHOUSE}/orders?request={request}")["items"]
        order, carton = found[0]["id"], self.warehouse("cartons", {"order": found[0]["id"]})["id"]
        devices = [self.shelf[kind].pop() for kind, count in quantities.items() for _ in range(count)]
        self.warehouse("pick", {"devices": devices, "order": order})
        self.warehouse("pack", {"devices": devices, "carton": carton})
        self.warehouse(f"cartons/{carton}/close")

    def dispatch(self, stage: str, shipments: Sequence[str], body: Any = None) -> None:
        for one in shipments:
            self.shipping(f"shipments/{one}/{stage}", body)
        self.house.pump()

    def ready(self) -> list[str]:
        """The shipments that wait for the carrier."""
        self.house.pump()
        return self.listed(f"{SHIPPING}/shipments", state="ready")

    def receive(self, board: str) -> None:
        """A board accepts every device that was delivered to it."""
        found = self.listed(f"{SHIPPING}/devices", board=board, state="in_transit")
        self.shipping("accept", {"devices": found}, board)
        self.at_board.setdefault(board, []).extend(found)

    def configure(self, board: str, count: int) -> None:
        """A board configures so many of the devices that wait for it."""
        ours = self.at_board[board]
        self.shipping("configure", {"devices": [ours.pop() for _ in range(count)]}, board)

    # What stood where, as someone who sees all reads it.

    def listed(self, path: str, **only: str) -> list[str]:
        found, cursor = [], ""
        while True:
            wanted = "&".join(f"{name}={value}" for name, value in {**only, "limit": "200"}.items())
            page = self.house.call(Role.AUDITOR, "GET", f"{path}?{wanted}{cursor}")
            found += [str(one["id"]) for one in page["items"]]
            if page["next"] is None:
                return found
            cursor = f"&cursor={page['next']}"

    def look(self, path: str) -> Any:
        return self.house.call(Role.AUDITOR, "GET", f"{INTAKE}/{path}")

    def picture(self, day: str = "") -> Any:
        return self.look(f"portraits?on={day}" if day else "portraits")

    def settle(self) -> None:
        """The places of the warehouse, and where each board takes delivery."""
        self.warehouse("locations", {"codes": [DOCK, SHELF]})
        for board in ALL:
            self.manager(board, "PUT", f"boards/{board}/sites/quai", SITE)
