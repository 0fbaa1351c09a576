"""Stacks of 1,200 devices, as one board had: each step one call of the real HTTP API, all services' roles running."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from services.chassis.paging import LARGEST
from services.contracts.roles import BOARD, Role
from tests.bench.asn import notice
from tests.bench.cpu import cpu_seconds
from tests.bench.site import BACKGROUND, Site, site
from tests.integration.house import OURS, someone
from tests.integration.things import DISPATCH, DOCK, INTAKE, SCHOOL, SHELF, SHIPPING, SITE, WAREHOUSE, scans
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ
from tests.system.waiting import wait_until

STACK, IN_CARTON = 1200, 100
KINDS = ("laptop", "tablet")
WAIT_S = 60


def measure(folder: Path, postgres: Postgres, rabbitmq: RabbitMQ, quick: bool) -> dict[str, object]:
    """A small stack goes the whole way first, so that nothing is done for the first time."""
    with site(folder, postgres, rabbitmq, [("all", "web"), *BACKGROUND], "stacks") as one:
        road = Road(one, [*one.pids("web"), postgres.pid])
        road.travel("WARM", 10)
        took = road.travel("BIGN", 60 if quick else STACK)
    return {f"stack_{name}": round(seconds, 2) for name, seconds in took.items()}


class Road:
    """One board's stack on its way from the dock to a school, each step timed where it is one call."""

    def __init__(self, one: Site, servers: Sequence[int]) -> None:
        self.site, self.servers = one, servers
        self.client = httpx.Client(base_url=one.settings.url, timeout=60)
        self.call(Role.WAREHOUSE, f"{WAREHOUSE}/locations", {"codes": [DOCK, SHELF]})
        self.call(Role.BOARD_MANAGER, f"{INTAKE}/boards/{OURS}/sites/quai", SITE, "PUT")
        lines = [{"type": kind, "by_category": {"no_access": 9000}} for kind in KINDS]
        self.call(Role.BOARD_MANAGER, f"{INTAKE}/boards/{OURS}/portraits", {"weekly_capacity": 1000, "lines": lines})

    def travel(self, name: str, count: int) -> dict[str, float]:
        """The seconds of each step (`_s`), and of the processor in web and database meanwhile (`_cpu_s`), of a stack
        whose serials begin with `name`, four letters or digits."""
        devices, took = self.announce(name, count), {}

        def step(called: str, role: Role, path: str, body: Any) -> None:
            used, started = cpu_seconds(*self.servers), time.perf_counter()
            self.call(role, path, body)
            took[f"{called}_s"] = time.perf_counter() - started
            took[f"{called}_cpu_s"] = cpu_seconds(*self.servers) - used

        step("receive", Role.WAREHOUSE, f"{WAREHOUSE}/receive", {"devices": devices, "location": DOCK})
        step("put_away", Role.WAREHOUSE, f"{WAREHOUSE}/put-away", {"devices": devices, "location": SHELF})
        order = self.order(count)
        step("pick", Role.WAREHOUSE, f"{WAREHOUSE}/pick", {"devices": devices, "order": order})
        packed = self.pack(order, devices)
        shipment = self.leave(step, packed)
        step("accept", Role.BOARD_TECHNICIAN, f"{SHIPPING}/accept", {"cartons": packed})
        self.call(Role.BOARD_TECHNICIAN, f"{SHIPPING}/shipments/{shipment}/close-receipt", {})
        step("configure", Role.BOARD_TECHNICIAN, f"{SHIPPING}/configure", {"devices": devices})
        handed = {"devices": devices, "school": SCHOOL}
        step("hand_over", Role.BOARD_TECHNICIAN, f"{SHIPPING}/hand-over", handed)
        return took

    def announce(self, name: str, count: int) -> list[str]:
        """The ids of a stack's devices, of two types in turn."""
        form, files = {"supplier": "Bench", "reference": name}, {"file": ("notice.csv", notice(name, count))}
        made = self.call(Role.WAREHOUSE, f"{WAREHOUSE}/deliveries", None, files=files, data=form)
        path = f"{WAREHOUSE}/devices?delivery={made['id']}&limit={LARGEST}"
        page = self.ask(Role.WAREHOUSE, path)
        found = page["items"]
        while page["next"]:
            page = self.ask(Role.WAREHOUSE, f"{path}&cursor={page['next']}")
            found += page["items"]
        return [one["id"] for one in found]

    def order(self, count: int) -> str:
        """The order of a request for a stack, once it is reserved."""
        lines = [{"type": kind, "category": "no_access", "quantity": count // 2} for kind in KINDS]
        asked = {"site": "quai", "urgency": "normal", "justification": "Classes fermées", "lines": lines}
        wait_until(lambda: self.free(count // 2), WAIT_S)
        request = self.call(Role.BOARD_MANAGER, f"{INTAKE}/requests", asked)["id"]
        self.call(Role.BOARD_MANAGER, f"{INTAKE}/requests/{request}/submit", {"freight_accepted": True})
        self.call(Role.MINISTRY, f"{INTAKE}/requests/{request}/grant", {})
        path = f"{WAREHOUSE}/orders?state=reserved&request={request}"
        return str(wait_until(lambda: self.items(path), WAIT_S)[0]["id"])

    def free(self, wanted: int) -> bool:
        """Whether intake has heard of so many devices of each type."""
        heard = {one["type"]: one["free"] for one in self.ask(Role.MINISTRY, f"{INTAKE}/stock")}
        return all(heard.get(kind, 0) >= wanted for kind in KINDS)

    def pack(self, order: str, devices: Sequence[str]) -> list[str]:
        """The ids of the closed cartons."""
        packed = []
        for start in range(0, len(devices), IN_CARTON):
            carton = self.call(Role.WAREHOUSE, f"{WAREHOUSE}/cartons", {"order": order})["id"]
            inside = {"devices": list(devices[start : start + IN_CARTON]), "carton": carton}
            self.call(Role.WAREHOUSE, f"{WAREHOUSE}/pack", inside)
            self.call(Role.WAREHOUSE, f"{WAREHOUSE}/cartons/{carton}/close", {})
            packed.append(carton)
        return packed

    def leave(self, step: Callable[..., None], cartons: Sequence[str]) -> str:
        """The shipment of these cartons, loaded, on its way, and at its address."""
        shipment = wait_until(lambda: self.items(f"{SHIPPING}/shipments?state=ready"), WAIT_S)[0]
        codes = [self.ask(Role.WAREHOUSE, f"{WAREHOUSE}/cartons/{one}")["code"] for one in cartons]
        batch = scans("load", "", shipment=shipment["number"])
        batch["scans"] = [scans("load", code, shipment=shipment["number"])["scans"][0] for code in codes]
        step("load", Role.WAREHOUSE, f"{SHIPPING}/scans", batch)
        path = f"{SHIPPING}/shipments/{shipment['id']}"
        step("dispatch", Role.WAREHOUSE, f"{path}/dispatch", DISPATCH)
        self.call(Role.BOARD_TECHNICIAN, f"{path}/deliver", {})
        return str(shipment["id"])

    def items(self, path: str) -> list[Any]:
        found: list[Any] = self.ask(Role.WAREHOUSE, path)["items"]
        return found

    def ask(self, role: Role, path: str) -> Any:
        return self.call(role, path, None, "GET")

    def call(self, role: Role, path: str, body: Any, method: str = "POST", **sent: Any) -> Any:
        """What the API answers to someone of `role`, of the board where it is a board's. Raises where it refuses."""
        token = self.site.token(someone(role, OURS if role in BOARD else None))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        answer = self.client.request(method, path, json=body, headers=headers, **sent)
        if answer.is_error:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json()
