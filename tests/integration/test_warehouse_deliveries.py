"""Deliveries through the API: announced whole or not at all, received, put away, closed; with the events they cause."""

import io
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
from services.contracts.values import BoardCode, with_check_character
from services.warehouse import operations
from services.warehouse.model.device import Device
from services.warehouse.service import SERVICE
from tests.integration.databases import installation
from tests.integration.toy import sent_by

pytestmark = pytest.mark.databases("sqlite", "postgresql")

HEAD = "carton,maker,model,serial,asset_tag"
API = "/warehouse/api/v1"


@pytest.fixture
def warehouse(tmp_path) -> Iterator[Running]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    yield running
    running.database.close()


class Caller:
    """Someone with a token, calling the API."""

    def __init__(self, warehouse: Running, role: Role = Role.WAREHOUSE, board: str | None = None) -> None:
        person = Person("u1", role, BoardCode(board) if board else None, csrf="c")
        token = run.keys(warehouse.settings).sign(person)
        self.client = warehouse.application().test_client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        return self.client.get(API + path, headers=self.headers)

    def post(self, path: str, body: Any = None, key: str | None = None, **more: Any) -> Any:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return self.client.post(API + path, json=body, headers=headers, **more)

    def announce(self, rows: list[str], key: str | None = None) -> Any:
        form = {
            "supplier": "HP Canada",
            "reference": "BL-77",
            "file": (io.BytesIO("\n".join([HEAD, *rows]).encode()), "asn.csv"),
        }
        headers = self.headers | {"Idempotency-Key": key or str(uuid4())}
        return self.client.post(f"{API}/deliveries", data=form, headers=headers)


@pytest.fixture
def caller(warehouse: Running) -> Caller:
    caller = Caller(warehouse)
    assert caller.post("/locations", {"codes": ["quai-01", "A-01-03", "A-01-04"]}).status_code == 200
    return caller


def laptops(count: int, prefix: str = "5CD") -> list[str]:
    return [f"C{n // 10:03d},HP,9UZ86UT,{prefix}{n:07d}," for n in range(count)]


def told(warehouse: Running) -> list[Any]:
    """Every event recorded so far, in order."""
    with warehouse.database.reading() as session:
        return [from_wire(body) for body in session.scalars(select(outbox.c.body).order_by(outbox.c.id))]


def ids(caller: Caller, query: str) -> list[str]:
    return [device["id"] for device in caller.get(f"/devices?limit=200&{query}").json["items"]]


def test_locations_are_made_known_again_and_again(caller: Caller):
    caller.post("/locations", {"codes": ["A-01-03", "B-01-01"]})
    assert caller.get("/locations").json["codes"] == ["A-01-03", "A-01-04", "B-01-01", "QUAI-01"]


def test_a_delivery_is_announced_received_put_away_and_closed(warehouse: Running, caller: Caller):
    answer = caller.announce(laptops(3))
    assert answer.status_code == 201
    assert (answer.json["notice"]["outcome"], answer.json["notice"]["errors"]) == ("accepted", [])
    assert answer.json | {"id": None, "notice": None} == {
        "id": None,
        "notice": None,
        "number": "L000001",
        "devices": 3,
        "announced": [{"type": "laptop", "quantity": 3}],
    }
    first, second, third = ids(caller, f"delivery={answer.json['id']}")
    assert caller.post("/receive", {"devices": [first, second], "location": "QUAI-01"}).json == {"devices": 2}
    assert caller.post("/put-away", {"devices": [first], "location": "A-01-03"}).json == {"devices": 1}
    assert caller.post("/put-away", {"devices": [first], "location": "A-01-04"}).json == {"devices": 1}
    delivery = caller.get(f"/deliveries/{answer.json['id']}").json
    assert (delivery["announced"], delivery["received"], delivery["missing"], delivery["state"]) == (3, 2, 1, "open")
    refused = caller.post(f"/deliveries/{answer.json['id']}/close")
    assert (refused.status_code, refused.json["code"]) == (409, "delivery.differences")
    looked_at_before = {"reason": "perdu en route", "missing": 2}
    changed = caller.post(f"/deliveries/{answer.json['id']}/close", looked_at_before)
    assert (changed.status_code, changed.json["code"]) == (409, "delivery.changed")
    closed = caller.post(f"/deliveries/{answer.json['id']}/close", looked_at_before | {"missing": 1}).json
    assert (closed["state"], closed["missing"], closed["closed_because"]) == ("closed", 1, "perdu en route")
    assert caller.get("/stock").json[1] == {"type": "laptop", "on_shelf": 1, "reserved": 0, "free": 1}
    assert ids(caller, "state=announced") == [third]
    assert [envelope.data.routing_key().removeprefix("warehouse.") for envelope in told(warehouse)] == [
        "delivery.announced",
        "device.received",
        "device.received",
        "device.stored",
        "stock.changed",
        "device.moved",
        "delivery.closed",
    ]
    last = told(warehouse)[-1].data
    assert (last.received, last.missing, last.unexpected, last.reason) == (2, 1, 0, "perdu en route")


