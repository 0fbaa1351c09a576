"""The map of the shelves: where a code says that a place is, how full it is in figure and word, and where a type is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.floor_site import FloorSite, opened

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[FloorSite]:
    for one in opened(tmp_path):
        one.places("A-01-01", "A-01-02", "A-02-01", "B-01-01", capacity=4)
        one.places("C-05", "CHAR-01", "BANC-01", "QUAI-02")
        yield one


def found(site: FloorSite, query: str = "") -> Any:
    status, told = site.call("GET", f"/map{query}")
    assert status == 200
    return told


def cells(zone: Any) -> dict[str, tuple[int, int | None, str]]:
    return {one["code"]: (one["holds"], one["capacity"], one["fill"]) for one in zone["shelves"]}


def row(page: str, level: str, zone: str = "A") -> str:
    table = page.split(f'id="zone-{zone}"')[1]
    told = re.search(rf'<th scope="row">{level}</th>(.*?)</tr>', table, re.S)
    assert told
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", told[1])).strip()


def test_each_place_stands_in_its_zone_with_what_it_holds_and_takes(site: FloorSite):
    site.shelve(3, "5CD", "A-01-02")
    site.shelve(5, "5CE", "B-01-01")
    site.shelve(2, "5CF", "C-05")
    first, second = found(site)["zones"]
    assert cells(first) == {"A-01-01": (0, 4, "empty"), "A-01-02": (3, 4, "most"), "A-02-01": (0, 4, "empty")}
    assert (first["holds"], first["takes"], first["room"], first["empty"], first["over"]) == (3, 12, 9, 2, 0)
    assert (second["name"], second["room"], second["over"], cells(second)["B-01-01"]) == ("B", 0, 1, (5, 4, "over"))
    assert [(one["code"], one["holds"], one["fill"]) for one in found(site)["apart"]] == [("C-05", 2, "unknown")]


def test_docks_carts_and_benches_are_below_and_a_dock_is_counted_too(site: FloorSite):
    site.announce(3, "5CD")
    site.scan("receive", "5CD0000000", location="QUAI-02")
    others = {one["code"]: (one["kind"], one["holds"]) for one in found(site)["others"]}
    assert others == {"BANC-01": ("bench", 0), "CHAR-01": ("cart", 0), "QUAI-02": ("dock", 1)}
    page = site.page("/map")
    assert page.index("Étagères ailleurs") < page.index("Quais, chariots et établis")


def test_the_page_is_a_table_of_bays_and_levels_that_says_it_in_figures_and_words(site: FloorSite):
    site.shelve(3, "5CD", "A-01-02")
    site.shelve(5, "5CE", "A-02-01")
    page = site.page("/map")
    assert re.findall(r'<th scope="col">(Travée \d\d)</th>', page.split('id="zone-B"')[0]) == ["Travée 01", "Travée 02"]
    assert row(page, "02") == "A-01-02: 3 / 4 aucun emplacement"
    assert row(page, "01") == "A-01-01: 0 / 4 vide A-02-01: 5 / 4 trop plein"
    assert page.index('<th scope="row">02</th>') < page.index('<th scope="row">01</th>'), "the highest level first"
    assert '<a href="/warehouse/stock?location=A-01-02">' in page
    assert "5CD0000000" in site.page("/stock?location=A-01-02")
    english = site.page("/map?lang=en")
    assert (row(english, "01"), "<h1>Map of the shelves</h1>" in english) == (
        "A-01-01: 0 / 4 empty A-02-01: 5 / 4 too full",
        True,
    )


def test_where_a_type_is_shows_at_a_glance(site: FloorSite):
    site.shelve(2, "5CD", "A-01-01")
    site.shelve(1, "DMP", "A-01-01", kind="tablet")
    site.shelve(1, "DMQ", "B-01-01", kind="tablet")
    told = found(site, "?type=tablet")
    assert {one["code"]: one["of_type"] for zone in told["zones"] for one in zone["shelves"]} == {
        "A-01-01": 1,
        "A-01-02": 0,
        "A-02-01": 0,
        "B-01-01": 1,
    }
    page = site.page("/map?type=tablet")
    assert (page.count('class="place here"'), row(page, "01")) == (
        2,
        "A-01-01: 1 en tout : 3 / 4 A-02-01: 0 en tout : 0 / 4 vide",
    )
    assert '<a href="/warehouse/stock?location=A-01-01&amp;type=tablet">' in page
    assert found(site)["zones"][0]["shelves"][0]["of_type"] is None


def test_a_type_that_cannot_be_read_is_told_on_the_map(site: FloorSite):
    answer = site.client.get(f"/warehouse/map?type={'x' * 30}", headers={"Cookie": site.cookie})
    assert (answer.status_code, 'role="alert"' in answer.text, 'id="zone-A"' in answer.text) == (422, True, True)


def test_where_no_place_is_known_that_is_said(tmp_path: Path):
    for one in opened(tmp_path):
        assert "Aucun emplacement n’est encore connu." in one.page("/map")


def test_five_places_or_two_hundred_take_the_same_statements(site: FloorSite):
    def statements(places: int, devices: int, prefix: str) -> int:
        site.places(*[f"D-{n // 20:02d}-{n % 20:02d}" for n in range(places)], capacity=9)
        site.shelve(devices, prefix, "D-00-01")
        return site.statements(lambda: site.page("/map?type=laptop"))

    assert statements(5, 5, "5CE") == statements(200, 200, "5CF")
