"""Zones are counted by several at once, blind; adjusted line by line; what is next, and how right the records were."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.contracts.roles import Person, Role
from tests.integration.floor_site import FloorSite, a_scan, opened

MANAGER = Person("m1", Role.WAREHOUSE_MANAGER)
HERE, THERE = "A-01-03", "A-01-04"


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[FloorSite]:
    yield from opened(tmp_path)


def count(floor: FloorSite, **place: str) -> Any:
    status, made = floor.call("POST", "/counts", place)
    assert status == 201, made
    return made


def see(floor: FloorSite, code: str, number: str, location: str) -> Any:
    return floor.scan("count", code, count=number, location=location)


def adjust(floor: FloorSite, made: Any, **body: Any) -> tuple[int, Any]:
    return floor.call_as(MANAGER, "POST", f"/counts/{made['id']}/adjust", {"reason": "compté deux fois", **body})


def figures(floor: FloorSite, by: str) -> list[tuple[Any, ...]]:
    items = floor.call("GET", f"/counts/accuracy?by={by}")[1]["items"]
    names = ("of", "places", "expected", "correct", "missing", "misplaced", "unknown", "percent")
    return [tuple(one[name] for name in names) for one in items]


def test_a_zone_is_counted_shelf_by_shelf_and_nothing_tells_the_counter_what_is_expected(floor: FloorSite):
    floor.shelve(3, "AAA", HERE)
    floor.shelve(2, "BBB", THERE, kind="tablet")
    floor.places("B-01-01")
    made = count(floor, zone="A-01")
    assert (made["zone"], made["location"], made["figures"], made["result"]) == (True, "A-01", None, None)
    assert floor.call("POST", "/counts", {"location": HERE})[1]["code"] == "count.unsettled"
    assert floor.call("POST", "/counts", {"zone": "A"})[1]["code"] == "count.unsettled"
    assert floor.scan("count", "AAA0000000", count="C000001")["problem"]["code"] == "scan.location"
    assert see(floor, "AAA0000000", "C000001", "B-01-01")["problem"]["code"] == "count.elsewhere"
    first, again = see(floor, "AAA0000000", "C000001", HERE), see(floor, "AAA0000000", "C000001", HERE)
    assert (first["device"]["state"], first["device"]["location"]) == (None, None)
    assert (again["outcome"], again["say"]) == ("repeated", "Noted in count C000001 before.")
    # One of the first shelf is seen on the second, and a code that nobody knows.
    see(floor, "AAA0000001", "C000001", THERE)
    see(floor, "ZZZ9999999", "C000001", THERE)
    carton = see(floor, "BBB000", "C000001", THERE)
    assert (carton["outcome"], carton["say"]) == ("done", "The whole carton is noted in count C000001.")
    assert see(floor, "BBB000", "C000001", THERE)["outcome"] == "repeated"
    assert see(floor, "AAA000", "C000001", "A-01-99")["problem"]["code"] == "scan.location"
    blind = floor.page(f"/counts/{made['id']}?lang=en")
    assert "AAA" not in blind
    ended = floor.call("POST", f"/counts/{made['id']}/end")[1]
    assert ended["figures"] == {"expected": 5, "found": 3, "missing": 1, "misplaced": 1, "unknown": 1}
    (misplaced,) = ended["result"]["misplaced"]
    assert (misplaced["serial"], misplaced["location"], misplaced["seen_at"]) == ("AAA0000001", HERE, THERE)
    assert adjust(floor, made)[0] == 200
    assert floor.device("AAA0000001")["location"] == THERE
    assert floor.device("AAA0000002")["state"] == "written_off"
    (told,) = floor.told("count.adjusted")
    assert (told.zone, told.location, told.reason, told.unadjusted) == ("A-01", HERE, "compté deux fois", 0)
    assert figures(floor, "zone") == [("A", 2, 4, 3, 1, 1, 1, 50.0)]
    assert figures(floor, "type") == [
        ("", 1, 0, 0, 0, 0, 1, 0.0),
        ("laptop", 2, 2, 1, 1, 1, 0, 33.3),
        ("tablet", 1, 2, 2, 0, 0, 0, 100.0),
    ]
    assert "50" in floor.page("/counts/accuracy")
    saved = floor.client.get("/warehouse/counts/accuracy.csv?by=type", headers={"Cookie": floor.cookie})
    rows = saved.data.decode("utf-8-sig").splitlines()
    assert (len(rows), rows[2].split(";")[-1]) == (4, "33,3")


def test_chosen_lines_are_adjusted_with_a_reason_and_the_others_stay_as_the_records_have_them(floor: FloorSite):
    floor.shelve(3, "AAA", HERE)
    made = count(floor, location=HERE)
    floor.call("POST", f"/counts/{made['id']}/end")
    assert adjust(floor, made, reason="")[0] == 422
    assert adjust(floor, made, devices=[made["id"]])[1]["code"] == "count.lines"
    chosen = floor.device("AAA0000001")["id"]
    status, settled = adjust(floor, made, devices=[chosen])
    assert (status, settled["unadjusted"], settled["reason"]) == (200, 2, "compté deux fois")
    states = [floor.device(f"AAA000000{n}")["state"] for n in range(3)]
    assert states == ["stored", "written_off", "stored"]
    assert figures(floor, "zone") == [("A", 1, 3, 0, 3, 0, 0, 0.0)]


def test_a_shelf_is_counted_once_more_and_who_counted_it_first_does_not_confirm(floor: FloorSite):
    floor.shelve(2, "AAA", HERE)
    floor.shelve(1, "BBB", THERE)
    made = count(floor, zone="A")
    path = f"/counts/{made['id']}"
    assert floor.call_as(MANAGER, "POST", f"{path}/found", {"codes": ["ZZZ1234"]})[1]["code"] == "scan.location"
    floor.call_as(MANAGER, "POST", f"{path}/found", {"codes": ["AAA0000000", "ZZZ1234"], "location": HERE})
    see(floor, "BBB0000000", "C000001", THERE)
    floor.call("POST", f"{path}/end")
    again = floor.call("POST", f"{path}/recount", {"location": HERE})[1]
    assert (again["state"], again["figures"], again["scanned"]) == ("open", None, 1)
    for serial in ("AAA0000000", "AAA0000001"):
        assert see(floor, serial, "C000001", HERE)["outcome"] == "done"
    ended = floor.call("POST", f"{path}/end")[1]["figures"]
    assert ended == {"expected": 3, "found": 3, "missing": 0, "misplaced": 0, "unknown": 0}
    assert adjust(floor, made)[1]["code"] == "count.own"
    other = Person("m2", Role.WAREHOUSE_MANAGER)
    assert floor.call_as(other, "POST", f"{path}/adjust", {"reason": "recompté"})[0] == 200
    assert floor.call("POST", f"{path}/recount", {"location": HERE})[1]["code"] == "count.move"


def test_the_plan_has_shelves_never_counted_first_and_says_how_much_was_counted(floor: FloorSite):
    floor.shelve(3, "AAA", HERE)
    floor.shelve(1, "BBB", THERE)
    made = count(floor, location=HERE)
    assert [one["location"] for one in floor.call("GET", "/counts/plan")[1]["places"]] == [THERE]
    for n in range(3):
        see(floor, f"AAA000000{n}", "C000001", HERE)
    floor.call("POST", f"/counts/{made['id']}/end")
    adjust(floor, made)
    plan = floor.call("GET", "/counts/plan?days=30")[1]
    assert [(one["location"], one["counted_at"] is None) for one in plan["places"]] == [(THERE, True), (HERE, False)]
    coverage = {"days": 30, "places": 2, "places_counted": 1, "devices": 4, "devices_counted": 3, "percent": 75.0}
    assert plan["coverage"] == coverage
    page = floor.page("/counts/plan")
    assert (THERE in page, "75" in page) == (True, True)


def test_a_zone_of_a_few_or_of_many_places_takes_the_same_statements(floor: FloorSite):
    taken = []
    for aisle, size in (("B", 2), ("C", 40)):
        for n in range(size):
            floor.shelve(2, f"{aisle}{n:02d}X", f"{aisle}-01-{n:02d}")
        made: list[Any] = []
        scans = [
            a_scan("count", f"{aisle}{n:02d}X0000000", count=f"C{len(taken) + 1:06d}", location=f"{aisle}-01-00")
            for n in range(size)
        ]
        acts: list[Any] = [
            lambda into=made, aisle=aisle: into.append(count(floor, zone=aisle)),
            lambda scans=scans: floor.scans(*scans),
            lambda made=made: floor.call("POST", f"/counts/{made[0]['id']}/end"),
            lambda made=made: adjust(floor, made[0]),
        ]
        taken.append([floor.statements(act) for act in acts])
        assert floor.call("GET", f"/counts/{made[0]['id']}")[1]["figures"]["misplaced"] == size - 1
    assert taken[0] == taken[1]
