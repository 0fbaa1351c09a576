"""Short picks: what could not be picked is set aside and to be counted, and the order gets another, or one fewer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.contracts.roles import Person, Role
from services.contracts.warehouse import OrderShort
from tests.integration.floor_site import FloorSite, opened

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[FloorSite]:
    yield from opened(tmp_path)


def lacking(floor: FloorSite, serial: str, reason: str = "not_found", **picked_for: str) -> tuple[int, Any]:
    return floor.call("POST", "/short-picks", {"device": floor.device(serial)["id"], "reason": reason, **picked_for})


def proposed(told: Any) -> tuple[str, str]:
    return told["proposed"]["location"], told["proposed"]["device"]["serial"]


def test_another_is_proposed_at_once_the_next_of_the_walk(floor: FloorSite):
    floor.shelve(1, "5CD", "A-01-01")
    floor.shelve(1, "5CE", "A-01-02")
    floor.shelve(1, "5CF", "A-01-03")
    order = floor.grant("D000001", laptop=2)
    status, told = lacking(floor, "5CE0000000", order=order)
    assert (status, told["short"], told["order_state"]) == (201, False, "reserved")
    assert proposed(told) == ("A-01-03", "5CF0000000")
    device = floor.device("5CE0000000")
    assert (device["state"], device["location"]) == ("quarantined", "A-01-02")
    assert floor.stock() == (2, 2, 0)
    assert floor.told("order.short") == []
    for serial in ("5CF0000000", "5CD0000000"):
        assert floor.scan("pick", serial, order="D000001")["outcome"] == "done"


def test_where_there_is_no_other_the_order_is_short_and_its_board_is_told(floor: FloorSite):
    floor.shelve(3, "5CD")
    floor.grant("D000001", laptop=1)
    order = floor.grant("D000002", laptop=2)
    status, told = lacking(floor, "5CD0000001", "damaged", order=order)
    assert (status, told["short"], told["order_state"]) == (201, True, "short")
    (short,) = floor.told("order.short")
    assert isinstance(short, OrderShort)
    assert ([(one.asked, one.reserved) for one in short.lines], short.free) == ([(2, 1)], {"laptop": 0})
    assert floor.stock() == (2, 2, 0)
    assert floor.told("device.quarantined")[-1].reason == "found damaged when it was to be picked"
    # Found after all, it is stock again, of whoever is granted it.
    assert floor.scan("release", "5CD0000001")["outcome"] == "done"
    assert floor.scan("put_away", "5CD0000001", location="A-01-03")["outcome"] == "done"
    assert floor.stock() == (3, 2, 1)


def test_the_place_is_to_be_counted_until_somebody_counts_it_and_the_count_settles_the_device(floor: FloorSite):
    floor.shelve(3, "5CD")
    order = floor.grant("D000001", laptop=1)
    lacking(floor, "5CD0000000", order=order)
    (flagged,) = floor.call("GET", "/locations/to-count")[1]
    assert (flagged["location"], flagged["lacking"]) == ("A-01-03", 1)
    assert 'name="location" value="A-01-03"' in floor.page("/counts")
    assert floor.send("/counts/open", location="A-01-03").status_code == 303
    assert floor.call("GET", "/locations/to-count") == (200, [])
    (count,) = floor.call("GET", "/counts")[1]["items"]
    for serial in ("5CD0000001", "5CD0000002"):
        floor.scan("count", serial, count=count["number"])
    floor.call("POST", f"/counts/{count['id']}/end")
    status, settled = floor.call_as(
        Person("m1", Role.WAREHOUSE_MANAGER), "POST", f"/counts/{count['id']}/adjust", {"reason": "compté"}
    )
    assert (status, settled["figures"]["missing"]) == (200, 1)
    assert floor.device("5CD0000000")["state"] == "written_off"
    assert floor.call("GET", "/locations/to-count") == (200, [])


def test_a_count_that_is_thrown_away_settles_nothing(floor: FloorSite):
    floor.shelve(2, "5CD")
    lacking(floor, "5CD0000000", "blocked", order=floor.grant("D000001", laptop=1))
    count = floor.call("POST", "/counts", {"location": "A-01-03"})[1]
    floor.call("POST", f"/counts/{count['id']}/discard")
    assert [one["location"] for one in floor.call("GET", "/locations/to-count")[1]] == ["A-01-03"]


def test_in_a_wave_the_last_bin_that_needs_one_gets_fewer(floor: FloorSite):
    floor.places("CHAR-01")
    floor.shelve(4, "5CD")
    first, second = floor.grant("D000001", laptop=2), floor.grant("D000002", laptop=2)
    wave = floor.call("POST", "/waves", {"cart": "CHAR-01", "orders": [first, second]})[1]
    floor.scan("pick", "5CD0000000", wave="CHAR-01")
    status, told = lacking(floor, "5CD0000001", wave=wave["id"])
    assert (status, told["short"], told["order_id"]) == (201, True, second)
    assert (proposed(told), told["proposed"]["device"]["bin"]) == (("A-01-03", "5CD0000002"), 1)
    bins = floor.call("GET", f"/waves/{wave['id']}")[1]["bins"]
    assert [(one["inside"], one["left"]) for one in bins] == [(1, 1), (0, 1)]


def test_what_stands_on_no_shelf_or_is_not_needed_is_refused_and_changes_nothing(floor: FloorSite):
    floor.shelve(4, "5CD")
    order, enough = floor.grant("D000001", laptop=2), floor.grant("D000002", laptop=1)
    floor.scan("pick", "5CD0000000", order="D000001")
    floor.scan("pick", "5CD0000001", order="D000002")
    assert [
        lacking(floor, serial, order=one)[1]["code"] for serial, one in (("5CD0000000", order), ("5CD0000002", enough))
    ] == [
        "device.move",
        "order.enough",
    ]
    nobody = {"device": floor.device("5CD0000002")["id"], "reason": "not_found"}
    assert floor.call("POST", "/short-picks", nobody)[0] == 422
    assert floor.call("POST", "/short-picks", {**nobody, "order": order, "reason": "asleep"})[0] == 422
    assert (floor.stock(), floor.told("device.quarantined")) == ((2, 1, 1), [])


def test_a_picker_says_it_from_the_pick_list_with_pages_alone(floor: FloorSite):
    floor.shelve(3, "5CD")
    order, device = floor.grant("D000001", laptop=2), floor.device("5CD0000000")["id"]
    address = f"/orders/{order}/short/{device}"
    assert f'href="/warehouse{address}"' in floor.page(f"/orders/{order}")
    assert 'value="blocked"' in floor.page(address)
    told = floor.send(address, why="blocked")
    assert told.status_code == 303, told.text
    page = floor.page(told.headers["Location"].removeprefix("/warehouse"))
    assert "Prélevez plutôt" in page
    assert "5CD0000001" in page
    assert "5CD0000000" not in floor.page(f"/orders/{order}")
    assert 'class="alert"' in floor.send(address, why="blocked").text
    assert "A-01-03" in floor.page("/short-picks")
