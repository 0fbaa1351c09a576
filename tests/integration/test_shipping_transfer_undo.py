"""The end of a transfer between boards taken back: what stands then, what is told, who may, what is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.contracts.roles import Role
from tests.integration.shipping_site import BOARD, OTHER, Site, counting, ids, opened, some
from tests.integration.transfer_site import WHY, at_hand, sent, serials, states

pytestmark = pytest.mark.databases("sqlite", "postgresql")
NONE = {"reason": "Rien reçu"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def close(site: Site, path: str) -> Any:
    return site.post(f"{path}/close", NONE, board=OTHER)


def reopen(site: Site, path: str, status: int = 200, board: Any = OTHER) -> Any:
    return site.post(f"{path}/undo", WHY, status, board)


def counts(shown: Any) -> list[int]:
    return [shown[name] for name in ("accepted", "damaged", "missing", "left")]


def test_what_was_missing_is_on_its_way_again_and_the_rest_stays_as_it_came(site: Site) -> None:
    devices = at_hand(site, 4)
    path = sent(site, devices)
    site.post(f"{path}/take-over", {"codes": serials(devices[:1])}, board=OTHER)
    site.post(f"{path}/take-over", {"codes": serials(devices[1:2]), "damage": "Écran fendu"}, board=OTHER)
    before = site.get(path, board=OTHER)
    assert before["undo"]["possible"] is False
    assert close(site, path)["undo"] == {"possible": True, "step": "transfer.closed", "why": None}
    # What came is used further meanwhile: nothing of it stands on the end.
    site.post("/configure", {"devices": ids(devices[:1])}, board=OTHER)
    again = reopen(site, path)
    assert {name: again[name] for name in again if name != "undo"} == {
        name: before[name] for name in before if name != "undo"
    }
    assert (states(site, devices[:2], OTHER), states(site, devices[2:])) == (
        ["configured", "damaged"],
        ["sent_on", "sent_on"],
    )
    told = site.told()[-3:]
    assert [f"{one.data.noun}.{one.data.verb}" for one in told] == ["device.undone"] * 2 + ["transfer.undone"]
    assert {(one.data.step, one.data.state, one.data.board, str(one.data.transfer)) for one in told[:2]} == {
        ("device.missing", "sent_on", BOARD, path[11:])
    }
    end = site.told("transfer.closed")[0]
    assert (told[2].data.undone, told[2].data.step, told[2].data.state) == (end.id, "transfer.closed", "received")
    assert reopen(site, path, 409)["code"] == "undo.nothing"
    assert site.post(f"{path}/take-over", {"codes": serials(devices[2:3])}, board=OTHER) == {"devices": 1}
    assert counts(close(site, path)) == [2, 1, 1, 0]
    assert counts(reopen(site, path)) == [2, 1, 0, 1]


def test_a_transfer_of_which_nothing_came_is_on_its_way_again(site: Site) -> None:
    devices = at_hand(site, 1)
    path = sent(site, devices)
    close(site, path)
    assert site.post("/devices/undo", {"devices": ids(devices), **WHY}, 409)["code"] == "undo.transfer_missing"
    assert site.scan("undo", devices[0].serial, **WHY)["problem"]["code"] == "undo.transfer_missing"
    assert (reopen(site, path)["stage"], states(site, devices)) == ("dispatched", ["sent_on"])
    assert site.post(f"{path}/take-over", {}, board=OTHER) == {"devices": 1}


@pytest.mark.parametrize("step", ["taken over late", "found at the giver"])
def test_its_end_stays_once_something_followed_and_says_so(site: Site, step: str) -> None:
    devices = at_hand(site, 2)
    path = sent(site, devices)
    close(site, path)
    if step == "taken over late":
        site.post(f"{path}/take-over", {"codes": serials(devices[:1])}, board=OTHER)
    else:
        site.post("/accept", {"devices": ids(devices[:1])})
    refused = reopen(site, path, 409)
    assert (refused["code"], "1 device that were missing" in refused["detail"]) == ("transfer.moved_on", True)
    assert site.get(path, board=OTHER)["undo"]["why"] == refused["detail"]
    assert states(site, devices[1:]) == ["missing"]


def test_only_the_board_that_ended_it_opens_it_again(site: Site) -> None:
    path = sent(site, at_hand(site, 1))
    close(site, path)
    assert reopen(site, path, 404, BOARD)["code"] == "transfer.unknown"
    for role in (Role.MINISTRY, Role.AUDITOR, Role.WAREHOUSE_MANAGER):
        assert site.call(role, "POST", f"{path}/undo", None, json=WHY).status_code == 403


def test_the_receipt_in_which_a_device_once_was_missing_does_not_take_it_out_of_its_transfer(site: Site) -> None:
    devices = some(2)
    path = site.sent(devices)
    site.post("/accept", {"devices": ids(devices[1:])})
    site.post(f"{path}/close-receipt", NONE)
    site.post("/accept", {"devices": ids(devices[:1])})
    close(site, sent(site, devices[:1]))
    site.post(f"{path}/undo", WHY)
    assert states(site, devices) == ["missing", "at_board"]


def test_a_board_reads_on_the_page_what_it_takes_back_or_why_not(site: Site) -> None:
    path = sent(site, at_hand(site, 1))
    assert "Pourquoi l’annuler" not in site.page(path, Role.BOARD_TECHNICIAN, OTHER)
    close(site, path)
    page = site.page(path, Role.BOARD_TECHNICIAN, OTHER)
    assert f'action="/shipping{path}/undo"' in page
    assert f'action="/shipping{path}/undo"' not in site.page(path, Role.BOARD_TECHNICIAN, BOARD)


def test_taking_the_end_back_takes_the_same_statements_for_5_devices_as_for_200(site: Site) -> None:
    taken = []
    for count in (5, 200):
        path = sent(site, at_hand(site, count, f"C0{count:03d}"))
        close(site, path)
        with counting(site) as seen:
            reopen(site, path)
        taken.append(len(seen))
    assert taken[0] == taken[1] < 40
