"""Counts of locations: opened blind, scanned through the door or the API, ended, adjusted by a second person."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from services.chassis import inbox, run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.chassis.tables import outbox
from services.contracts.envelope import Envelope, from_wire
from services.contracts.event import Event
from services.contracts.intake import Address, Quantity, RequestGranted
from services.contracts.roles import Person, Role
from services.contracts.shipping import ShipmentDispatched
from services.contracts.values import BoardCode
from services.warehouse import operations
from services.warehouse.model.device import Device
from services.warehouse.operations.device import put_away, receive
from services.warehouse.service import SERVICE
from tests.integration.databases import installation
from tests.integration.toy import sent_by

pytestmark = pytest.mark.databases("sqlite", "postgresql")

API = "/warehouse/api/v1"
WHY = {"reason": "compté deux fois"}


@pytest.fixture
def warehouse(tmp_path) -> Iterator[Running]:
    settings = installation(tmp_path, SERVICE)
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


@pytest.fixture
def clerk(warehouse: Running) -> Staff:
    return Staff(warehouse)


@pytest.fixture
def manager(warehouse: Running) -> Staff:
    return Staff(warehouse, "m1", Role.WAREHOUSE_MANAGER)


def told(warehouse: Running) -> list[Any]:
    with warehouse.database.reading() as session:
        return [from_wire(body).data for body in session.scalars(select(outbox.c.body).order_by(outbox.c.id))]


def serials(devices: list[dict[str, Any]]) -> list[str]:
    return [one["serial"] for one in devices]


def test_a_shelf_is_counted_blind_and_adjusted_by_somebody_else(warehouse: Running, clerk: Staff, manager: Staff):
    here = shelve(warehouse, 3, "AAA", "A-01-03")
    elsewhere = shelve(warehouse, 1, "BBB", "A-01-04")
    count = clerk.open()
    assert (count["number"], count["state"], count["figures"], count["result"]) == ("C000001", "open", None, None)
    first = clerk.scan("count", "AAA0000000", count="C000001")
    assert (first["outcome"], first["say"]) == ("done", "Noted in count C000001.")
    assert clerk.scan("count", "AAA0000000", count=count["id"])["outcome"] == "repeated"
    assert clerk.scan("count", "BBB0000000", count="c000001")["outcome"] == "done"
    unknown = clerk.scan("count", "ZZZ9999999", count="C000001")
    assert (unknown["outcome"], unknown["say"]) == ("done", "Noted in count C000001: not known here.")
    assert clerk.scan("count", "ZZZ9999999", count="C000001")["outcome"] == "repeated"
    blind = clerk.get(f"/counts/{count['id']}")
    assert (blind["scanned"], blind["figures"], blind["result"]) == (3, None, None)
    ended = clerk.post(f"/counts/{count['id']}/end").json
    assert ended["figures"] == {"expected": 3, "found": 1, "missing": 2, "misplaced": 1, "unknown": 1}
    assert serials(ended["result"]["missing"]) == ["AAA0000001", "AAA0000002"]
    assert serials(ended["result"]["misplaced"]) == ["BBB0000000"]
    assert ended["result"]["unknown"] == ["ZZZ9999999"]
    before = len(told(warehouse))
    adjusted = manager.post(f"/counts/{count['id']}/adjust", WHY).json
    assert (adjusted["state"], adjusted["settled_by"], adjusted["result"]) == ("adjusted", "m1", None)
    new = told(warehouse)[before:]
    assert [f"{one.noun}.{one.verb}" for one in new] == [
        "device.written-off",
        "device.written-off",
        "device.moved",
        "stock.changed",
        "count.adjusted",
    ]
    assert {str(new[0].device), str(new[1].device)} == set(here[1:])
    assert (new[0].reason, new[2].origin, new[2].location, new[3].free) == (
        "C000001",
        "A-01-04",
        "A-01-03",
        {"laptop": 2},
    )
    assert (new[4].expected, new[4].missing, new[4].misplaced, new[4].unknown) == (3, 2, 1, 1)
    assert clerk.get(f"/devices/{elsewhere[0]}")["location"] == "A-01-03"
    for who in (manager, Staff(warehouse, "m2", Role.WAREHOUSE_MANAGER)):
        kept = who.post("/devices/undo", {"devices": here[2:], "reason": "it is here"})
        assert (kept.status_code, kept.json["code"]) == (409, "undo.counted")
    assert "receive it again" in kept.json["detail"]
    found = clerk.scan("receive", "AAA0000002", location="QUAI-01")
    assert (found["outcome"], found["device"]["state"]) == ("done", "received")


def test_what_was_moved_picked_or_put_there_since_is_left_alone(warehouse: Running, clerk: Staff, manager: Staff):
    shelve(warehouse, 3, "AAA", "A-01-03")
    shelve(warehouse, 2, "BBB", "A-01-04")
    count = clerk.open()
    clerk.scan("count", "AAA0000000", count="C000001")
    clerk.scan("count", "BBB0000000", count="C000001")
    clerk.scan("put_away", "BBB0000001", location="A-01-03")
    figures = clerk.post(f"/counts/{count['id']}/end").json["figures"]
    assert (figures["expected"], figures["missing"], figures["misplaced"]) == (3, 2, 1)
    clerk.scan("put_away", "AAA0000001", location="A-01-04")
    clerk.scan("quarantine", "AAA0000002", reason="dent")
    clerk.scan("put_away", "BBB0000000", location="QUAI-01")
    now_shown = clerk.get(f"/counts/{count['id']}")["result"]
    assert (now_shown["missing"], now_shown["misplaced"]) == ([], [])
    before = len(told(warehouse))
    manager.post(f"/counts/{count['id']}/adjust", WHY)
    assert [f"{one.noun}.{one.verb}" for one in told(warehouse)[before:]] == ["count.adjusted"]


def test_what_was_in_somebodys_hands_during_a_count_is_not_written_off(
    warehouse: Running, clerk: Staff, manager: Staff
):
    shelve(warehouse, 2, "AAA", "A-01-03")
    count = clerk.open()
    clerk.scan("quarantine", "AAA0000000", reason="dent?")
    clerk.scan("release", "AAA0000000")
    clerk.scan("put_away", "AAA0000000", location="A-01-03")
    ended = clerk.post(f"/counts/{count['id']}/end").json
    assert (ended["figures"]["expected"], serials(ended["result"]["missing"])) == (2, ["AAA0000001"])
    clerk.scan("put_away", "AAA0000001", location="A-01-04")
    clerk.scan("put_away", "AAA0000001", location="A-01-03")
    manager.post(f"/counts/{count['id']}/adjust", WHY)
    assert "written-off" not in {one.verb for one in told(warehouse)}


def test_a_sight_and_a_step_in_one_batch_count_as_in_two(warehouse: Running, clerk: Staff):
    shelve(warehouse, 2, "AAA", "A-01-04")
    count = clerk.open()
    results = clerk.send(
        a_scan("count", "AAA0000000", count="C000001"),
        a_scan("put_away", "AAA0000000", location="QUAI-01"),
        a_scan("count", "AAA0000001", count="C000001"),
    )
    assert {one["outcome"] for one in results} == {"done"}
    result = clerk.post(f"/counts/{count['id']}/end").json["result"]
    assert (serials(result["misplaced"]), result["found"], result["astray"]) == (["AAA0000001"], 0, [])


def test_a_written_off_device_seen_in_a_count_is_received_there(warehouse: Running, clerk: Staff, manager: Staff):
    (lost,) = shelve(warehouse, 1, "AAA", "A-01-04")
    manager.post("/write-off", {"devices": [lost], "reason": "gone"})
    count = clerk.open()
    clerk.scan("count", "AAA0000000", count="C000001")
    assert serials(clerk.post(f"/counts/{count['id']}/end").json["result"]["misplaced"]) == ["AAA0000000"]
    manager.post(f"/counts/{count['id']}/adjust", WHY)
    device = clerk.get(f"/devices/{lost}")
    assert (device["state"], device["location"]) == ("received", "A-01-03")


@pytest.mark.parametrize("state", ["picked", "packed", "departed", "retired"])
def test_what_an_order_or_a_board_has_is_shown_and_never_moved_by_a_count(
    warehouse: Running, clerk: Staff, manager: Staff, state: str
):
    (device,) = shelve(warehouse, 1, "AAA", "A-01-04")
    if state == "retired":
        manager.post("/quarantine", {"devices": [device], "reason": "old"})
        manager.post("/retire", {"devices": [device], "reason": "old"})
    else:
        bring_to(warehouse, clerk, device, state)
    before = clerk.get(f"/devices/{device}")
    assert before["state"] == state
    count = clerk.open()
    assert clerk.scan("count", "AAA0000000", count="C000001")["outcome"] == "done"
    ended = clerk.post(f"/counts/{count['id']}/end").json
    assert (serials(ended["result"]["astray"]), ended["figures"]["unknown"]) == (["AAA0000000"], 1)
    told_before = len(told(warehouse))
    manager.post(f"/counts/{count['id']}/adjust", WHY)
    assert clerk.get(f"/devices/{device}") == before
    assert [f"{one.noun}.{one.verb}" for one in told(warehouse)[told_before:]] == ["count.adjusted"]


def bring_to(warehouse: Running, clerk: Staff, device: str, state: str) -> None:
    """Have a device picked, and then packed, and then leave, for an order of its own."""
    about: dict[str, Any] = {"request": uuid4(), "board": BoardCode("762000")}
    address = Address(site="quai", street="1, rue A", town="M", postal_code="H1A 1A1", contact="TI", phone="514")
    granted = [Quantity(type="laptop", quantity=1)]
    hear(warehouse, RequestGranted(**about, number="D000001", granted=granted, address=address, freight_cents=1))
    order = clerk.get("/orders")["items"][0]["id"]
    clerk.post("/pick", {"devices": [device], "order": order})
    if state != "picked":
        carton = clerk.post("/cartons", {"order": order}).json["id"]
        clerk.post("/pack", {"devices": [device], "carton": carton})
    if state == "departed":
        clerk.post(f"/cartons/{carton}/close")
        travel = {"cartons": [UUID(carton)], "carrier": "P", "tracking": "1", "freight_cents": 1}
        hear(warehouse, ShipmentDispatched(**about, shipment=uuid4(), **travel))


def hear(warehouse: Running, event: Event) -> None:
    one = Envelope(uuid7(), event.source(), event.subject(), now(), 1, "u1", event)
    inbox.take(warehouse.database, SERVICE, [one.to_wire()])


def test_who_counted_does_not_confirm(warehouse: Running, clerk: Staff, manager: Staff):
    shelve(warehouse, 1, "AAA", "A-01-03")
    count = manager.open()
    early = Staff(warehouse, "m2", Role.WAREHOUSE_MANAGER).post(f"/counts/{count['id']}/adjust", WHY)
    assert (early.status_code, early.json["code"]) == (409, "count.move")
    Staff(warehouse, "station:s1/m3").scan("count", "AAA0000000", count="C000001")
    manager.post(f"/counts/{count['id']}/end")
    for actor in ("m1", "m3"):
        refused = Staff(warehouse, actor, Role.WAREHOUSE_MANAGER).post(f"/counts/{count['id']}/adjust", WHY)
        assert (refused.status_code, refused.json["code"]) == (409, "count.own")
        assert refused.json["detail"] == "You counted in C000001 yourself: somebody else confirms it."
    assert clerk.post(f"/counts/{count['id']}/adjust", WHY).status_code == 403
    assert Staff(warehouse, "m2", Role.WAREHOUSE_MANAGER).post(f"/counts/{count['id']}/adjust", WHY).status_code == 200
    assert Staff(warehouse, "m2", Role.WAREHOUSE_MANAGER).post(f"/counts/{count['id']}/adjust", WHY).status_code == 409


def test_a_location_has_one_count_at_a_time_and_is_counted_anew_after_it_was_thrown_away(
    warehouse: Running, clerk: Staff
):
    shelve(warehouse, 1, "AAA", "A-01-03")
    count = clerk.open()
    second = clerk.post("/counts", {"location": "A-01-03"})
    assert (second.status_code, second.json["code"]) == (409, "count.unsettled")
    assert clerk.post("/counts", {"location": "Z-01-03"}).json["code"] == "location.unknown"
    clerk.open("A-01-04")
    clerk.post(f"/counts/{count['id']}/end")
    assert clerk.post(f"/counts/{count['id']}/discard").json["state"] == "discarded"
    assert clerk.get("/counts?state=discarded")["items"][0]["number"] == "C000001"
    late = clerk.scan("count", "AAA0000000", count="C000001")
    assert (late["outcome"], late["say"]) == (
        "refused",
        "Count C000001 is discarded and takes no more scans: open another.",
    )
    assert clerk.open()["number"] == "C000003"
    assert "device.written-off" not in {f"{one.noun}.{one.verb}" for one in told(warehouse)}


def test_codes_and_devices_are_told_by_the_api_too(warehouse: Running, clerk: Staff):
    here = shelve(warehouse, 3, "AAA", "A-01-03")
    count = clerk.open()
    path = f"/counts/{count['id']}/found"
    assert clerk.post(path, {"codes": ["aaa0000000", "ZZZ1234", "ZZZ1234"]}).json == {"noted": 2}
    assert clerk.post(path, {"codes": ["AAA0000000", "ZZZ1234"]}).json == {"noted": 0}
    assert clerk.post(path, {"devices": here[:2]}).json == {"noted": 1}
    assert clerk.post(path, {"devices": [str(uuid4())]}).status_code == 404
    for body in ({}, {"codes": ["AAA0000000"], "devices": here}, {"codes": ["a b"]}):
        assert clerk.post(path, body).status_code == 422
    ended = clerk.post(f"/counts/{count['id']}/end").json
    assert (ended["figures"]["found"], ended["figures"]["unknown"]) == (2, 1)
    assert clerk.post(path, {"devices": here}).json["code"] == "count.not_open"
    assert clerk.post(f"/counts/{uuid4()}/end").status_code == 404


def test_an_unknown_code_that_may_be_a_students_is_not_kept(warehouse: Running, clerk: Staff):
    shelve(warehouse, 1, "ABCD123", "A-01-03")
    count = clerk.open()
    path = f"/counts/{count['id']}/found"
    refused = clerk.post(path, {"codes": ["ZZZ1234", "ABCD12345678"]})
    assert (refused.status_code, refused.json["code"]) == (422, "count.code_permanent")
    assert "12345678" not in refused.text
    answer = clerk.scan("count", "ABCD12345678", count="C000001")
    assert (answer["outcome"], answer["problem"]["code"]) == ("refused", "scan.unknown")
    assert clerk.get(f"/counts/{count['id']}")["scanned"] == 0
    with warehouse.database.writing(Act("w1", now())) as session:
        session.execute(update(Device).values(serial="EFGH12345678"))
    assert clerk.post(path, {"codes": ["EFGH12345678"]}).json == {"noted": 1}, "a device's serial is no student's"


def test_a_serial_of_two_makers_is_that_of_the_one_that_should_stand_there(warehouse: Running, clerk: Staff):
    rows = [",HP,9UZ86UT,TWIN7777,", ",Dell,LAT3310-QC,TWIN7777,"]
    body = "\n".join(["carton,maker,model,serial,asset_tag", *rows]).encode()
    with warehouse.database.writing(Act("w1", now())) as session:
        operations.announce_delivery(session, "S", "R", body)
        (hp,) = session.scalars(select(Device.id).where(Device.maker == "HP"))
        receive(session, [hp], "A-01-03")
    count = clerk.open()
    assert clerk.post(f"/counts/{count['id']}/found", {"codes": ["TWIN7777"]}).json == {"noted": 1}
    other = clerk.open("A-01-04")
    refused = clerk.post(f"/counts/{other['id']}/found", {"codes": ["TWIN7777"]})
    assert (refused.status_code, refused.json["code"]) == (409, "scan.ambiguous")
    assert clerk.scan("count", "TWIN7777", count="C000001")["device"]["maker"] == "HP"


def test_bad_scans_of_a_count_are_refused_and_spoil_no_other(warehouse: Running, clerk: Staff):
    shelve(warehouse, 2, "AAA", "A-01-03")
    clerk.scan("put_away", "AAA0000001", location="A-01-04")
    clerk.open()
    results = clerk.send(
        a_scan("count", "AAA0000000", count="C000009"),
        a_scan("count", "AAA0000000"),
        a_scan("count", "CAAA", count="C000001"),
        a_scan("count", "<b>", count="C000001"),
        a_scan("count", "AAA0000001", count="C000001"),
    )
    assert [(one["problem"] or {}).get("code") for one in results] == [
        "scan.count",
        "scan.count",
        "scan.carton",
        "scan.unknown",
        None,
    ]
    assert results[2]["say"] == "This carton does not count as a whole: scan each device that lies in it."


def test_a_count_is_made_with_pages_alone(warehouse: Running, clerk: Staff, manager: Staff):
    shelve(warehouse, 2, "AAA", "A-01-03")
    opened = clerk.browser.post(
        "/warehouse/counts/open", data={"csrf": "c", "idempotency_key": "k", "location": "a-01-03"}
    )
    assert opened.status_code == 303
    path = opened.headers["Location"]
    page = clerk.browser.get(path).text
    assert "Comptage C000001" in page
    assert "AAA0000001" not in page
    assert "Manquants" not in page, "who counts does not know what is expected"
    scan = {"csrf": "c", "scan": str(uuid4()), "action": "count", "code": "AAA0000000", "count": "C000001"}
    assert "Noté dans le comptage C000001." in clerk.browser.post("/warehouse/scan/take", data=scan).text
    unknown = scan | {"scan": str(uuid4()), "code": "ZZZ9999"}
    assert "inconnu ici" in clerk.browser.post("/warehouse/scan/take", data=unknown).text
    assert clerk.browser.post(f"{path}/end", data={"csrf": "c"}).status_code == 303
    page = clerk.browser.get(path).text
    assert "AAA0000001" in page
    assert "ZZZ9999" in page
    assert "/adjust" not in page
    assert "qui n’a pas compté" in page
    assert f'action="{path}/adjust"' in manager.browser.get(path).text
    assert manager.browser.post(f"{path}/adjust", data={"csrf": "c", **WHY}).status_code == 303
    again = manager.browser.post(f"{path}/adjust", data={"csrf": "c", **WHY})
    assert (again.status_code, 'role="alert"' in again.text) == (409, True)
    assert "confirmé, corrigé" in clerk.browser.get("/warehouse/counts").text
    unknown_place = {"csrf": "c", "idempotency_key": "k2", "location": "Z-09"}
    assert clerk.browser.post("/warehouse/counts/open", data=unknown_place).status_code == 422
    assert "Counts of locations" in clerk.browser.get("/warehouse/counts?lang=en").text


def test_the_page_of_a_count_offers_its_adjustment_to_nobody_who_counted(warehouse: Running, manager: Staff):
    shelve(warehouse, 1, "AAA", "A-01-03")
    count = manager.open()
    Staff(warehouse, "station:s1/m3").scan("count", "AAA0000000", count="C000001")
    manager.post(f"/counts/{count['id']}/end")
    for actor, offered in (("m1", False), ("m3", False), ("m2", True)):
        page = Staff(warehouse, actor, Role.WAREHOUSE_MANAGER).browser.get(f"/warehouse/counts/{count['id']}").text
        assert ("/adjust" in page, "Vous avez vous-même" in page) == (offered, not offered), actor


def test_five_devices_or_five_hundred_take_the_same_sent_by(warehouse: Running, clerk: Staff, manager: Staff):
    counts = []
    for size in (5, 500):
        location = f"B-{size % 97:02d}"
        with warehouse.database.writing(Act("w1", now())) as session:
            operations.import_locations(session, f"code\n{location}")
        here = shelve(warehouse, size, f"H{size:03d}", location)
        shelve(warehouse, size, f"M{size:03d}", "A-01-04")
        opened: list[dict[str, Any]] = []
        taken = [sent_by(warehouse.database, lambda into=opened, at=location: into.append(clerk.open(at)))]
        number, path = opened[0]["number"], f"/counts/{opened[0]['id']}"
        misplaced = [a_scan("count", f"M{size:03d}{n:07d}", count=number) for n in range(size)]
        unknown = [a_scan("count", f"U{size:03d}{n:07d}", count=number) for n in range(size)]
        acts: list[Any] = [
            lambda scans=misplaced: clerk.send(*scans),
            lambda scans=unknown: clerk.send(*scans),
            lambda path=path, here=here[: size // 2]: clerk.post(f"{path}/found", {"devices": here}),
            lambda path=path, size=size: clerk.post(
                f"{path}/found", {"codes": [f"H{size:03d}{n:07d}" for n in range(size // 2)]}
            ),
            lambda path=path: clerk.post(f"{path}/end"),
            lambda path=path: manager.post(f"{path}/adjust", WHY),
        ]
        taken += [sent_by(warehouse.database, act) for act in acts]
        counts.append(taken)
        figures = clerk.get(path)["figures"]
        half = size // 2
        assert (figures["found"], figures["missing"], figures["misplaced"], figures["unknown"]) == (
            half,
            size - half,
            size,
            size,
        )
    assert counts[0] == counts[1]
