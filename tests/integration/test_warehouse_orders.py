"""Orders from the grant heard to the cartons told, through the real inbox."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from services.chassis import run
from services.chassis.run import Running
from services.chassis.tables import outbox
from services.contracts.roles import Person, Role
from services.contracts.shipping import DeviceDamaged
from services.warehouse.service import SERVICE
from tests.integration.databases import installation
from tests.integration.order_floor import (
    API,
    BOARD,
    caller,
    dispatched,
    granted,
    hear,
    laptops,
    opened,
    reader,
    sent_back,
    shelve,
    told,
)
from tests.integration.toy import sent_by

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Running]:
    yield from opened(tmp_path)


@pytest.fixture
def call(warehouse: Running) -> Any:
    return caller(warehouse)


@pytest.fixture
def page(warehouse: Running) -> Any:
    return reader(warehouse)


def test_an_order_goes_from_grant_to_cartons(warehouse: Running, call: Any):
    shelve(warehouse, 5)
    grant = granted(3)
    hear(warehouse, grant)
    (reserved,) = told(warehouse, "order.reserved")
    assert (reserved.request, reserved.reserved, reserved.free) == (grant.request, grant.granted, {"laptop": 2})
    _, page = call("GET", f"/orders?request={grant.request}")
    (order,) = page["items"]
    assert (order["number"], order["board"], order["state"]) == ("D000001", "762000", "reserved")

    _, stops = call("GET", f"/orders/{order['id']}/pick-list")
    assert [(stop["location"], len(stop["devices"])) for stop in stops] == [("A-01-03", 3)]
    picks = [device["id"] for device in stops[0]["devices"]]
    assert call("POST", "/pick", {"devices": picks, "order": order["id"]}) == (200, {"devices": 3})
    assert laptops(warehouse) == (2, 0, 2)
    assert call("GET", f"/orders/{order['id']}/pick-list")[1] == []

    first, second = (call("POST", "/cartons", {"order": order["id"]})[1] for _ in range(2))
    assert call("POST", "/pack", {"devices": picks[:2], "carton": first["id"]}) == (200, {"devices": 2})
    status, closed = call("POST", f"/cartons/{first['id']}/close")
    assert (status, closed["devices"], closed["order_packed"]) == (200, 2, False)
    assert call("POST", f"/cartons/{second['id']}/close")[1]["code"] == "carton.empty"
    call("POST", "/pack", {"devices": picks[2:], "carton": second["id"]})
    assert call("POST", f"/cartons/{second['id']}/close")[1]["order_packed"] is True

    assert [len(one.devices) for one in told(warehouse, "carton.closed")] == [2, 1]
    one, two = told(warehouse, "order.packed")
    assert [str(carton) for carton in one.cartons] == [first["id"]]
    assert {str(carton) for carton in two.cartons} == {first["id"], second["id"]}
    assert (one.final, two.final) == (False, True)
    assert call("GET", f"/orders/{order['id']}")[1]["lines"] == [
        {"type": "laptop", "granted": 3, "reserved": 3, "picked": 3, "packed": 3}
    ]
    assert call("GET", f"/cartons/{first['id']}")[1]["devices"] == 2
    assert call("POST", "/cartons", {"order": order["id"]})[1]["code"] == "order.packed"


def test_a_grant_beyond_stock_is_answered_short_and_the_rest_reserved_by_a_later_one(warehouse: Running):
    shelve(warehouse, 2)
    grant = granted(5)
    hear(warehouse, grant)
    (short,) = told(warehouse, "order.short")
    assert [(line.asked, line.reserved) for line in short.lines] == [(5, 2)]
    assert short.free == {"laptop": 0}
    shelve(warehouse, 4, prefix="6CD")
    hear(warehouse, grant, sequence=2)
    (reserved,) = told(warehouse, "order.reserved")
    assert (reserved.order, reserved.free) == (short.order, {"laptop": 1})
    assert laptops(warehouse) == (6, 5, 1)


def test_a_redelivered_grant_reserves_nothing_more(warehouse: Running):
    shelve(warehouse, 5)
    grant = granted(3)
    hear(warehouse, grant)
    hear(warehouse, grant)
    assert laptops(warehouse) == (5, 3, 2)
    assert len(told(warehouse, "order.reserved")) == 1


def test_grants_heard_together_never_share_a_unit(warehouse: Running):
    shelve(warehouse, 5)
    hear(warehouse, *(granted(2, number=f"D00000{n}") for n in range(4)))
    given = [sum(one.quantity for one in event.reserved) for event in told(warehouse, "order.reserved")]
    short = [sum(one.reserved for one in event.lines) for event in told(warehouse, "order.short")]
    assert (given, short) == ([2, 2], [1, 0])
    assert laptops(warehouse) == (5, 5, 0)


def test_a_picked_device_is_put_back_and_another_picked(warehouse: Running, call: Any):
    shelve(warehouse, 2)
    hear(warehouse, granted(1))
    order = call("GET", "/orders")[1]["items"][0]["id"]
    one, two = [device["id"] for device in call("GET", "/devices")[1]["items"]]
    call("POST", "/pick", {"devices": [one], "order": order})
    assert call("POST", "/pick", {"devices": [two], "order": order})[1]["code"] == "order.enough"
    before = len(told(warehouse, "stock.changed"))
    assert call("POST", "/put-away", {"devices": [one], "location": "A-01-03"}) == (200, {"devices": 1})
    assert laptops(warehouse) == (2, 1, 1)
    assert len(told(warehouse, "stock.changed")) == before, "what is free did not change"
    assert call("POST", "/pick", {"devices": [two], "order": order}) == (200, {"devices": 1})


def test_quarantine_of_a_promised_device_leaves_the_order_waiting_for_stock(warehouse: Running, call: Any):
    shelve(warehouse, 1)
    hear(warehouse, granted(1))
    (device,) = call("GET", "/devices")[1]["items"]
    call("POST", "/quarantine", {"devices": [device["id"]], "reason": "dent"})
    assert told(warehouse, "stock.changed")[-1].free == {"laptop": -1}
    hear(warehouse, granted(1, number="D000002"))
    assert told(warehouse, "order.short")[-1].lines[0].reserved == 0


def seven_of_eight(warehouse: Running, call: Any) -> tuple[str, list[str], str]:
    """An order of eight laptops, seven of them in a closed carton, the last set aside: order, devices, carton."""
    shelve(warehouse, 8)
    hear(warehouse, granted(8))
    order = call("GET", "/orders")[1]["items"][0]["id"]
    ids = [device["id"] for device in call("GET", "/devices?limit=200")[1]["items"]]
    call("POST", "/quarantine", {"devices": ids[7:], "reason": "dent"})
    call("POST", "/pick", {"devices": ids[:7], "order": order})
    carton = call("POST", "/cartons", {"order": order})[1]["id"]
    call("POST", "/pack", {"devices": ids[:7], "carton": carton})
    return order, ids, carton


def test_an_order_whose_promised_device_disappeared_ships_with_what_is_packed(warehouse: Running, call: Any):
    order, _, carton = seven_of_eight(warehouse, call)
    assert call("POST", f"/orders/{order}/ship-packed")[1]["code"] == "carton.open"
    assert call("POST", f"/cartons/{carton}/close")[1]["order_packed"] is False
    status, shipped = call("POST", f"/orders/{order}/ship-packed")
    assert (status, shipped["state"]) == (200, "packed")
    assert shipped["lines"] == [{"type": "laptop", "granted": 8, "reserved": 7, "picked": 7, "packed": 7}]
    (short,) = told(warehouse, "order.short")
    assert ([(line.asked, line.reserved) for line in short.lines], short.free) == ([(8, 7)], {"laptop": 0})
    last = told(warehouse, "order.packed")[-1]
    assert ([str(one) for one in last.cartons], last.final) == ([carton], True)
    assert laptops(warehouse) == (0, 0, 0)
    with warehouse.database.reading() as session:
        keys = session.scalars(select(outbox.c.routing_key).order_by(outbox.c.id)).all()
    assert keys[-2:] == ["warehouse.order.short", "warehouse.order.packed"]
    assert call("POST", f"/orders/{order}/ship-packed")[1]["code"] == "order.packed"
    assert call("POST", f"/orders/{uuid4()}/ship-packed")[0] == 404


def test_a_packed_device_is_put_away_again_while_its_carton_is_open(warehouse: Running, call: Any):
    order, ids, carton = seven_of_eight(warehouse, call)
    before = len(told(warehouse, "stock.changed"))
    shelf = {"devices": ids[:2], "location": "A-01-03"}
    assert call("POST", "/put-away", shelf) == (200, {"devices": 2})
    assert call("GET", f"/cartons/{carton}")[1]["devices"] == 5
    assert len(call("GET", f"/cartons/{carton}")[1]["content"]) == 5
    (line,) = call("GET", f"/orders/{order}")[1]["lines"]
    assert (line["reserved"], line["picked"], line["packed"]) == (8, 5, 5)
    assert laptops(warehouse) == (2, 3, -1)
    assert len(told(warehouse, "stock.changed")) == before, "what is free did not change"
    assert call("POST", "/pick", {"devices": ids[:1], "order": order}) == (200, {"devices": 1})
    assert call("POST", f"/orders/{order}/ship-packed")[1]["code"] == "carton.open"
    assert call("POST", f"/cartons/{carton}/close")[0] == 200
    assert call("POST", f"/orders/{order}/ship-packed")[1]["code"] == "order.picked"
    assert call("POST", "/put-away", {"devices": ids[2:3], "location": "A-01-03"})[1]["code"] == "carton.closed"


def test_the_pick_list_takes_the_oldest_and_leaves_cartons_whole(warehouse: Running, call: Any):
    shelve(warehouse, 4, prefix="OLD", location="B-01-01", carton=4)
    shelve(warehouse, 6, prefix="NEW", location="A-01-03", carton=3)
    hear(warehouse, granted(8))
    order = call("GET", "/orders")[1]["items"][0]["id"]
    stops = call("GET", f"/orders/{order}/pick-list")[1]
    walk = [(stop["location"], [device["carton"] for device in stop["devices"]]) for stop in stops]
    assert walk == [("A-01-03", ["NEW000"] * 3 + ["NEW001"]), ("B-01-01", ["OLD000"] * 4)]


@pytest.mark.parametrize("kind", ["granted", "dispatched", "sent back", "damaged"])
def test_events_heard_in_bulk_take_a_constant_sent_by(warehouse: Running, call: Any, kind: str):
    counts = []
    for size in (3, 60):
        shelve(warehouse, size, prefix=f"N{size:03d}")
        grants = [granted(1, number=f"D{size}-{n}") for n in range(size)]
        about = {"type": "laptop", "board": BOARD, "shipment": uuid4(), "request": uuid4(), "reason": "x"}
        events = {
            "granted": grants,
            "dispatched": [dispatched(one, str(uuid4())) for one in grants],
            "sent back": [sent_back(str(uuid4())) for _ in grants],
            "damaged": [DeviceDamaged(device=uuid4(), **about) for _ in grants],
        }[kind]
        counts.append(sent_by(warehouse.database, lambda: hear(warehouse, *events)))  # noqa: B023
    assert counts[0] == counts[1]


def test_where_a_gs1_prefix_is_licensed_cartons_are_numbered_by_sscc(tmp_path):
    settings = installation(tmp_path, SERVICE, RESERVE_GS1_PREFIX="0626123")
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    shelve(running, 1)
    hear(running, granted(1))
    client = running.application().test_client()
    headers = {"Authorization": f"Bearer {run.keys(settings).sign(Person('w1', Role.WAREHOUSE))}"}
    order = client.get(f"{API}/orders", headers=headers).json["items"][0]["id"]
    opened = client.post(f"{API}/cartons", json={"order": order}, headers=headers | {"Idempotency-Key": "k"})
    running.database.close()
    assert opened.json["code"].startswith("00626123")
    assert len(opened.json["code"]) == 18