def test_a_notice_with_one_bad_row_keeps_nothing(warehouse: Running, caller: Caller):
    answer = caller.announce([*laptops(3), "C1,HP,NOPE,5CD9999999,"])
    assert (answer.status_code, answer.json["code"]) == (422, "asn.invalid")
    assert [(error["pointer"], error["code"]) for error in answer.json["errors"]] == [("line 5, model", "asn.model")]
    assert ids(caller, "state=announced") == []
    assert caller.get("/deliveries").json["items"] == []
    assert told(warehouse) == []


def test_serials_and_tags_known_already_are_named_beside_the_files_own_faults(caller: Caller):
    tag = with_check_character("RA00000001")
    assert caller.announce([f"C1,HP,9UZ86UT,5CD0000001,{tag}"]).status_code == 201
    again = ["C1,HP,9UZ86UT,5CD0000001,", f"C1,HP,9UZ86UT,5CD0000002,{tag}", "C1,HP,NOPE,5CD0000003,", *laptops(1, "X")]
    answer = caller.announce(again)
    assert [(error["pointer"], error["code"]) for error in answer.json["errors"]] == [
        ("line 2, serial", "asn.serial_known"),
        ("line 3, asset_tag", "asn.asset_tag_known"),
        ("line 4, model", "asn.model"),
    ]
    assert len(ids(caller, "state=announced")) == 1


def receive_unannounced(caller: Caller, *serials: str, **more: str) -> None:
    """Receive devices that nobody announced yet, by scan."""
    scans = [
        {
            "id": str(uuid4()),
            "at": now().isoformat(),
            "station": "quai-1",
            "action": "receive",
            "codes": [{"text": serial, "symbology": "Code128"}],
            "with": {"location": "QUAI-01", "model": "9UZ86UT", **more},
        }
        for serial in serials
    ]
    answer = caller.post("/scans", {"sent": now().isoformat(), "scans": scans})
    assert {one["outcome"] for one in answer.json["results"]} == {"done"}


def test_what_came_before_its_notice_is_received_in_its_delivery(warehouse: Running, caller: Caller):
    tag = with_check_character("RA00000001")
    receive_unannounced(caller, "5CD0000000", "5CD0000001")
    caller.post("/put-away", {"devices": ids(caller, "serial=5CD0000001"), "location": "A-01-03"})
    answer = caller.announce([*laptops(1), f"C9,HP,9UZ86UT,5CD0000001,{tag}", "C9,HP,9UZ86UT,5CD0000002,"])
    assert (answer.status_code, answer.json["devices"]) == (201, 3)
    assert answer.json["announced"] == [{"type": "laptop", "quantity": 3}]
    found = caller.get(f"/deliveries/{answer.json['id']}").json
    assert (found["announced"], found["received"], found["unexpected"], found["missing"]) == (3, 2, 0, 1)
    stored = caller.get("/devices?serial=5CD0000001").json["items"][0]
    assert (stored["state"], stored["supplier_carton"], stored["asset_tag"]) == ("stored", "C9", tag)
    caller.post(f"/deliveries/{answer.json['id']}/close", {"reason": "en retard"})
    assert (told(warehouse)[-1].data.received, told(warehouse)[-1].data.missing) == (2, 1)


