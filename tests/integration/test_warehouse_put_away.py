"""Directed put-away: what is received is told where to go, and what is put elsewhere is told of it, never refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from services.chassis.act import Act, now
from services.chassis.errors import Invalid
from services.contracts.values import Malformed
from services.warehouse import operations
from services.warehouse.model.device import Device
from services.warehouse.model.life import PRESENT
from services.warehouse.model.location import Location, LocationKind
from tests.integration.floor_site import FloorSite, a_scan, opened

pytestmark = pytest.mark.databases("sqlite", "postgresql")

DOCK = "QUAI-01"


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[FloorSite]:
    for site in opened(tmp_path):
        site.places(DOCK, "CHAR-01", "BANC-01")
        site.places("A-01-01", "A-01-02", "A-01-03", capacity=4)
        yield site


def places(floor: FloorSite) -> dict[str, Any]:
    return {one["code"]: one for one in floor.call("GET", "/locations")[1]["places"]}


def holds(floor: FloorSite) -> dict[str, int]:
    return {code: one["holds"] for code, one in places(floor).items() if one["holds"]}


def check_counted(floor: FloorSite) -> None:
    """What every place holds is what stands there by the devices' own records."""
    standing = select(Device.location, func.count()).where(Device.state.in_(PRESENT)).group_by(Device.location)
    with floor.running.database.reading() as session:
        counted = {str(row[0]): int(row[1]) for row in session.execute(standing)}
        kept = dict(
            session.execute(select(Location.code, Location.holds).where(Location.kind != LocationKind.DOCK)).all()
        )
    assert kept == {code: counted.get(code, 0) for code in kept}


def test_a_received_device_is_told_where_to_go_one_model_together(floor: FloorSite):
    floor.announce(6, "5CD")
    floor.announce(2, "DMP", kind="tablet")
    said = [floor.scan("receive", code, location=DOCK)["say"] for code in ("5CD0000000", "DMP0000000")]
    assert said == [f"Received at {DOCK}. To put away at A-01-01."] * 2
    assert floor.scan("put_away", "5CD0000000", location="A-01-01")["say"] == "Put away at A-01-01."
    # The tablet's place is another by now, and the next laptop goes to the first.
    assert floor.scan("receive", "DMP0000001", location=DOCK)["say"].endswith("at A-01-02.")
    assert floor.scan("receive", "5CD0000001", location=DOCK)["say"].endswith("at A-01-01.")
    assert holds(floor) == {"A-01-01": 1}


def test_a_carton_is_told_a_shelf_that_has_room_for_all_of_it(floor: FloorSite):
    floor.announce(3, "5CD", carton=3)
    floor.announce(2, "5CE", carton=2)
    floor.announce(9, "5CF", carton=9)
    assert floor.scan("receive", "5CD000", location=DOCK)["say"].endswith(
        "received at QUAI-01. To put away at A-01-01."
    )
    assert floor.scan("put_away", "5CD000", location="A-01-01")["say"] == (
        "3 devices of the carton put away at A-01-01."
    )
    assert floor.scan("receive", "5CE000", location=DOCK)["say"].endswith("To put away at A-01-02.")
    whole = floor.scan("put_away", "5CE000", location="A-01-02")["say"]
    assert whole == "2 devices of the carton put away at A-01-02."
    # Four, two and one have room: none for all nine.
    assert floor.scan("receive", "5CF000", location=DOCK)["say"].endswith("at A-01-01, A-01-02, A-01-03.")


def test_putting_elsewhere_is_done_and_told(floor: FloorSite):
    floor.announce(3, "5CD")
    floor.scan("receive", "5CD000", location=DOCK)
    elsewhere = floor.scan("put_away", "5CD0000000", location="A-01-03")
    assert (elsewhere["outcome"], elsewhere["say"]) == ("done", "Put away at A-01-03. A-01-01 was proposed.")
    assert floor.scan("put_away", "5CD0000001", location="A-01-03")["say"] == "Put away at A-01-03."
    assert floor.scan("put_away", "5CD0000002", location="CHAR-01")["say"].endswith("A-01-03 was proposed.")
    # A move is its mover's own.
    assert floor.scan("put_away", "5CD0000002", location="BANC-01")["say"] == "Put away at BANC-01."
    check_counted(floor)


def test_more_than_a_place_takes_is_done_and_told(floor: FloorSite):
    floor.announce(6, "5CD")
    floor.scan("receive", "5CD000", location=DOCK)
    results = floor.scans(*[a_scan("put_away", f"5CD000000{n}", location="A-01-01") for n in range(6)])
    assert [one["say"] for one in results][3:] == [
        "Put away at A-01-01.",
        "Put away at A-01-01. It is full: 5 devices, for 4. A-01-02 was proposed.",
        "Put away at A-01-01. It is full: 6 devices, for 4. A-01-02 was proposed.",
    ]
    assert "trop plein" in floor.page("/locations")


def test_where_nobody_says_how_much_shelves_take_nothing_is_proposed(floor: FloorSite):
    floor.places("A-01-01", "A-01-02", "A-01-03", capacity=None)
    floor.announce(1, "5CD")
    assert floor.scan("receive", "5CD0000000", location=DOCK)["say"] == f"Received at {DOCK}."
    assert floor.scan("put_away", "5CD0000000", location="A-01-03")["say"] == "Put away at A-01-03."


