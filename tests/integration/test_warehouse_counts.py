"""What a count comes to: opened blind, ended, adjusted by a second person, and what happened meanwhile left alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.chassis import inbox
from services.chassis.act import now
from services.chassis.run import Running
from services.chassis.tables import outbox
from services.contracts.envelope import Envelope, from_wire
from services.contracts.event import Event
from services.contracts.intake import Address, Quantity, RequestGranted
from services.contracts.roles import Role
from services.contracts.shipping import ShipmentDispatched
from services.contracts.values import BoardCode
from services.warehouse.service import SERVICE
from tests.integration.count_staff import WHY, Staff, a_scan, opened, shelve

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Running]:
    yield from opened(tmp_path)


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
