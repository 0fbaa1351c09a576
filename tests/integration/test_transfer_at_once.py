"""Two stations fill one transfer, two people receive it, one withdraws while another scans: nothing twice, no knot."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.contracts.roles import Role
from tests.integration.shipping_site import BOARD, OTHER, Site, ids, opened
from tests.integration.test_locks_at_once import deadlocks
from tests.integration.test_side_by_side import at_once
from tests.integration.transfer_site import WHY, approved, at_hand, number_of, sent, serials

pytestmark = pytest.mark.databases("postgresql")
ROUNDS = 6


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def test_two_stations_put_no_more_into_the_boxes_than_was_offered(site: Site) -> None:
    for turn in range(ROUNDS):
        devices = at_hand(site, 2, f"C0{turn:03d}")
        path = approved(site, 1)
        number = number_of(site, path)
        results = at_once([partial(site.scan, "send_on", one, transfer=number) for one in serials(devices)])
        outcomes = Counter(one["outcome"] for one in results)
        assert (outcomes, site.get(path)["inside"]) == ({"done": 1, "refused": 1}, 1)


def test_a_transfer_received_twice_at_once_is_received_once(site: Site) -> None:
    for turn in range(ROUNDS):
        devices = at_hand(site, 3, f"C0{turn:03d}")
        path = sent(site, devices)
        roles = (Role.BOARD_TECHNICIAN, Role.BOARD_MANAGER)
        answers = at_once([partial(site.call, role, "POST", f"{path}/take-over", OTHER, json={}) for role in roles])
        assert sorted(one.status_code for one in answers) == [200, 409]
        assert site.get(path)["accepted"] == 3
    assert len(site.told("device.transferred")) == 3 * ROUNDS == 3 * len(site.told("transfer.received"))


def test_a_withdrawal_while_steps_are_taken_back_by_scan_never_deadlocks(site: Site) -> None:
    before = deadlocks(site.running.database)
    for turn in range(ROUNDS):
        devices = at_hand(site, 4, f"C0{turn:03d}")
        path = approved(site, 4)
        site.post(f"{path}/send-on", {"devices": ids(devices)})
        withdraw = partial(site.call, Role.BOARD_MANAGER, "POST", f"{path}/withdraw", BOARD, json=WHY)
        dispatch = partial(site.call, Role.BOARD_TECHNICIAN, "POST", f"{path}/dispatch", BOARD, json={})
        acts: list[Any] = [withdraw, dispatch, *(partial(site.scan, "undo", one, **WHY) for one in serials(devices))]
        at_once(acts)
        assert site.get(path)["stage"] in ("withdrawn", "dispatched")
    assert deadlocks(site.running.database) == before


def test_an_end_undone_while_a_device_comes_late_leaves_one_of_the_two(site: Site) -> None:
    before = deadlocks(site.running.database)
    for turn in range(ROUNDS):
        devices = at_hand(site, 3, f"C0{turn:03d}")
        path = sent(site, devices)
        site.post(f"{path}/close", WHY, board=OTHER)
        came = {"codes": serials(devices[:1])}
        reopen = partial(site.call, Role.BOARD_MANAGER, "POST", f"{path}/undo", OTHER, json=WHY)
        late = partial(site.call, Role.BOARD_TECHNICIAN, "POST", f"{path}/take-over", OTHER, json=came)
        found = partial(site.call, Role.BOARD_TECHNICIAN, "POST", "/accept", BOARD, json={"devices": ids(devices[2:])})
        undone, *_ = at_once([reopen, late, found])
        shown = site.get(path)
        if undone.status_code == 200:
            assert (shown["stage"] != "closed", shown["missing"]) == (True, 0)
        else:
            assert (undone.json["code"], shown["stage"]) == ("transfer.moved_on", "closed")
    assert deadlocks(site.running.database) == before
