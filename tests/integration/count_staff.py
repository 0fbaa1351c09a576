"""A warehouse of three places, and the people who count in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts.roles import Person, Role
from services.warehouse import operations
from services.warehouse.model.device import Device
from services.warehouse.operations.device import put_away, receive
from services.warehouse.service import SERVICE
from tests.integration.databases import installation

API = "/warehouse/api/v1"

WHY = {"reason": "compté deux fois"}


def opened(folder: Path) -> Iterator[Running]:
    """A warehouse of three places in that folder, for the length of a fixture."""
    settings = installation(folder, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    with running.database.writing(Act("w1", now())) as session:
        operations.import_locations(session, "code\nA-01-03\nA-01-04\nQUAI-01")
    yield running
    running.database.close()


def shelve(warehouse: Running, count: int, prefix: str, location: str) -> list[str]:
    """Laptops put away at a location; their ids in the order of their serials."""
    rows = [f"C{prefix},HP,9UZ86UT,{prefix}{n:07d}," for n in range(count)]
    body = "\n".join(["carton,maker,model,serial,asset_tag", *rows]).encode()
    with warehouse.database.writing(Act("w1", now())) as session:
        delivery = operations.announce_delivery(session, "HP", "BL", body)
        ours = select(Device.id).where(Device.delivery_id == delivery.id).order_by(Device.serial)
        found = list(session.scalars(ours))
        receive(session, found, "QUAI-01")
        put_away(session, found, location)
    return [str(key) for key in found]


class Staff:
    """Someone of the warehouse, calling the API and using its pages."""

    def __init__(self, warehouse: Running, actor: str = "u1", role: Role = Role.WAREHOUSE) -> None:
        self.client = warehouse.application().test_client()
        token = run.keys(warehouse.settings).sign(Person(actor, role, csrf="c"))
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        self.browser = self.client.application.test_client()
        self.browser.set_cookie("reserve_token", token)

    def post(self, path: str, body: Any = None) -> Any:
        headers = self.headers | {"Idempotency-Key": str(uuid4())}
        return self.client.post(API + path, json=body, headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(API + path, headers=self.headers).json

    def open(self, location: str = "A-01-03") -> dict[str, Any]:
        answer = self.post("/counts", {"location": location})
        assert answer.status_code == 201, answer.text
        return dict(answer.json)

    def send(self, *scans: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post("/scans", {"sent": now().isoformat(), "scans": list(scans)})
        assert answer.status_code == 200, answer.text
        return list(answer.json["results"])

    def scan(self, action: str, code: str, **context: str) -> dict[str, Any]:
        return self.send(a_scan(action, code, **context))[0]


def a_scan(action: str, code: str, **context: str) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "at": now().isoformat(),
        "station": "s",
        "action": action,
        "codes": [{"text": code, "symbology": "Code128"}],
        "with": context,
    }
