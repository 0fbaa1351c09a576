"""A board receives, uses and sends back its devices by the routes, on a real database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.act import now
from services.contracts.roles import Role
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceReceived
from tests.integration.shipping_site import (
    BOARD,
    DISPATCH,
    OTHER,
    Site,
    counting,
    ids,
    one_scan,
    opened,
    packed,
    some,
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


# Shipments


def test_a_shipment_is_shown_whole(site: Site) -> None:
    path = site.sent(some(2), [packed("R52N80ABCDE", "Samsung", "SM-T510NZDAXAC")])
    shown = site.get(path)
    assert (shown["state"], shown["number"], shown["request_number"]) == ("dispatched", "E000001", "D000001")
    assert shown["address"]["street"] == "1, rue du Quai"
    assert sorted(carton["devices"] for carton in shown["cartons"]) == [1, 2]
    assert shown["devices"] == [{"state": "in_transit", "devices": 3}]
    assert (shown["carrier"], shown["tracking"], shown["freight_cents"]) == ("Transport Démo", "TD-1", 4550)


def test_dispatch_tells_once_and_is_refused_a_second_time(site: Site) -> None:
    path = site.sent(some(1))
    again = site.call(Role.WAREHOUSE, "POST", f"{path}/dispatch", json=DISPATCH)
    assert (again.status_code, again.json["code"]) == (409, "shipment.not_dispatched")
    (told,) = site.told("shipment.dispatched")
    assert (told.actor, told.data.freight_cents, told.correlation) == ("u-warehouse", 4550, told.data.request)


def test_a_shipment_without_address_stays_at_the_dock(site: Site) -> None:
    path = f"/shipments/{site.ready(some(1), address=False)}"
    refused = site.call(Role.WAREHOUSE, "POST", f"{path}/dispatch", json=DISPATCH)
    assert (refused.status_code, refused.json["code"]) == (409, "shipment.no_address")
    assert site.get(path)["state"] == "ready"


@pytest.mark.parametrize(
    "wrong",
    [{"freight_cents": -1}, {"tracking": ""}, {"tracking": "T 1;"}, {"carrier": "x" * 81}, {"carrier": ""}, {"x": 1}],
)
def test_what_the_dock_writes_is_checked(site: Site, wrong: dict[str, Any]) -> None:
    path = f"/shipments/{site.ready(some(1))}"
    assert site.call(Role.WAREHOUSE, "POST", f"{path}/dispatch", json=DISPATCH | wrong).status_code == 422


def test_a_list_is_scoped_filtered_and_paged(site: Site) -> None:
    mine = [site.ready(some(1, "C02AA")), site.ready(some(1, "C02BB"))]
    site.sent(some(3, "C02CC"), board=OTHER)
    assert [one["id"] for one in site.get("/shipments")["items"]] == [str(one) for one in reversed(mine)]
    everything = site.get("/shipments", Role.WAREHOUSE, None)["items"]
    assert [one["device_count"] for one in everything] == [3, 1, 1]
    assert [one["board"] for one in site.get("/shipments?state=dispatched", Role.MINISTRY, None)["items"]] == [OTHER]
    first = site.get("/shipments?limit=1&board=762000", Role.MINISTRY, None)
    second = site.get(f"/shipments?limit=1&board=762000&cursor={first['next']}", Role.MINISTRY, None)
    assert (second["items"][0]["id"], second["next"]) == (str(mine[0]), None)


def test_a_packing_list_is_paged(site: Site) -> None:
    path = site.sent(some(3))
    first = site.get(f"{path}/devices?limit=2")
    second = site.get(f"{path}/devices?limit=2&cursor={first['next']}")
    assert len(first["items"]) == 2
    assert len(second["items"]) == 1
    assert {one["state"] for one in first["items"]} == {"in_transit"}


# Receipts


def test_a_receipt_ends_with_every_device_accounted_for(site: Site) -> None:
    devices = some(4)
    path = site.sent(devices)
    site.post("/accept", {"devices": ids(devices[:2])})
    site.post("/damage", {"device": ids(devices)[2], "reason": "Écran fendu"})
    site.post("/configure", {"devices": ids(devices[:1])})
    shown = site.post(f"{path}/close-receipt", {"reason": "Absent du colis"})
    assert shown["state"] == "received"
    (end,) = site.told("shipment.received")
    assert (end.data.accepted, end.data.damaged, end.data.missing, end.data.unexpected) == (2, 1, 1, 0)
    (missing,) = site.told("device.missing")
    assert (missing.data.device, missing.data.reason) == (devices[3].device, "Absent du colis")
    order = [f"{one.data.noun}.{one.data.verb}" for one in site.told()][2:]
    assert order[0] == "shipment.delivered", "what is in hand was delivered"
    assert order[-2:] == ["device.missing", "shipment.received"]


def test_missing_devices_need_a_reason_and_none_missing_need_none(site: Site) -> None:
    devices = some(2)
    path = site.sent(devices)
    site.post("/accept", {"devices": ids(devices[:1])})
    assert site.post(f"{path}/close-receipt", {}, 422)["code"] == "receipt.reason"
    site.post("/accept", {"devices": ids(devices[1:])})
    assert site.post(f"{path}/close-receipt", {})["state"] == "received"


def test_a_missing_device_that_turns_up_is_accepted_after_all(site: Site) -> None:
    devices = some(2)
    path = site.sent(devices)
    site.post(f"{path}/deliver", {})
    site.post(f"{path}/close-receipt", {"reason": "Pas dans le camion"})
    assert site.scan("accept", devices[0].serial)["outcome"] == "done"
    assert site.post("/accept", {"devices": ids(devices[1:])}) == {"devices": 1}


def test_a_receipt_cannot_end_before_delivery(site: Site) -> None:
    path = site.sent(some(1))
    assert site.post(f"{path}/close-receipt", {"reason": "x"}, 409)["code"] == "shipment.not_received"


def test_accepting_is_all_or_none(site: Site) -> None:
    devices = some(3)
    site.sent(devices)
    site.post("/accept", {"devices": ids(devices[:1])})
    before = len(site.told())
    assert site.post("/accept", {"devices": ids(devices)}, 409)["code"] == "device.not_at_board"
    assert site.post("/accept", {"devices": [*ids(devices[1:]), str(uuid4())]}, 404)["code"] == "device.unknown"
    assert len(site.told()) == before


def test_cartons_are_accepted_by_id_or_code(site: Site) -> None:
    first, second = some(2, "C02AA"), some(3, "C02BB")
    path = site.sent(first, second)
    by_count = {carton["devices"]: carton for carton in site.get(path)["cartons"]}
    assert site.post("/accept", {"cartons": [by_count[2]["id"]]}) == {"devices": 2}
    assert site.post("/accept", {"cartons": [by_count[3]["code"]]}) == {"devices": 3}
    assert site.post("/accept", {"cartons": [by_count[3]["code"]]}, 409)["code"] == "carton.received"
    assert site.post("/accept", {"cartons": [str(uuid4())]}, 404)["code"] == "carton.unknown"
    assert site.post("/accept", {"cartons": ["RC12"]}, 422)["code"] == "fields.invalid"
    assert site.post("/accept", {}, 422)["code"] == "accept.what"


def test_nothing_is_accepted_before_it_left_the_dock(site: Site) -> None:
    devices = some(1)
    site.ready(devices)
    assert site.post("/accept", {"devices": ids(devices)}, 409)["code"] == "device.not_at_board"
    assert site.scan("accept", devices[0].serial)["problem"]["code"] == "device.not_at_board"


# Custody


def test_the_whole_way_of_a_device_in_use(site: Site) -> None:
    devices = some(2)
    site.sent(devices)
    site.post("/accept", {"devices": ids(devices)})
    site.post("/configure", {"devices": ids(devices)})
    school = site.post("/hand-over", {"devices": ids(devices[:1]), "school": "762217"})
    assert school["devices"] == [{"id": ids(devices)[0], "school": "762217", "loan": None}]
    loan = site.post("/hand-over", {"devices": ids(devices[1:]), "student": True})["devices"][0]["loan"]
    site.post("/take-back", {"devices": ids(devices)})
    assert [one.data.origin for one in site.told("device.taken-back")] == ["762217", loan]
    back = site.post("/send-back", {"devices": ids(devices), "reason": "Fin du prêt"})
    assert (back["devices"], back["number"]) == (2, "R000001")
    assert {str(one.data.shipment) for one in site.told("device.sent-back")} == {back["shipment"]}
    site.hear(
        DeviceReceived(
            device=devices[0].device,
            maker="Apple",
            serial=devices[0].serial,
            model="MYLD2C/A",
            type="tablet",
            location=LocationCode("QUAI-01"),
            returned=True,
        )
    )
    assert site.get(f"/devices/{ids(devices)[0]}")["state"] == "returned"
    assert site.get(f"/devices/{ids(devices)[1]}")["state"] == "sent_back"


@pytest.mark.parametrize("body", [{}, {"school": "762217", "student": True}, {"school": "76221"}])
def test_a_hand_over_says_to_whom(site: Site, body: dict[str, Any]) -> None:
    devices = some(1)
    site.sent(devices)
    site.post("/hand-over", {"devices": ids(devices), **body}, 422)


def test_a_reason_never_holds_a_code_permanent(site: Site) -> None:
    devices = some(1)
    site.sent(devices)
    refused = site.post("/damage", {"device": ids(devices)[0], "reason": "rendu par ABCD 12345678"}, 422)
    assert "ABCD" not in str(refused)
    assert site.scan("damage", devices[0].serial, reason="ABCD12345678")["outcome"] == "refused"


def test_a_hand_over_repeated_with_its_key_gives_the_same_loan(site: Site) -> None:
    devices = some(1)
    site.sent(devices)
    site.post("/accept", {"devices": ids(devices)})
    site.post("/configure", {"devices": ids(devices)})
    body, key = {"devices": ids(devices), "student": True}, {"Idempotency-Key": "k-1"}
    first, second = (
        site.call(Role.BOARD_TECHNICIAN, "POST", "/hand-over", BOARD, json=body, headers=key) for _ in range(2)
    )
    assert first.data == second.data
    assert len(site.told("device.handed-over")) == 1


def test_devices_are_listed_by_state(site: Site) -> None:
    devices = some(3)
    site.sent(devices)
    site.post("/accept", {"devices": ids(devices[:1])})
    assert [one["id"] for one in site.get("/devices?state=at_board")["items"]] == ids(devices[:1])
    assert len(site.get("/devices?limit=2", Role.AUDITOR, None)["items"]) == 2


# Who may


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/devices", None),
        ("POST", "/deliver", {}),
        ("POST", "/close-receipt", {"reason": "x"}),
    ],
)
def test_another_boards_shipment_is_not_found(site: Site, method: str, path: str, body: Any) -> None:
    shipment = site.sent(some(1))
    answer = site.call(Role.BOARD_MANAGER, method, f"{shipment}{path}", OTHER, json=body)
    assert (answer.status_code, answer.json["code"]) == (404, "shipment.unknown")


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/accept", {}),
        ("/configure", {}),
        ("/hand-over", {"student": True}),
        ("/take-back", {}),
        ("/send-back", {"reason": "x"}),
    ],
)
def test_another_boards_device_is_not_found(site: Site, path: str, more: dict[str, Any]) -> None:
    devices = some(1)
    site.sent(devices)
    assert site.post(path, {"devices": ids(devices), **more}, 404, OTHER)["code"] == "device.unknown"
    assert site.call(Role.BOARD_MANAGER, "GET", f"/devices/{ids(devices)[0]}", OTHER).status_code == 404
    assert site.get("/devices", board=OTHER)["items"] == []


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        (Role.BOARD_MANAGER, "POST", "/shipments/{id}/dispatch"),
        (Role.MINISTRY, "POST", "/shipments/{id}/dispatch"),
        (Role.WAREHOUSE, "POST", "/shipments/{id}/close-receipt"),
        (Role.AUDITOR, "POST", "/shipments/{id}/deliver"),
        (Role.WAREHOUSE, "POST", "/accept"),
        (Role.WAREHOUSE, "GET", "/devices"),
        (Role.STATION, "GET", "/shipments"),
        (Role.MINISTRY, "POST", "/scans"),
        (Role.BOARD_TECHNICIAN, "POST", "/scans"),
        (Role.BOARD_TECHNICIAN, "GET", "/shipments"),
    ],
)
def test_a_role_without_leave_or_without_its_board_is_refused(site: Site, role: Role, method: str, path: str) -> None:
    body = {"sent": now().isoformat(), "scans": [one_scan("accept", "X")], **DISPATCH, "devices": [str(uuid4())]}
    keep = {"/scans": ("sent", "scans"), "/accept": ("devices",)}.get(path, ("carrier", "tracking", "freight_cents"))
    sent = {} if path.endswith(("receipt", "deliver")) else {name: body[name] for name in keep}
    answer = site.call(role, method, path.format(id=uuid4()), None, json=None if method == "GET" else sent)
    assert answer.status_code == 403, answer.text


def test_5_or_200_devices_take_the_same_statements(site: Site) -> None:
    def statements(prefix: str, number: int) -> list[int]:
        devices, counts = some(number, prefix), []
        path = f"/shipments/{site.ready(devices)}"
        with counting(site) as seen:
            site.call(Role.WAREHOUSE, "POST", f"{path}/dispatch", json=DISPATCH)
        counts.append(len(seen))
        for call, more in (("accept", {}), ("configure", {}), ("hand-over", {"student": True}), ("take-back", {})):
            with counting(site) as seen:
                site.post(f"/{call}", {"devices": ids(devices[1:]), **more})
            counts.append(len(seen))
        with counting(site) as seen:
            site.post(f"{path}/close-receipt", {"reason": "Absent"})
        return [*counts, len(seen)]

    assert statements("C02AA", 5) == statements("C02BB", 200)