def test_what_places_hold_follows_every_step_and_every_undo(floor: FloorSite):
    floor.shelve(4, "5CD", "A-01-01")
    assert holds(floor) == {"A-01-01": 4}
    order = floor.grant("D000001", laptop=2)
    floor.scan("pick", "5CD0000000", order="D000001")
    floor.scan("pick", "5CD0000001", order="D000001")
    assert holds(floor) == {"A-01-01": 2}
    floor.scan("undo", "5CD0000001", reason="Erreur")
    floor.scan("quarantine", "5CD0000002", reason="Choc")
    assert holds(floor) == {"A-01-01": 3}
    moved = floor.call("POST", "/put-away", {"devices": [_device(floor, "5CD0000003")], "location": "A-01-02"})
    assert (moved[0], holds(floor)) == (200, {"A-01-01": 2, "A-01-02": 1})
    carton = floor.call("POST", "/cartons", {"order": order})[1]["code"]
    floor.scan("pack", "5CD0000000", carton=carton)
    floor.scan("put_away", "5CD0000000", location="CHAR-01")
    check_counted(floor)
    assert holds(floor) == {"A-01-01": 2, "A-01-02": 1, "CHAR-01": 1}


def _device(floor: FloorSite, serial: str) -> str:
    found: str = floor.call("GET", f"/devices?serial={serial}")[1]["items"][0]["id"]
    return found


def test_a_place_that_is_a_dock_no_more_is_counted(floor: FloorSite):
    floor.shelve(3, "5CD", DOCK)
    assert holds(floor) == {}
    floor.places(DOCK, kind="bench")
    assert holds(floor) == {DOCK: 3}
    check_counted(floor)


def test_the_list_of_what_waits_says_where_each_carton_goes(floor: FloorSite):
    floor.announce(3, "5CD", carton=3)
    floor.announce(10, "5CE", carton=5)
    floor.scans(*[a_scan("receive", carton, location=DOCK) for carton in ("5CE000", "5CE001", "5CD000")])
    listed = floor.call("GET", "/put-away")[1]
    assert [(one["carton"], one["count"], one["place"]) for one in listed] == [
        ("5CD000", 3, "A-01-01"),
        ("5CE000", 1, "A-01-01"),
        ("5CE000", 4, "A-01-02"),
        ("5CE001", 4, "A-01-03"),
        ("5CE001", 1, None),
    ]
    page = floor.page("/put-away")
    assert page.index("5CD000") < page.index("5CE000")
    assert 'href="/warehouse/scan?action=put_away&amp;location=A-01-02"' in page
    assert "aucune étagère connue" in page


def test_places_are_described_by_file_by_call_and_on_their_page(floor: FloorSite):
    with floor.running.database.writing(Act("w1", now())) as session:
        operations.import_locations(session, "code,kind,capacity\nB-01-01,,60\nB-01-02,bench,\nQUAI-02,,\nA-01-01,,\n")
    found = places(floor)
    told = {
        code: (found[code]["kind"], found[code]["capacity"]) for code in ("B-01-01", "B-01-02", "QUAI-02", "A-01-01")
    }
    assert told == {
        "B-01-01": ("shelf", 60),
        "B-01-02": ("bench", None),
        "QUAI-02": ("dock", None),
        "A-01-01": ("shelf", None),
    }
    assert floor.send("/locations/keep", code="b-01-01", kind="cart", capacity="12").status_code == 303
    assert (places(floor)["B-01-01"]["kind"], places(floor)["B-01-01"]["capacity"]) == ("cart", 12)
    floor.places("B-01-01")
    assert places(floor)["B-01-01"]["capacity"] == 12
    assert "n’a pas de capacité" in floor.send("/locations/keep", code="QUAI-02", capacity="9").text
    assert floor.call("POST", "/locations", {"codes": ["QUAI-02"], "capacity": 9})[1]["code"] == "locations.invalid"


@pytest.mark.parametrize("row", ["B-01-01,shelve,", "B-01-01,,many", "B-01-01,,-1", "B-01-01,dock,9", "B1,,"])
def test_a_file_of_places_with_one_fault_is_not_kept(floor: FloorSite, row: str):
    with pytest.raises((Invalid, Malformed)), floor.running.database.writing(Act("w1", now())) as session:
        operations.import_locations(session, f"code,kind,capacity\nB-09-09,,\n{row}\n")
    assert "B-09-09" not in places(floor)


def test_put_away_takes_as_many_statements_for_five_as_for_two_hundred(floor: FloorSite):
    floor.places(*[f"B-{bay:02d}-01" for bay in range(1, 90)], capacity=3)
    floor.shelve(1, "5CA", "B-01-01")
    taken = []
    for name, count in (("5CB", 5), ("5CC", 200)):
        floor.announce(count, name, carton=200)
        received = [a_scan("receive", f"{name}{n:07d}", location=DOCK) for n in range(count)]
        stored = [a_scan("put_away", f"{name}{n:07d}", location=f"B-{2 + n % 80:02d}-01") for n in range(count)]
        taken.append([floor.statements(lambda batch=batch: floor.scans(*batch)) for batch in (received, stored)])
    assert taken[0] == taken[1]
    check_counted(floor)
