"""Waves: several orders in one walk, each into its bin, whatever happens to an order on the way."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.contracts.intake import WithdrawalAsked
from tests.integration.floor_site import BOARD, FloorSite, a_scan, opened

pytestmark = pytest.mark.databases("sqlite", "postgresql")

CART = "CHAR-01"


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[FloorSite]:
    for site in opened(tmp_path):
        site.places(CART, "CHAR-02")
        yield site


def make(floor: FloorSite, *orders: str, cart: str = CART) -> Any:
    status, wave = floor.call("POST", "/waves", {"cart": cart, "orders": list(orders)})
    assert status == 201, wave
    return wave


def pick(floor: FloorSite, serial: str, wave: str = CART) -> dict[str, Any]:
    return floor.scan("pick", serial, wave=wave)


def bins(floor: FloorSite, wave: Any) -> list[tuple[int, int, int]]:
    """Of each bin its number, what lies in it and what is left to pick."""
    status, found = floor.call("GET", f"/waves/{wave['id']}")
    assert status == 200
    return [(one["number"], one["inside"], one["left"]) for one in found["bins"]]


def test_what_is_scanned_is_told_into_which_bin_it_goes(floor: FloorSite):
    floor.shelve(5, "5CD")
    first, second = floor.grant("D000001", laptop=2), floor.grant("D000002", laptop=1)
    wave = make(floor, first, second)
    assert (wave["number"], wave["left"], bins(floor, wave)) == ("V000001", 3, [(1, 0, 2), (2, 0, 1)])
    said = [pick(floor, f"5CD000000{n}")["say"] for n in range(3)]
    assert said == [
        "Bin 1, for order D000001. Left to pick in the wave: 2.",
        "Bin 1, for order D000001. Left to pick in the wave: 1.",
        "Bin 2, for order D000002. Left to pick in the wave: 0.",
    ]
    again = pick(floor, "5CD0000002", wave=wave["number"])
    assert (again["outcome"], again["say"]) == (
        "repeated",
        "Picked before: it goes into bin 2, for order D000002.",
    )
    assert pick(floor, "5CD0000003")["problem"]["code"] == "wave.enough"
    assert bins(floor, wave) == [(1, 2, 0), (2, 1, 0)]
    assert [(str(one.order), one.location, one.bin) for one in floor.told("device.picked")] == [
        (first, CART, 1),
        (first, CART, 1),
        (second, CART, 2),
    ]


def test_the_pick_list_of_a_wave_says_the_bins_that_the_scans_say(floor: FloorSite):
    floor.shelve(4, "5CD", "A-02-01", carton=4)
    floor.shelve(3, "5CE", "A-01-01")
    floor.shelve(2, "DMP", "A-01-02", kind="tablet")
    orders = [floor.grant("D000001", laptop=3), floor.grant("D000002", laptop=2, tablet=1)]
    wave = make(floor, *orders)
    stops = floor.call("GET", f"/waves/{wave['id']}/pick-list")[1]
    assert [stop["location"] for stop in stops] == ["A-01-01", "A-01-02", "A-02-01"]
    listed = [(one["serial"], one["bin"]) for stop in stops for one in stop["devices"]]
    # The older carton of four is taken whole.
    assert [serial for serial, _ in listed if serial.startswith("5CD")] == [f"5CD000000{n}" for n in range(4)]
    scanned = floor.scans(*[a_scan("pick", serial, wave=CART) for serial, _ in listed])
    assert [one["say"].split(",")[0] for one in scanned] == [f"Bin {number}" for _, number in listed]
    assert floor.call("GET", f"/waves/{wave['id']}/pick-list")[1] == []


def test_all_that_are_ready_and_fit_on_the_cart_are_taken_those_that_have_waited_longest_first(floor: FloorSite):
    floor.shelve(30, "5CD")
    small, large, last = (floor.grant(f"D00000{n}", laptop=count) for n, count in enumerate((4, 12, 5)))
    floor.places(CART, capacity=10)
    wave = make(floor)
    assert [one["order"] for one in wave["bins"]] == [small, last]
    assert floor.call("POST", "/waves", {"cart": "CHAR-02", "orders": [small]})[1]["code"] == "wave.order_taken"
    assert [one["order"] for one in make(floor, cart="CHAR-02")["bins"]] == [large]
    floor.places("CHAR-03")
    assert floor.call("POST", "/waves", {"cart": "CHAR-03"})[1]["code"] == "wave.nothing"


def test_a_wave_is_refused_with_what_stands_in_its_way(floor: FloorSite):
    floor.shelve(9, "5CD")
    order = floor.grant("D000001", laptop=6)
    floor.places(CART, capacity=5)
    answers = [
        floor.call("POST", "/waves", {"cart": cart, "orders": [one]})
        for cart, one in ((CART, order), ("A-01-03", order), ("CHAR-09", order), ("CHAR-02", str(uuid4())))
    ]
    assert [(status, body["code"]) for status, body in answers] == [
        (409, "wave.too_large"),
        (422, "wave.cart"),
        (422, "wave.cart"),
        (404, "order.unknown"),
    ]
    make(floor, order, cart="CHAR-02")
    other = floor.grant("D000002", laptop=1)
    taken = floor.call("POST", "/waves", {"cart": "CHAR-02", "orders": [other]})[1]
    assert (taken["code"], "V000001" in taken["detail"]) == ("wave.cart_taken", True)


def test_an_order_that_is_cancelled_on_the_way_gets_nothing_more_and_its_bin_is_put_away_again(floor: FloorSite):
    floor.shelve(6, "5CD")
    first, second = floor.grant("D000001", laptop=2), floor.grant("D000002", laptop=2)
    wave = make(floor, first, second)
    pick(floor, "5CD0000000")
    floor.hear(
        WithdrawalAsked(request=UUID(floor.order(first)["request"]), board=BOARD, reason="Plus requis"), sequence=2
    )
    assert bins(floor, wave) == [(1, 1, 0), (2, 0, 2)]
    assert pick(floor, "5CD0000001")["say"].startswith("Bin 2,")
    assert "Rangez de nouveau ses appareils" in floor.page(f"/waves/{wave['id']}")
    assert floor.scan("put_away", "5CD0000000", location="A-01-03")["outcome"] == "done"
    assert bins(floor, wave) == [(1, 0, 0), (2, 1, 1)]
    assert floor.stock() == (5, 1, 4)


def test_a_pick_that_is_taken_back_leaves_its_bin_and_the_bin_wants_another(floor: FloorSite):
    floor.shelve(4, "5CD")
    wave = make(floor, floor.grant("D000001", laptop=1), floor.grant("D000002", laptop=1))
    pick(floor, "5CD0000000")
    pick(floor, "5CD0000001")
    back = floor.scan("undo", "5CD0000000", reason="Mauvais appareil")
    assert (back["outcome"], back["device"]["location"]) == ("done", "A-01-03")
    assert (bins(floor, wave), floor.stock()) == ([(1, 0, 1), (2, 1, 0)], (3, 1, 2))
    assert pick(floor, "5CD0000002")["say"].startswith("Bin 1,")


def test_a_finished_wave_takes_no_more_scans_and_leaves_the_rest_to_the_next(floor: FloorSite):
    floor.shelve(4, "5CD")
    order = floor.grant("D000001", laptop=2)
    wave = make(floor, order)
    pick(floor, "5CD0000000")
    assert floor.call("POST", f"/waves/{wave['id']}/close")[1]["state"] == "closed"
    assert pick(floor, "5CD0000001", wave=wave["number"])["problem"]["code"] == "wave.closed"
    assert pick(floor, "5CD0000001")["problem"]["code"] == "scan.wave"
    assert floor.call("POST", f"/waves/{wave['id']}/close")[0] == 409
    next_wave = make(floor)
    assert bins(floor, next_wave) == [(1, 1, 1)]
    assert pick(floor, "5CD0000001")["outcome"] == "done"


def test_what_is_packed_of_a_wave_leaves_its_bin(floor: FloorSite):
    floor.shelve(3, "5CD")
    order = floor.grant("D000001", laptop=2)
    wave = make(floor, order)
    carton = floor.call("POST", "/cartons", {"order": order})[1]["code"]
    pick(floor, "5CD0000000")
    assert floor.scan("pack", "5CD0000000", carton=carton)["outcome"] == "done"
    assert bins(floor, wave) == [(1, 0, 1)]


def test_the_station_counts_what_is_left_of_a_wave(floor: FloorSite):
    floor.shelve(3, "5CD")
    wave = make(floor, floor.grant("D000001", laptop=2), floor.grant("D000002", laptop=1))
    pick(floor, "5CD0000000")
    for name in (CART, wave["number"], wave["id"]):
        assert floor.call("GET", f"/expected?action=pick&wave={name}") == (200, {"expected": 3, "done": 1})


def test_a_wave_is_made_walked_and_finished_with_pages_alone(floor: FloorSite):
    floor.shelve(3, "5CD")
    order = floor.grant("D000001", laptop=2)
    page = floor.page("/waves")
    assert f'value="{order}"' in page
    assert "2 à prélever" in page
    made = floor.send("/waves/make", cart=CART, orders=[order])
    assert made.status_code == 303, made.text
    address = made.headers["Location"].removeprefix("/warehouse")
    assert "action=pick_wave&amp;wave=V000001" in floor.page(address)
    assert "<td>1</td>" in floor.page(address)
    assert "bac 1 du chariot CHAR-01" in floor.page(f"/orders/{order}")
    assert floor.send(f"{address}/close").status_code == 303
    assert "terminée" in floor.page(address)
    assert 'class="alert"' in floor.send("/waves/make", cart="A-01-03", orders=[order]).text


def test_picking_for_a_wave_takes_as_many_statements_for_five_as_for_two_hundred(floor: FloorSite):
    taken = []
    for name, count in (("5CA", 5), ("5CB", 200)):
        floor.shelve(count, name, kind="laptop")
        make(floor, *[floor.grant(f"D{name}{n}", laptop=count // 5) for n in range(5)])
        batch = [a_scan("pick", f"{name}{n:07d}", wave=CART) for n in range(count)]
        results: list[dict[str, Any]] = []
        taken.append(floor.statements(lambda batch=batch, results=results: results.extend(floor.scans(*batch))))
        assert {one["outcome"] for one in results} == {"done"}
        (wave,) = floor.call("GET", "/waves?state=open")[1]["items"]
        floor.call("POST", f"/waves/{wave['id']}/close")
    assert taken[0] == taken[1]
