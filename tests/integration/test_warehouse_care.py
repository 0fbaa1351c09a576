"""Repair, retirement and writing off: by the API, at the scan door and from a device's page; with what they tell."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.chassis.tables import outbox
from services.contracts.envelope import from_wire
from services.contracts.roles import Person, Role
from services.warehouse import operations
from services.warehouse.model.device import Device
from services.warehouse.operations.device import put_away, receive
from services.warehouse.service import SERVICE
from tests.integration.databases import installation
from tests.integration.toy import sent_by

API = "/warehouse/api/v1"
TAKES = ("/repair", "/retire", "/write-off")


@pytest.fixture
def warehouse(tmp_path) -> Iterator[Running]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    with running.database.writing(Act("w1", now())) as session:
        operations.import_locations(session, "code\nA-01-03\nQUAI-01")
    yield running
    running.database.close()


def bring(warehouse: Running, count: int, prefix: str = "5CD", stored: bool = True) -> list[str]:
    """Laptops announced, received, and put away where asked; their ids."""
    rows = [f"C1,HP,9UZ86UT,{prefix}{n:07d}," for n in range(count)]
    body = "\n".join(["carton,maker,model,serial,asset_tag", *rows]).encode()
    with warehouse.database.writing(Act("w1", now())) as session:
        delivery = operations.announce_delivery(session, "HP", "BL", body)
        found = list(session.scalars(select(Device.id).where(Device.delivery_id == delivery.id)))
        receive(session, found, "QUAI-01")
        if stored:
            put_away(session, found, "A-01-03")
    return [str(key) for key in found]


class Staff:
    """Someone of the warehouse, calling the API and using its pages."""

    def __init__(self, warehouse: Running, role: Role = Role.WAREHOUSE_MANAGER) -> None:
        self.client = warehouse.application().test_client()
        token = run.keys(warehouse.settings).sign(Person("u1", role, csrf="c"))
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        self.browser = self.client.application.test_client()
        self.browser.set_cookie("reserve_token", token)

    def post(self, path: str, devices: list[str], reason: str | None = None) -> Any:
        body = {"devices": devices} | ({"reason": reason} if reason else {})
        return self.client.post(API + path, json=body, headers=self.headers)

    def scan(self, action: str, serial: str, **context: str) -> dict[str, Any]:
        scan = {
            "id": str(uuid4()),
            "at": now().isoformat(),
            "station": "quai-1",
            "action": action,
            "codes": [{"text": serial, "symbology": "Code128"}],
            "with": context,
        }
        body = {"sent": now().isoformat(), "scans": [scan]}
        answer = self.client.post(f"{API}/scans", json=body, headers=self.headers)
        result: dict[str, Any] = answer.json["results"][0]
        return result

    def device(self, key: str) -> dict[str, Any]:
        return dict(self.client.get(f"{API}/devices/{key}", headers=self.headers).json)


@pytest.fixture
def manager(warehouse: Running) -> Staff:
    return Staff(warehouse)


def told(warehouse: Running) -> list[Any]:
    with warehouse.database.reading() as session:
        return [from_wire(body).data for body in session.scalars(select(outbox.c.body).order_by(outbox.c.id))]


def test_a_repaired_device_leaves_the_stock_and_is_put_away_anew(warehouse: Running, manager: Staff):
    (key,) = bring(warehouse, 1)
    assert manager.post("/repair", [key], "keyboard").json == {"devices": 1}
    assert manager.post("/repair", [key], "keyboard").json == {"devices": 0}
    assert manager.device(key)["state"] == "in_repair"
    refused = manager.scan("put_away", "5CD0000000", location="A-01-03")
    assert (
        refused["say"] == "HP 5CD0000000 is in repair: say that its repair ended first. Here, this would fit: Repaired."
    )
    assert manager.post("/repaired", [key]).json == {"devices": 1}
    assert manager.scan("put_away", "5CD0000000", location="A-01-03")["outcome"] == "done"
    events = told(warehouse)[3:]
    assert [f"{one.noun}.{one.verb}" for one in events] == [
        "stock.changed",
        "device.repair-started",
        "stock.changed",
        "device.repair-ended",
        "device.stored",
        "stock.changed",
    ]
    assert [one.free["laptop"] for one in events if one.noun == "stock"] == [1, 0, 1]
    assert (events[1].reason, events[3].state) == ("keyboard", "received")


def test_what_is_written_off_falls_out_of_the_stock_and_is_received_where_it_is_found(
    warehouse: Running, manager: Staff
):
    (key,) = bring(warehouse, 1)
    assert manager.post("/write-off", [key], "not on its shelf").json == {"devices": 1}
    lost, changed = told(warehouse)[-2:]
    assert (lost.verb, lost.location, changed.free) == ("written-off", "A-01-03", {"laptop": 0})
    assert manager.scan("put_away", "5CD0000000", location="A-01-03")["say"] == (
        "HP 5CD0000000 is written off: it was found, so receive it again first. Here, this would fit: Receive."
    )
    found = manager.scan("receive", "5CD0000000", location="QUAI-01")
    assert (found["outcome"], found["device"]["state"], found["device"]["location"]) == ("done", "received", "QUAI-01")
    again = told(warehouse)[-1]
    assert (again.verb, again.device, again.delivery, again.returned) == ("received", UUID(key), None, False)


def test_what_is_retired_never_comes_back(warehouse: Running, manager: Staff):
    (key,) = bring(warehouse, 1)
    refused = manager.post("/retire", [key], "too old")
    assert (refused.status_code, refused.json["code"]) == (409, "device.move")
    assert "set it aside first" in refused.json["detail"]
    manager.post("/quarantine", [key], "too old")
    assert manager.post("/retire", [key], "too old").json == {"devices": 1}
    for action in ("receive", "put_away", "quarantine", "release", "repair", "repaired", "wipe"):
        answer = manager.scan(action, "5CD0000000", location="QUAI-01", reason="x")
        assert (answer["outcome"], answer["problem"]["code"]) == ("refused", "device.move")
        assert "is retired" in answer["say"]
    assert manager.device(key)["location"] is None


@pytest.mark.parametrize("path", TAKES)
def test_all_take_the_step_or_none(warehouse: Running, manager: Staff, path: str):
    (received,) = bring(warehouse, 1, "X", stored=False)
    (stored,) = bring(warehouse, 1)
    (retired,) = bring(warehouse, 1, "Y", stored=False)
    manager.post("/retire", [retired], "old")
    before = len(told(warehouse))
    # What is on a shelf is not retired; what is retired is neither repaired nor missed.
    assert manager.post(path, [received, stored if path == "/retire" else retired], "why").status_code == 409
    assert manager.post(path, [received, str(uuid4())], "why").status_code == 404
    assert (manager.device(received)["state"], len(told(warehouse))) == ("received", before)


@pytest.mark.parametrize("path", TAKES)
def test_a_reason_is_needed_and_is_no_code_permanent(warehouse: Running, manager: Staff, path: str):
    devices = bring(warehouse, 1, stored=False)
    for reason in (None, "ABCD12345678"):
        refused = manager.post(path, devices, reason)
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/reason")
        assert "ABCD" not in refused.text


def test_what_is_for_good_is_the_managers(warehouse: Running):
    devices = bring(warehouse, 1, stored=False)
    clerk = Staff(warehouse, Role.WAREHOUSE)
    assert [clerk.post(path, devices, "why").status_code for path in TAKES] == [200, 403, 403]


@pytest.mark.parametrize("path", TAKES[1:])
def test_what_is_for_good_is_taken_back_by_the_manager_alone(warehouse: Running, manager: Staff, path: str):
    (key,) = bring(warehouse, 1, stored=False)
    clerk, station = Staff(warehouse, Role.WAREHOUSE), Staff(warehouse, Role.STATION)
    manager.post(path, [key], "why")
    before = manager.device(key)["state"]
    refused = clerk.post("/devices/undo", [key], "not yet")
    assert (refused.status_code, refused.json["code"]) == (403, "undo.manager")
    for one in (clerk, station):
        answer = one.scan("undo", "5CD0000000", reason="not yet")
        assert (answer["outcome"], answer["problem"]["code"]) == ("refused", "undo.manager")
    assert clerk.device(key)["undo"]["why"] == "Only the warehouse's manager takes this back."
    page = f"/warehouse/devices/{key}"
    assert "Seul le ou la gestionnaire de l’entrepôt annule cela." in clerk.browser.get(page).text
    refused = clerk.browser.post(f"{page}/undo", data={"csrf": "c", "reason": "x"})
    assert (refused.status_code, 'role="alert"' in refused.text) == (403, True)
    assert manager.device(key)["state"] == before
    assert f'action="{page}/undo"' in manager.browser.get(page).text
    assert manager.post("/devices/undo", [key], "not yet").json == {"devices": 1}
    manager.post(path, [key], "why")
    assert manager.scan("undo", "5CD0000000", reason="not yet")["outcome"] == "done"
    assert manager.device(key)["state"] == "received"


def test_a_scan_puts_into_repair_and_out_of_it(warehouse: Running):
    clerk = Staff(warehouse, Role.WAREHOUSE)
    bring(warehouse, 1)
    assert clerk.scan("repair", "5CD0000000")["problem"]["code"] == "scan.reason"
    assert clerk.scan("repair", "5CD0000000", reason="clavier")["say"] == "Put into repair."
    assert clerk.scan("repair", "5CD0000000", reason="clavier")["outcome"] == "repeated"
    assert clerk.scan("repaired", "5CD0000000")["say"] == "Repaired: put it away."
    assert clerk.scan("repaired", "5CD0000000")["say"] == (
        "HP 5CD0000000 is received: only what is in repair comes out of it. Here, this would fit: Put away."
    )


def test_a_devices_page_offers_what_is_possible_and_says_why_not(warehouse: Running, manager: Staff):
    (key,) = bring(warehouse, 1)
    path = f"/warehouse/devices/{key}"
    clerk = Staff(warehouse, Role.WAREHOUSE)
    page = clerk.browser.get(path).text
    assert f'action="{path}/repair"' in page
    assert f'action="{path}/write-off"' not in page
    assert "Seul le ou la gestionnaire de l’entrepôt fait cela." in page
    form = {"csrf": "c", "reason": "<i>clavier</i>"}
    assert clerk.browser.post(f"{path}/repair", data=form).status_code == 303
    page = clerk.browser.get(path).text
    assert "&lt;i&gt;clavier&lt;/i&gt;" in page
    assert f'action="{path}/repaired"' in page
    assert clerk.browser.post(f"{path}/repaired", data={"csrf": "c"}).status_code == 303
    assert clerk.browser.post(f"{path}/write-off", data=form).status_code == 403
    missing = manager.browser.post(f"{path}/write-off", data={"csrf": "c"})
    assert (missing.status_code, 'role="alert"' in missing.text) == (422, True)
    assert manager.browser.post(f"{path}/retire", data=form).status_code == 303
    refused = manager.browser.post(f"{path}/write-off", data=form)
    assert (refused.status_code, "retiré" in refused.text) == (409, True)
    assert "/repair" not in Staff(warehouse, Role.AUDITOR).browser.get(path).text


def test_five_devices_or_five_hundred_take_the_same_sent_by(warehouse: Running, manager: Staff):
    counts = []
    for size in (5, 500):
        devices = bring(warehouse, size, f"P{size:03d}")
        counts.append(
            [
                sent_by(
                    warehouse.database, lambda path=path, devices=devices, why=why: manager.post(path, devices, why)
                )
                for path, why in (("/repair", "screen"), ("/repaired", None), ("/write-off", "gone"))
            ]
        )
        assert {manager.device(key)["state"] for key in devices[:: size // 5]} == {"written_off"}
    assert counts[0] == counts[1]