@pytest.mark.parametrize("why", ["another delivery", "a tag that another device has"])
def test_a_notice_of_a_known_device_that_is_not_its_own_is_refused_whole(caller: Caller, why: str):
    tag = with_check_character("RA00000001")
    assert caller.announce([f"C1,HP,9UZ86UT,5CD7777777,{tag}"]).status_code == 201
    more = {"delivery": "L000001"} if why == "another delivery" else {}
    receive_unannounced(caller, "5CD0000001", **more)
    tagged = tag if why == "a tag that another device has" else ""
    answer = caller.announce([f"C1,HP,9UZ86UT,5CD0000001,{tagged}", "C1,HP,9UZ86UT,5CD0000002,"])
    fault = ("line 2, asset_tag", "asn.asset_tag_known") if tagged else ("line 2, serial", "asn.serial_known")
    assert [(error["pointer"], error["code"]) for error in answer.json["errors"]] == [fault]
    assert ids(caller, "serial=5CD0000002") == []
    assert caller.get("/devices?serial=5CD0000001").json["items"][0]["asset_tag"] is None


def test_adopting_takes_a_constant_sent_by(warehouse: Running, caller: Caller):
    counts = []
    for size in (5, 200):
        rows = laptops(size, f"Q{size:03d}")
        receive_unannounced(caller, *[row.split(",")[3] for row in rows])
        answers: list[Any] = []
        counts.append(sent_by(warehouse.database, lambda rows=rows, into=answers: into.append(caller.announce(rows))))
        assert caller.get(f"/deliveries/{answers[0].json['id']}").json["received"] == size
    assert counts[0] == counts[1]


def test_the_same_key_announces_once(caller: Caller):
    one, two = (caller.announce(laptops(2), key="k1") for _ in range(2))
    assert (one.status_code, two.status_code) == (201, 201)
    assert one.data == two.data
    assert caller.announce(laptops(2, "X"), key="k1").status_code == 422
    assert caller.client.post(f"{API}/deliveries", headers=caller.headers).status_code == 400


def test_a_closed_delivery_is_not_closed_again(caller: Caller):
    path = f"/deliveries/{caller.announce(laptops(1)).json['id']}/close"
    assert caller.post(path, {"reason": "rien"}).status_code == 200
    assert (caller.post(path).status_code, caller.post(path).json["code"]) == (409, "delivery.closed")


def test_a_step_is_taken_by_all_or_by_none(caller: Caller):
    caller.announce(laptops(2))
    one, two = ids(caller, "state=announced")
    caller.post("/receive", {"devices": [one], "location": "QUAI-01"})
    refused = caller.post("/put-away", {"devices": [one, two], "location": "A-01-03"})
    assert (refused.status_code, refused.json["code"]) == (409, "device.move")
    assert ids(caller, "state=received") == [one]
    unknown = caller.post("/put-away", {"devices": [one, str(uuid4())], "location": "A-01-03"})
    assert (unknown.status_code, unknown.json["code"]) == (404, "device.unknown")
    nowhere = caller.post("/put-away", {"devices": [one], "location": "Z-01-03"})
    assert (nowhere.status_code, nowhere.json["code"]) == (422, "location.unknown")


def test_a_step_repeated_changes_nothing_and_tells_nothing(warehouse: Running, caller: Caller):
    caller.announce(laptops(2))
    both = ids(caller, "state=announced")
    for path, body in [
        ("/receive", {"location": "QUAI-01"}),
        ("/put-away", {"location": "A-01-03"}),
        ("/quarantine", {"reason": "dent"}),
    ]:
        assert caller.post(path, {"devices": both, **body}).json == {"devices": 2}
        before = len(told(warehouse))
        assert caller.post(path, {"devices": both, **body}).json == {"devices": 0}
        assert len(told(warehouse)) == before


