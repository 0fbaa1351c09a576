"""Transfers between boards through the API: who offers, decides, sends and receives, what is told, what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.contracts.roles import Role
from tests.integration.shipping_site import BOARD, OTHER, Site, counting, ids, opened
from tests.integration.transfer_site import WHY, approved, ask, at_hand, offered, sent, serials, states

pytestmark = pytest.mark.databases("sqlite", "postgresql")
UNDO = {"reason": "Erreur de saisie"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def test_a_transfer_goes_from_the_offer_to_its_end_and_tells_each_step(site: Site) -> None:
    devices = at_hand(site, 3)
    path = approved(site, 3)
    assert site.post(f"{path}/send-on", {"codes": serials(devices)}) == {"devices": 3}
    shown = site.post(f"{path}/dispatch", {"carrier": "Transport Démo", "tracking": "TD-9"})
    assert (shown["stage"], shown["offered"], shown["inside"], shown["left"]) == ("dispatched", {"tablet": 3}, 3, 3)
    assert site.post(f"{path}/take-over", {"codes": serials(devices[:1])}, board=OTHER) == {"devices": 1}
    assert site.post(f"{path}/take-over", {}, board=OTHER) == {"devices": 2}
    shown = site.post(f"{path}/close", {}, board=OTHER)
    assert (shown["stage"], shown["accepted"], shown["missing"], shown["left"]) == ("closed", 3, 0, 0)
    told = [f"{one.data.noun}.{one.data.verb}" for one in site.told() if one.data.noun in ("transfer", "device")]
    assert [one for one in told if one != "device.accepted"] == [
        "transfer.offered",
        "transfer.approved",
        *["device.sent-on"] * 3,
        "transfer.dispatched",
        "transfer.received",
        *["device.transferred"] * 3,
        "transfer.closed",
    ]
    assert states(site, devices, OTHER) == ["at_board"] * 3
    assert site.call_status("GET", f"/devices/{devices[0].device}", BOARD) == 404


def test_it_is_the_receivers_device_then_configured_and_handed_over_as_any_other(site: Site) -> None:
    devices = at_hand(site, 1)
    site.post("/configure", {"devices": ids(devices)})
    path = sent(site, devices)
    site.post(f"{path}/take-over", {}, board=OTHER)
    assert site.post("/configure", {"devices": ids(devices)}, board=OTHER) == {"devices": 1}
    site.post("/hand-over", {"devices": ids(devices), "school": "831001"}, board=OTHER)
    shown = site.get(f"/devices/{devices[0].device}", board=OTHER)
    assert (shown["state"], shown["school"], shown["board"]) == ("at_school", "831001", OTHER)


def test_a_board_offers_what_is_at_hand_and_no_other_offer_names(site: Site) -> None:
    devices = at_hand(site, 5)
    site.post("/configure", {"devices": ids(devices[:2])})
    site.post("/hand-over", {"devices": ids(devices[:1]), "school": "762217"})
    assert site.get("/transfers/at-hand") == {"items": [{"type": "tablet", "quantity": 4}]}
    offered(site, 3)
    assert site.get("/transfers/at-hand") == {"items": [{"type": "tablet", "quantity": 1}]}
    refused = offered(site, 2, status=422)
    assert (refused["code"], "at hand" in refused["detail"]) == ("transfer.over", True)
    # What is in the boxes of an offer is not at hand any more, and not counted twice.
    path = f"/transfers/{site.get('/transfers')['items'][0]['id']}"
    ask(site, Role.MINISTRY, f"{path}/approve", {"receiver": OTHER})
    site.post(f"{path}/send-on", {"devices": ids(devices[1:3])})
    assert site.get("/transfers/at-hand") == {"items": [{"type": "tablet", "quantity": 1}]}


def test_the_ministry_alone_decides_and_not_for_the_board_that_offers(site: Site) -> None:
    at_hand(site, 2)
    path = f"/transfers/{offered(site, 2)['id']}"
    assert ask(site, Role.MINISTRY, f"{path}/approve", {"receiver": BOARD}, status=409)["code"] == "transfer.same_board"
    for role in (Role.BOARD_MANAGER, Role.AUDITOR, Role.WAREHOUSE_MANAGER):
        assert site.call(role, "POST", f"{path}/approve", BOARD, json={"receiver": OTHER}).status_code == 403
    shown = ask(site, Role.MINISTRY, f"{path}/refuse", WHY)
    assert (shown["stage"], shown["answer"], shown["receiver"]) == ("refused", WHY["reason"], None)
    assert (
        ask(site, Role.MINISTRY, f"{path}/approve", {"receiver": OTHER}, status=409)["code"] == "transfer.not_approved"
    )


def test_a_withdrawal_takes_out_what_was_scanned_in_until_it_leaves(site: Site) -> None:
    devices = at_hand(site, 2)
    site.post("/configure", {"devices": ids(devices[:1])})
    path = approved(site, 2)
    site.post(f"{path}/send-on", {"devices": ids(devices)})
    shown = ask(site, Role.BOARD_MANAGER, f"{path}/withdraw", WHY, BOARD)
    assert (shown["stage"], shown["inside"]) == ("withdrawn", 0)
    assert states(site, devices) == ["configured", "at_board"]
    assert {one.data.state for one in site.told("device.undone")} == {"configured", "at_board"}
    left = sent(site, devices)
    assert ask(site, Role.BOARD_MANAGER, f"{left}/withdraw", WHY, BOARD, 409)["code"] == "transfer.not_withdrawn"
    undone = site.call(Role.BOARD_TECHNICIAN, "POST", "/devices/undo", BOARD, json={"devices": ids(devices), **UNDO})
    assert (undone.status_code, undone.json["code"]) == (409, "undo.transfer_left")


def test_damage_is_told_by_the_receiver_and_what_never_came_is_missing_at_the_end(site: Site) -> None:
    devices = at_hand(site, 3)
    path = sent(site, devices)
    site.post(f"{path}/take-over", {"codes": serials(devices[:1]), "damage": "Écran fendu"}, board=OTHER)
    site.post(f"{path}/take-over", {"codes": serials(devices[1:2])}, board=OTHER)
    assert site.post(f"{path}/close", {}, 422, OTHER)["code"] == "transfer.reason"
    shown = site.post(f"{path}/close", {"reason": "Une boîte manque"}, board=OTHER)
    assert [shown[name] for name in ("accepted", "damaged", "missing", "left")] == [1, 1, 1, 0]
    assert states(site, devices[:2], OTHER) == ["damaged", "at_board"]
    assert states(site, devices[2:]) == ["missing"]
    (missing,) = site.told("device.missing")
    assert (missing.data.board, str(missing.data.transfer), missing.data.reason) == (
        BOARD,
        path[11:],
        "Une boîte manque",
    )
    came = {one["serial"]: one["came"] for one in site.get(f"{path}/devices")["items"]}
    assert [came[serial] for serial in serials(devices)] == ["damaged", "accepted", "missing"]


def test_what_turns_up_after_the_end_is_received_all_the_same_or_found_where_it_was(site: Site) -> None:
    devices = at_hand(site, 2)
    path = sent(site, devices)
    site.post(f"{path}/close", {"reason": "Rien reçu"}, board=OTHER)
    assert site.post(f"{path}/take-over", {"codes": serials(devices[:1])}, board=OTHER) == {"devices": 1}
    assert site.post("/accept", {"devices": ids(devices[1:])}) == {"devices": 1}
    assert len(site.told("device.turned-up")) == 2
    shown = site.get(path)
    assert [shown[name] for name in ("accepted", "damaged", "missing", "left")] == [1, 0, 1, 0]
    assert (states(site, devices[:1], OTHER), states(site, devices[1:])) == (["at_board"], ["at_board"])
    assert site.post("/devices/undo", {"devices": ids(devices[:1]), **UNDO}, board=OTHER) == {"devices": 1}
    assert (states(site, devices[:1]), site.get(path)["missing"]) == (["missing"], 2)


def test_an_acceptance_undone_leaves_the_device_on_its_way(site: Site) -> None:
    devices = at_hand(site, 1)
    path = sent(site, devices)
    site.post(f"{path}/take-over", {}, board=OTHER)
    assert site.post("/devices/undo", {"devices": ids(devices), **UNDO}, board=OTHER) == {"devices": 1}
    assert (states(site, devices), site.get(path)["left"]) == (["sent_on"], 1)
    assert site.post(f"{path}/take-over", {}, board=OTHER) == {"devices": 1}


def test_what_is_not_in_it_is_refused_with_what_to_do(site: Site) -> None:
    devices = at_hand(site, 2)
    path = sent(site, devices[:1])
    refused = site.post(f"{path}/take-over", {"codes": serials(devices)}, 404, OTHER)
    assert refused["code"] == "transfer.not_in_it"
    assert "Set it aside and call the board that sent it" in refused["detail"]
    assert states(site, devices) == ["sent_on", "at_board"]


def test_a_board_sees_what_it_gives_and_what_comes_to_it(site: Site) -> None:
    at_hand(site, 2)
    path = f"/transfers/{offered(site, 2)['id']}"
    assert site.call_status("GET", path, OTHER) == 404
    ask(site, Role.MINISTRY, f"{path}/approve", {"receiver": OTHER})
    assert site.get(path, board=OTHER)["origin"] == BOARD
    assert site.call_status("GET", path, "711000") == 404
    assert site.post(f"{path}/send-on", {"codes": ["C02XL00000"]}, 404, OTHER)["code"] == "transfer.unknown"
    assert site.post(f"{path}/close", {}, 404)["code"] == "transfer.unknown"


def test_the_list_is_told_by_stage_page_by_page(site: Site) -> None:
    at_hand(site, 3)
    one, two = offered(site, 1), offered(site, 2)
    ask(site, Role.MINISTRY, f"/transfers/{two['id']}/approve", {"receiver": OTHER})
    found = site.get("/transfers?stage=offered", Role.MINISTRY, None)["items"]
    assert [found_["id"] for found_ in found] == [one["id"]]
    page = site.get("/transfers?limit=1", Role.MINISTRY, None)
    assert [one["id"] for one in page["items"]] == [two["id"]]
    rest = site.get(f"/transfers?limit=1&cursor={page['next']}", Role.MINISTRY, None)
    assert [found_["id"] for found_ in rest["items"]] == [one["id"]]


@pytest.mark.parametrize("step", ["send-on", "take-over", "close", "withdraw"])
def test_a_step_of_a_transfer_takes_the_same_statements_for_5_devices_as_for_200(site: Site, step: str) -> None:
    taken = []
    for count in (5, 200):
        devices = at_hand(site, count, f"C0{count:03d}")
        path = approved(site, count) if step in ("send-on", "withdraw") else sent(site, devices)
        if step == "withdraw":
            site.post(f"{path}/send-on", {"devices": ids(devices)})
        body = {"send-on": {"codes": serials(devices)}, "take-over": {}}.get(step, WHY)
        role, board = (Role.BOARD_MANAGER if step == "withdraw" else Role.BOARD_TECHNICIAN), BOARD
        with counting(site) as seen:
            ask(site, role, f"{path}/{step}", body, OTHER if step in ("take-over", "close") else board)
        taken.append(len(seen))
    assert taken[0] == taken[1] < 40
