"""Transfers at the one door: into the boxes at one board's station, out of them at another's, and steps taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.contracts.roles import Role
from tests.integration.shipping_site import BOARD, OTHER, Site, counting, ids, one_scan, opened
from tests.integration.transfer_site import WHY, approved, ask, at_hand, number_of, sent, serials, states

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def test_devices_are_scanned_into_the_boxes_and_out_of_them(site: Site) -> None:
    devices = at_hand(site, 2)
    path = approved(site, 2)
    number = number_of(site, path)
    first, second = serials(devices)
    into = site.scan("send_on", first, transfer=number)
    assert (into["outcome"], into["say"]) == ("done", f"{first} is in transfer {number}: 1 of 2.")
    assert site.scan("send_on", first, transfer=number)["outcome"] == "repeated"
    assert site.scan("send_on", second, transfer=number)["say"] == f"{second} is in transfer {number}: 2 of 2."
    site.post(f"{path}/dispatch", {})
    came = site.scan("take_over", first, board=OTHER, transfer=number)
    assert (came["outcome"], came["say"]) == ("done", f"{first} is received in transfer {number}.")
    assert site.scan("take_over", first, board=OTHER)["outcome"] == "repeated"
    broken = site.scan("take_over", second, board=OTHER, condition="damaged", reason="Écran fendu")
    assert (broken["outcome"], broken["device"]["state"]) == ("done", "damaged")
    shown = site.get(path)
    assert [shown[name] for name in ("stage", "accepted", "damaged", "left")] == ["received", 1, 1, 0]


def test_whoever_unpacks_in_the_usual_mode_receives_what_another_board_sent(site: Site) -> None:
    devices = at_hand(site, 1)
    path = sent(site, devices)
    came = site.scan("accept", *serials(devices), board=OTHER)
    assert (came["outcome"], states(site, devices, OTHER)) == ("done", ["at_board"])
    assert (site.told("device.unexpected"), site.get(path)["accepted"]) == ([], 1)


def test_what_is_on_its_way_is_not_accepted_by_the_board_that_sent_it(site: Site) -> None:
    devices = at_hand(site, 1)
    sent(site, devices)
    refused = site.scan("accept", *serials(devices))
    assert (refused["outcome"], refused["problem"]["code"]) == ("refused", "device.not_at_board")
    assert site.scan("lost", *serials(devices), reason="Perdu")["problem"]["code"] == "device.not_lost"


def test_more_than_was_offered_another_stage_and_no_transfer_are_refused(site: Site) -> None:
    devices = at_hand(site, 3)
    path = approved(site, 1)
    number = number_of(site, path)
    first, second, third = serials(devices)
    assert site.scan("send_on", first, transfer=number)["outcome"] == "done"
    assert site.scan("send_on", second, transfer=number)["problem"]["code"] == "transfer.full"
    assert site.scan("send_on", second)["problem"]["code"] == "scan.transfer"
    site.post(f"{path}/dispatch", {})
    assert site.scan("send_on", third, transfer=number)["problem"]["code"] == "transfer.takes_none"
    assert site.scan("take_over", third, board=OTHER, transfer="T999999")["problem"]["code"] == "scan.transfer"


def test_a_device_that_is_in_no_transfer_is_refused_with_what_to_do(site: Site) -> None:
    devices = at_hand(site, 2)
    sent(site, devices[:1])
    refused = site.scan("take_over", *serials(devices[1:]), board=OTHER)
    assert (refused["outcome"], refused["problem"]["code"]) == ("refused", "transfer.not_in_it")
    assert "Set it aside and call the board that sent it" in refused["say"]
    assert refused["device"] is None


def test_steps_are_taken_back_within_one_set_and_the_boxes_count_right(site: Site) -> None:
    devices = at_hand(site, 2)
    number = number_of(site, path := approved(site, 1))
    first, second = serials(devices)
    scans = [
        one_scan("send_on", first, transfer=number),
        one_scan("undo", first, **WHY),
        one_scan("send_on", second, transfer=number),
        one_scan("undo", second, **WHY),
        one_scan("send_on", first, transfer=number),
    ]
    assert [one["outcome"] for one in site.scans(scans)] == ["done"] * 5
    assert ([one["serial"] for one in site.get(f"{path}/devices")["items"]], site.get(path)["inside"]) == ([first], 1)
    site.post(f"{path}/dispatch", {})
    scans = [
        one_scan("take_over", first, condition="damaged", reason="Rayé"),
        one_scan("undo", first, **WHY),
        one_scan("take_over", first),
    ]
    assert [one["outcome"] for one in site.scans(scans, board=OTHER)] == ["done"] * 3
    assert (states(site, devices[:1], OTHER), site.get(path)["damaged"]) == (["at_board"], 0)


def test_what_left_is_taken_out_by_nobody(site: Site) -> None:
    devices = at_hand(site, 1)
    sent(site, devices)
    assert site.scan("undo", *serials(devices), **WHY)["problem"]["code"] == "undo.transfer_left"


@pytest.mark.parametrize("action", ["send_on", "take_over", "undo"])
def test_a_set_of_scans_takes_the_same_statements_for_5_devices_as_for_200(site: Site, action: str) -> None:
    taken = []
    for count in (5, 200):
        devices = at_hand(site, count, f"C0{count:03d}")
        path = approved(site, count) if action == "send_on" else sent(site, devices)
        given = {"transfer": number_of(site, path)} if action != "undo" else WHY
        if action == "undo":
            site.post(f"{path}/take-over", {}, board=OTHER)
        scans = [one_scan(action, serial, **given) for serial in serials(devices)]
        with counting(site) as seen:
            results = site.scans(scans, board=BOARD if action == "send_on" else OTHER)
        assert {one["outcome"] for one in results} == {"done"}
        taken.append(len(seen))
    assert taken[0] == taken[1] < 40


def test_a_station_says_how_many_are_expected_and_offers_the_open_ones(site: Site) -> None:
    devices = at_hand(site, 2)
    number = number_of(site, path := approved(site, 2))
    site.post(f"{path}/send-on", {"devices": ids(devices[:1])})
    asked = f"/expected?action=send_on&transfer={number}"
    assert site.get(asked) == {"expected": 2, "done": 1}
    assert site.call_status("GET", asked, OTHER) == 404
    (choice,) = site.get("/choices?name=transfer")["choices"]
    assert (choice["value"], choice["title"].startswith(f"{number} – to ")) == (number, True)
    assert site.get("/choices?name=transfer", board=OTHER)["choices"] == []
    site.post(f"{path}/dispatch", {})
    (choice,) = site.get("/choices?name=transfer", board=OTHER)["choices"]
    assert choice["title"].startswith(f"{number} – from ")
    assert site.get(f"/expected?action=take_over&transfer={number}", board=OTHER) == {"expected": 1, "done": 0}


def test_the_ministrys_people_and_the_dock_scan_no_transfer(site: Site) -> None:
    devices = at_hand(site, 1)
    number = number_of(site, approved(site, 1))
    (refused,) = site.scans([one_scan("send_on", *serials(devices), transfer=number)], Role.WAREHOUSE, None)
    assert refused["problem"]["code"] == "scan.action"
    ask(site, Role.MINISTRY, "/scans", {"scans": []}, status=403)