def test_quarantine_takes_stock_away_until_the_device_is_put_away_again(warehouse: Running, caller: Caller):
    caller.announce(laptops(1))
    one = ids(caller, "state=announced")
    caller.post("/receive", {"devices": one, "location": "QUAI-01"})
    caller.post("/put-away", {"devices": one, "location": "A-01-03"})
    caller.post("/quarantine", {"devices": one, "reason": "écran fêlé"})
    assert caller.post("/release", {"devices": one}).json == {"devices": 1}
    caller.post("/put-away", {"devices": one, "location": "A-01-03"})
    free = [one.data.free for one in told(warehouse) if one.data.routing_key() == "warehouse.stock.changed"]
    assert free == [{"laptop": 1}, {"laptop": 0}, {"laptop": 1}]


def test_a_code_permanent_is_refused_as_a_reason(caller: Caller):
    refused = caller.post("/quarantine", {"devices": [str(uuid4())], "reason": "ABCD12345678"})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/reason")
    assert "ABCD" not in refused.text


@pytest.mark.parametrize(
    ("role", "board", "reads", "writes"),
    [
        (Role.WAREHOUSE, None, 200, 200),
        (Role.WAREHOUSE_MANAGER, None, 200, 200),
        (Role.MINISTRY, None, 200, 403),
        (Role.AUDITOR, None, 200, 403),
        (Role.BOARD_MANAGER, "762000", 403, 403),
        (Role.STATION, None, 403, 403),
    ],
)
def test_who_may_see_and_who_may_change(warehouse: Running, role: Role, board: str | None, reads: int, writes: int):
    caller = Caller(warehouse, role, board)
    assert {caller.get(path).status_code for path in ("/stock", "/devices", "/orders", "/deliveries", "/claims")} == {
        reads
    }
    assert caller.post("/locations", {"codes": ["A-01-03"]}).status_code == writes


def test_lists_go_on_by_cursor(caller: Caller):
    caller.announce(laptops(5))
    first = caller.get("/devices?limit=3").json
    rest = caller.get(f"/devices?limit=3&cursor={first['next']}").json
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 2, None)
    assert len({one["id"] for one in first["items"] + rest["items"]}) == 5
    assert caller.get("/devices?serial=5cd0000003").json["items"][0]["serial"] == "5CD0000003"


def test_the_commands_import_locations_and_notices(warehouse: Running):
    with warehouse.database.writing(Act("service:command", now())) as session:
        assert operations.import_locations(session, "code,note\nA-01-03,x\na-01-04,y\n") == 2
        notice = "\n".join([HEAD, *laptops(4)]).encode()
        assert operations.announce_delivery(session, "HP", "BL-1", notice).announced == 4
    assert Caller(warehouse).get("/locations").json["codes"] == ["A-01-03", "A-01-04"]


def test_bulk_steps_take_a_constant_sent_by(warehouse: Running, caller: Caller):
    counts = []
    for size in (5, 500):
        answers: list[Any] = []
        rows = laptops(size, f"P{size:03d}")
        announced = sent_by(warehouse.database, lambda rows=rows, into=answers: into.append(caller.announce(rows)))
        delivery = answers[0].json["id"]
        devices = of_delivery(warehouse, delivery)
        assert len(devices) == size
        steps = [
            sent_by(
                warehouse.database,
                lambda path=path, devices=devices, body=body: caller.post(path, {"devices": devices, **body}),
            )
            for path, body in [
                ("/receive", {"location": "QUAI-01"}),
                ("/put-away", {"location": "A-01-03"}),
                ("/quarantine", {"reason": "dent"}),
            ]
        ]
        closed = sent_by(warehouse.database, lambda delivery=delivery: caller.post(f"/deliveries/{delivery}/close"))
        assert caller.get(f"/deliveries/{delivery}").json["received"] == size
        counts.append([announced, *steps, closed])
    assert counts[0] == counts[1]
    assert max(counts[0]) < 20


def of_delivery(warehouse: Running, delivery: str) -> list[str]:
    with warehouse.database.reading() as session:
        return [str(key) for key in session.scalars(select(Device.id).where(Device.delivery_id == UUID(delivery)))]
