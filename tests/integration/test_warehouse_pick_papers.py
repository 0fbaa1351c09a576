"""Pick lists on paper: the walk with a box for each device, and bars that name the order or the wave to the scanner."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.codes import Kind
from tests.integration.floor_site import FloorSite, opened
from tests.printed_bars import read_back

pytestmark = pytest.mark.databases("sqlite", "postgresql")

CART = "CHAR-01"
ROW = re.compile(r'<tr><th scope="row">(A-[0-9-]+)</th>(?:<td>(\d+)</td>)?<td>(\w*)</td><td><code>(\w+)</code></td>')


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[FloorSite]:
    for site in opened(tmp_path):
        site.places(CART)
        yield site


def test_the_pick_list_of_an_order_is_walked_with_a_pen_and_its_bars_are_the_orders(floor: FloorSite):
    floor.shelve(3, "5CD", "A-02-01", carton=3)
    floor.shelve(2, "DMP", "A-01-02", kind="tablet")
    order = floor.grant("D000001", laptop=3, tablet=1)
    paper = floor.page(f"/orders/{order}/pick-list")
    expected = [("A-01-02", "", "DMP000", "DMP0000000")]
    expected += [("A-02-01", "", "5CD000", f"5CD000000{number}") for number in range(3)]
    assert ROW.findall(paper) == expected
    assert paper.count('class="tick"') == 4
    assert read_back(paper) == [(Kind.DOCUMENT, "D000001")]
    assert f"/orders/{order}/pick-list" in floor.page(f"/orders/{order}")


def test_the_pick_list_of_a_wave_says_the_bin_of_each_device(floor: FloorSite):
    floor.shelve(4, "5CD")
    orders = [floor.grant("D000001", laptop=2), floor.grant("D000002", laptop=1)]
    wave = floor.call("POST", "/waves", {"cart": CART, "orders": orders})[1]
    stops = floor.call("GET", f"/waves/{wave['id']}/pick-list")[1]
    path = f"/waves/{wave['id']}/pick-list"
    paper = floor.page(path)
    listed = [(one["serial"], str(one["bin"])) for stop in stops for one in stop["devices"]]
    assert [(serial, number) for _, number, _, serial in ROW.findall(paper)] == listed
    assert [one for one in (CART, "D000001", "D000002", "Liste de prélèvement") if one not in paper] == []
    assert read_back(paper) == [(Kind.DOCUMENT, "V000001")]
    assert path in floor.page(f"/waves/{wave['id']}")
    assert "V000001" in floor.page(f"/orders/{orders[0]}/pick-list")


def test_what_the_bars_say_is_what_the_scan_of_a_pick_takes(floor: FloorSite):
    floor.shelve(3, "5CD")
    order = floor.grant("D000001", laptop=2)
    ((_, said),) = read_back(floor.page(f"/orders/{order}/pick-list"))
    assert floor.scan("pick", "5CD0000000", order=said)["outcome"] == "done"
    wave = floor.call("POST", "/waves", {"cart": CART, "orders": [order]})[1]
    ((_, said),) = read_back(floor.page(f"/waves/{wave['id']}/pick-list"))
    assert floor.scan("pick", "5CD0000001", wave=said)["outcome"] == "done"
    for path in (f"/orders/{order}", f"/waves/{wave['id']}"):
        assert "Il ne reste rien à prélever" in floor.page(f"{path}/pick-list")


def test_a_pick_list_of_any_size_takes_the_same_number_of_statements(floor: FloorSite):
    floor.shelve(250, "5CD", carton=50)
    counted = []
    for number, devices in (("D000001", 5), ("D000002", 200)):
        order = floor.grant(number, laptop=devices)
        counted.append(floor.statements(lambda order=order: floor.page(f"/orders/{order}/pick-list")))
    assert counted[0] == counted[1] <= 7
