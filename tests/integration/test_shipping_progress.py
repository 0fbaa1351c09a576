"""What an open shipment's page follows: how far loading and receipt are, for its own board, at the same statements."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.contracts.roles import Role
from tests.integration.shipping_site import API, BOARD, OTHER, Site, counting, one_scan, opened, some

pytestmark = pytest.mark.databases("sqlite", "postgresql")

FIGURES = ("expected", "scanned", "damaged", "missing", "unexpected")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def figures(site: Site, path: str) -> tuple[int, ...]:
    told = site.get(f"{path}/progress")
    return tuple(told[one] for one in FIGURES)


def shown(page: str) -> tuple[int, ...]:
    found = {name: int(number) for name, number in re.findall(r'data-figure="(\w+)"[^>]*>(\d+)<', page)}
    return tuple(found[one] for one in FIGURES)


def test_a_receipt_is_followed_scan_by_scan_and_the_page_says_what_the_api_says(site: Site) -> None:
    devices = some(4)
    path = site.sent(devices[:3], devices[3:])
    assert figures(site, path) == (4, 0, 0, 4, 0)
    site.scan("accept", devices[0].serial)
    site.scan("damage", devices[1].serial, reason="Écran")
    site.scan("accept", "9Z9Z9Z9Z9Z", shipment=path.rsplit("/", 1)[1])
    assert figures(site, path) == (4, 2, 1, 2, 1)
    boxes = site.get(f"{path}/progress")["incomplete"]
    assert sorted((one["expected"], one["scanned"], one["missing"]) for one in boxes) == [(1, 0, 1), (3, 2, 1)]
    site.scan("accept", boxes[1]["code"] if boxes[0]["expected"] == 3 else boxes[0]["code"])
    assert [(one["scanned"], one["damaged"]) for one in site.get(f"{path}/progress")["incomplete"]] == [(2, 1)]
    assert figures(site, path) == (4, 3, 1, 1, 1)
    for language, word in (("fr", "Manquent encore"), ("en", "Still missing")):
        page = site.page(f"{path}?lang={language}", Role.BOARD_TECHNICIAN, BOARD)
        assert (shown(page), word in page) == ((4, 3, 1, 1, 1), True)
        assert page.count('data-field="code"') == 2, "the one carton that is not whole, and the template of a row"
        assert f'data-ask="{API}{path}/progress?lang={language}"' in page
    assert "live.js" in page


def test_once_the_receipt_is_ended_nothing_is_followed_any_more(site: Site) -> None:
    devices = some(2)
    path = site.sent(devices)
    assert site.get(f"{path}/progress")["receiving"] is True
    site.scan("accept", devices[0].serial)
    site.post(f"{path}/close-receipt", {"reason": "Une boîte vide"})
    told = site.get(f"{path}/progress")
    assert (told["receiving"], told["loading"], told["scanned"], told["missing"]) == (False, False, 1, 1)
    assert "data-live" not in site.page(path, Role.BOARD_TECHNICIAN, BOARD)


def test_another_boards_shipment_is_not_there(site: Site) -> None:
    path = site.sent(some(1))
    assert site.call(Role.BOARD_TECHNICIAN, "GET", f"{path}/progress", OTHER).status_code == 404
    assert site.call(Role.MINISTRY, "GET", f"/shipments/{uuid4()}/progress").status_code == 404
    assert site.call(Role.MINISTRY, "GET", f"{path}/progress").json["expected"] == 1


def test_who_asks_again_is_told_304_until_somebody_scans(site: Site) -> None:
    devices = some(2)
    path = site.sent(devices)

    def ask(tag: str = "") -> Any:
        return site.call(Role.BOARD_TECHNICIAN, "GET", f"{path}/progress", BOARD, headers={"If-None-Match": tag})

    first = ask()
    assert (first.status_code, ask(first.headers["ETag"]).status_code) == (200, 304)
    site.scan("accept", devices[0].serial)
    assert ask(first.headers["ETag"]).json["scanned"] == 1


def test_five_devices_or_two_hundred_take_the_same_statements(site: Site) -> None:
    def statements(number: int, prefix: str) -> tuple[int, int]:
        devices = some(number, prefix)
        path = site.sent(*[devices[start : start + 5] for start in range(0, number, 5)])
        site.scans([one_scan("accept", one.serial) for one in devices[::2]])
        with counting(site) as asked:
            site.get(f"{path}/progress")
        with counting(site) as read:
            site.page(path, Role.BOARD_TECHNICIAN, BOARD)
        return len(asked), len(read)

    assert statements(5, "C02A") == statements(200, "C02B")
