"""A board receives, uses and sends back its devices: the routes and the door for scans, on a real database."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.chassis import outbox
from services.chassis.act import Act, now
from services.contracts.roles import Role
from services.contracts.values import LocationCode, with_check_character
from services.contracts.warehouse import DeviceReceived, PackedDevice
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


# Scans


def test_a_carton_scan_accepts_all_its_devices(site: Site) -> None:
    devices = some(3)
    path = site.sent(devices)
    code = site.get(path)["cartons"][0]["code"]
    result = site.scan("accept", code)
    assert (result["outcome"], result["device"], "3" in result["say"]) == ("done", None, True)
    assert site.scan("accept", code)["outcome"] == "repeated"
    assert len(site.told("device.accepted")) == 3
    assert [one["state"] for one in site.get(path)["devices"]] == ["at_board"]
    assert site.get(path)["state"] == "delivered"


def test_a_device_is_scanned_by_any_code_of_its_label(site: Site) -> None:
    tag = with_check_character("RA0000002A")
    site.sent([packed("C02XL0GTJGH5", tag=tag), packed("5CD0123ABC", "HP", "9UZ86UT")])
    result = site.scan("accept", "SC02XL0GTJGH5", "1PMYLD2C/A")
    assert result["outcome"] == "done"
    assert {name: result["device"][name] for name in ("maker", "serial", "state", "school", "loan")} == {
        "maker": "Apple",
        "serial": "C02XL0GTJGH5",
        "state": "at_board",
        "school": None,
        "loan": None,
    }
    assert site.scan("configure", tag)["device"]["state"] == "configured"
    assert site.scan("accept", "5cd0123abc")["outcome"] == "done"


def test_another_scan_of_a_step_already_done_is_repeated(site: Site) -> None:
    site.sent([packed("C02XL0GTJGH5")])
    steps: list[tuple[str, dict[str, str]]] = [
        ("damage", {"reason": "Fendu"}),
        ("accept", {}),
        ("configure", {}),
        ("hand_over", {"school": "762217"}),
        ("take_back", {}),
        ("send_back", {"reason": "Surplus"}),
    ]
    for action, given in steps:
        assert site.scan(action, "C02XL0GTJGH5", **given)["outcome"] == "done", action
        assert site.scan(action, "C02XL0GTJGH5", **given)["outcome"] == "repeated", action


def test_a_student_gets_a_loan_number_once(site: Site) -> None:
    site.sent([packed("C02XL0GTJGH5")])
    site.scan("accept", "C02XL0GTJGH5")
    site.scan("configure", "C02XL0GTJGH5")
    first = site.scan("hand_over", "C02XL0GTJGH5", student="yes")
    second = site.scan("hand_over", "C02XL0GTJGH5", student="yes")
    assert first["device"]["loan"] == second["device"]["loan"]
    assert first["device"]["loan"] in first["say"]
    (told,) = site.told("device.handed-over")
    assert (told.data.loan, told.data.school) == (first["device"]["loan"], None)


@pytest.mark.parametrize(
    ("action", "given", "code"),
    [
        ("hand_over", {}, "scan.receiver"),
        ("hand_over", {"school": "1", "student": "yes"}, "scan.receiver"),
        ("hand_over", {"school": "12"}, "scan.school"),
        ("damage", {}, "scan.reason"),
        ("send_back", {}, "scan.reason"),
        ("fly", {}, "scan.action"),
        ("accept", {"shipment": "E999999"}, "shipment.unknown"),
        ("configure", {}, "device.not_configured"),
    ],
)
def test_a_refused_scan_says_why(site: Site, action: str, given: dict[str, str], code: str) -> None:
    site.sent([packed("C02XL0GTJGH5")])
    result = site.scan(action, "C02XL0GTJGH5", **given)
    assert (result["outcome"], result["problem"]["code"]) == ("refused", code)
    assert result["say"]


def test_an_unexpected_device_is_set_aside_and_told_once(site: Site) -> None:
    path = site.sent(some(1))
    site.sent([packed("C02XL0GTJGH5")], board=OTHER)
    first = site.scan("accept", "SC02XL0GTJGH5", "1PMYLD2C/A")
    assert (first["outcome"], first["device"]) == ("done", None)
    assert site.scan("accept", "C02XL0GTJGH5")["outcome"] == "repeated"
    (told,) = site.told("device.unexpected")
    assert (told.data.maker, told.data.serial, str(told.data.shipment)) == ("Apple", "C02XL0GTJGH5", path[-36:])
    assert told.subject == f"device/{told.data.finding}"
    assert site.get(path)["state"] == "delivered"


def test_the_maker_and_the_reason_of_an_unexpected_device_are_as_said_or_empty(site: Site) -> None:
    site.sent(some(1))
    site.scan("accept", "5CD0123ABC", maker="HP", reason="Sans étiquette")
    site.scan("accept", "5CD0123ABD")
    told = [(one.data.maker, one.data.reason) for one in site.told("device.unexpected")]
    assert told == [("HP", "Sans étiquette"), ("", "")]


def test_another_boards_carton_is_unknown_and_no_finding(site: Site) -> None:
    code = site.get(site.sent(some(2), board=OTHER), board=OTHER)["cartons"][0]["code"]
    site.sent(some(1, "C02BB"))
    assert site.scan("accept", code)["problem"]["code"] == "code.unknown"
    assert site.told("device.unexpected") == []


def test_without_a_shipment_under_way_nothing_is_set_aside(site: Site) -> None:
    assert site.scan("accept", "C02XL0GTJGH5")["problem"]["code"] == "shipment.unknown"


def test_a_device_of_another_shipment_than_the_one_named_is_refused(site: Site) -> None:
    site.sent([packed("C02XL0GTJGH5")])
    other = site.sent(some(1, "C02BB"))
    assert site.scan("accept", "C02XL0GTJGH5", shipment=other[-36:])["problem"]["code"] == "shipment.other"
    assert site.scan("accept", "C02XL0GTJGH5", shipment="E000001")["outcome"] == "done"


def test_a_serial_of_two_makers_is_settled_by_the_label_or_the_step(site: Site) -> None:
    site.sent([packed("5CD0123ABC", "HP", "9UZ86UT"), packed("5CD0123ABC", "Dell", "LAT3310-QC")])
    assert site.scan("accept", "5CD0123ABC")["problem"]["code"] == "device.ambiguous"
    assert site.scan("accept", "5CD0123ABC", "1PLAT3310-QC")["device"]["maker"] == "Dell"
    assert site.scan("accept", "5CD0123ABC")["device"]["maker"] == "HP"


def test_two_devices_on_one_label_are_refused(site: Site) -> None:
    site.sent([packed("C02XL0GTJGH5"), packed("5CD0123ABC", "HP", "9UZ86UT")])
    assert site.scan("accept", "C02XL0GTJGH5", "5CD0123ABC")["problem"]["code"] == "device.ambiguous"


def test_a_day_offline_keeps_when_it_happened(site: Site) -> None:
    site.sent([packed("C02XL0GTJGH5")])
    yesterday = now() - timedelta(days=1)
    site.scans([one_scan("accept", "C02XL0GTJGH5", at=yesterday)])
    times = {f"{one.data.noun}.{one.data.verb}": one.time for one in site.told("shipment.delivered", "device.accepted")}
    assert times == {"shipment.delivered": yesterday, "device.accepted": yesterday}


def test_one_batch_takes_a_device_all_the_way_and_bad_neighbours_spoil_nothing(site: Site) -> None:
    site.sent([packed("C02XL0GTJGH5")])
    results = site.scans(
        [
            one_scan("accept", "C02XL0GTJGH5"),
            one_scan("fly", "C02XL0GTJGH5"),
            one_scan("configure", "C02XL0GTJGH5"),
            one_scan("hand_over", "C02XL0GTJGH5", school="x"),
            one_scan("hand_over", "C02XL0GTJGH5", student="yes"),
        ]
    )
    assert [one["outcome"] for one in results] == ["done", "refused", "done", "refused", "done"]
    verbs = [one.data.verb for one in site.told("device.accepted", "device.configured", "device.handed-over")]
    assert verbs == ["accepted", "configured", "handed-over"]


def test_a_batch_of_one_reason_is_one_return(site: Site) -> None:
    devices = some(3)
    site.sent(devices)
    site.post("/accept", {"devices": ids(devices)})
    reasons = ("Surplus", "Surplus", "Panne")
    scans = [one_scan("send_back", one.serial, reason=why) for one, why in zip(devices, reasons, strict=True)]
    assert [one["outcome"] for one in site.scans(scans)] == ["done"] * 3
    returns = [one.data.shipment for one in site.told("device.sent-back")]
    assert returns[0] == returns[1] != returns[2]
    assert site.get(f"/devices/{ids(devices)[0]}")["returned_in"] == str(returns[0])


def in_use(site: Site, number: int) -> list[PackedDevice]:
    """Devices that a board accepted."""
    devices = some(number)
    site.sent(devices)
    site.post("/accept", {"devices": ids(devices)})
    return devices


def test_what_goes_back_one_by_one_on_one_day_for_one_reason_shares_a_return(site: Site) -> None:
    devices = in_use(site, 4)
    reasons = ("Surplus", "Surplus", "Panne", "Surplus")
    said = [site.scan("send_back", one.serial, reason=why)["say"] for one, why in zip(devices, reasons, strict=True)]
    first, second, third, fourth = (one.data.shipment for one in site.told("device.sent-back"))
    assert first == second == fourth != third
    numbers = ("R000001", "R000001", "R000002", "R000001")
    assert all(number in sentence for number, sentence in zip(numbers, said, strict=True)), said


def test_another_days_return_is_another_one(site: Site) -> None:
    devices = in_use(site, 2)
    before = one_scan("send_back", devices[0].serial, reason="Surplus", at=now() - timedelta(days=1))
    said = [site.scans([before])[0]["say"], site.scan("send_back", devices[1].serial, reason="Surplus")["say"]]
    assert ["R000001" in said[0], "R000002" in said[1]] == [True, True]


def test_a_return_of_which_something_was_received_takes_no_more(site: Site) -> None:
    devices = in_use(site, 2)
    site.scan("send_back", devices[0].serial, reason="Surplus")
    line = devices[0].model_dump(include={"device", "maker", "serial", "model", "type"})
    site.hear(DeviceReceived(**line, location=LocationCode("QUAI-01"), returned=True))
    assert "R000002" in site.scan("send_back", devices[1].serial, reason="Surplus")["say"]


def test_a_device_scanned_again_says_in_which_return_it_is(site: Site) -> None:
    (device,) = in_use(site, 1)
    site.scan("send_back", device.serial, reason="Surplus")
    again = site.scan("send_back", device.serial, reason="Surplus")
    assert (again["outcome"], "R000001" in again["say"]) == ("repeated", True)


def test_a_refused_return_takes_no_number(site: Site) -> None:
    site.sent([packed("C02XL0GTJGH5")])
    assert site.scan("send_back", "C02XL0GTJGH5", reason="Panne")["outcome"] == "refused"
    (device,) = in_use(site, 1)
    assert "R000001" in site.scan("send_back", device.serial, reason="Surplus")["say"]


@pytest.mark.parametrize("text", ["RC99999", "rc99999", "RC000000012", "RA0000002AX", "RLA0103X"])
@pytest.mark.parametrize("action", ["accept", "configure"])
def test_one_of_our_own_codes_mistyped_is_no_device(site: Site, action: str, text: str) -> None:
    site.sent(some(1))
    result = site.scan(action, text)
    assert (result["outcome"], result["problem"]["code"]) == ("refused", "code.mistyped")
    assert site.told("device.unexpected") == []


def test_a_maker_may_begin_a_serial_as_we_begin_our_codes(site: Site) -> None:
    site.sent([packed("RC99999")])
    assert site.scan("accept", "RC99999")["outcome"] == "done"


@pytest.mark.parametrize("action", ["damage", "hand_over", "send_back"])
def test_what_is_done_device_by_device_says_so_of_a_carton(site: Site, action: str) -> None:
    code = site.get(site.sent(some(2)))["cartons"][0]["code"]
    result = site.scan(action, code, student="yes", reason="Fendu")
    assert (result["outcome"], result["problem"]["code"]) == ("refused", "code.carton")


def test_5_or_200_mixed_scans_take_the_same_statements(site: Site) -> None:
    def statements(prefix: str, school: str, number: int) -> int:
        devices = some(number, prefix)
        site.sent(devices)
        site.post("/accept", {"devices": ids(devices)})
        site.post("/configure", {"devices": ids(devices[::2])})
        kinds: list[tuple[str, dict[str, str]]] = [("hand_over", {"student": "yes"}), ("configure", {})]
        # Another school and another reason: each time a slip and a return are opened.
        kinds += [("hand_over", {"school": school}), ("send_back", {"reason": f"Surplus {prefix}"})]
        scans = [one_scan(kinds[n % 4][0], one.serial, **kinds[n % 4][1]) for n, one in enumerate(devices)]
        scans.append(one_scan("accept", f"{prefix}99999"))
        with counting(site) as seen:
            results = site.scans(scans)
        assert {one["outcome"] for one in results} == {"done"}
        return len(seen)

    assert statements("C02AA", "762217", 5) == statements("C02BB", "762218", 200)


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


def test_a_refusal_leaves_no_event_behind(site: Site) -> None:
    with site.running.database.writing(Act("u-1", now())) as session:
        outbox.record(session)
    before = len(site.told())
    site.post("/configure", {"devices": [str(uuid4())]}, 404)
    assert len(site.told()) == before
