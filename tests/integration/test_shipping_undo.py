"""Steps taken back at the board and at the dock: devices, shipments, receipts, through routes and scans."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.contracts.roles import Role
from services.contracts.warehouse import PackedDevice
from tests.integration.databases import SQLITE
from tests.integration.shipping_site import (
    BOARD,
    DISPATCH,
    OTHER,
    Site,
    counting,
    ids,
    one_scan,
    opened,
    some,
)

WHY = {"reason": "Erreur de saisie"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def in_use(site: Site, number: int, prefix: str = "C02XL") -> list[PackedDevice]:
    """Devices that a board accepted."""
    devices = some(number, prefix)
    site.sent(*[devices[start : start + 200] for start in range(0, number, 200)])
    site.post("/accept", {"devices": ids(devices)})
    return devices


def undo(site: Site, devices: list[PackedDevice], status: int = 200, **more: Any) -> Any:
    return site.post("/devices/undo", {"devices": ids(devices), **WHY}, status, **more)


def state(site: Site, device: PackedDevice) -> str:
    return str(site.get(f"/devices/{device.device}")["state"])


STEPS: list[tuple[str, dict[str, Any]]] = [
    ("configure", {}),
    ("hand-over", {"school": "762217"}),
    ("lend", {"school": "762218"}),
    ("lost", {"reason": "Introuvable"}),
    ("found", {}),
    ("configure", {}),
    ("hand-over", {"student": True}),
    ("stolen", {"reason": "Vol déclaré"}),
    ("found", {}),
    ("send-back", {"reason": "Surplus"}),
]


def test_every_step_of_a_device_is_undone_and_taken_again(site: Site) -> None:
    (device,) = in_use(site, 1)
    for path, more in STEPS:
        before = site.get(f"/devices/{device.device}")
        site.post(f"/{path}", {"devices": ids([device]), **more})
        shown = site.get(f"/devices/{device.device}")
        assert shown["undo"]["possible"], path
        assert undo(site, [device]) == {"devices": 1}
        after = site.get(f"/devices/{device.device}")
        assert {**after, "undo": None} == {**before, "undo": None}, path
        told = site.told()
        assert (told[-1].data.undone, told[-1].data.step) == (told[-2].id, shown["undo"]["step"]), path
        assert told[-1].data.state == before["state"]
        assert site.post("/devices/undo", {"devices": ids([device]), **WHY}, 409)["code"] == "undo.nothing"
        site.post(f"/{path}", {"devices": ids([device]), **more})


def test_an_undone_take_back_gives_the_loan_its_number_again(site: Site) -> None:
    devices = in_use(site, 2)
    site.post("/configure", {"devices": ids(devices)})
    handed = site.post("/hand-over", {"devices": ids(devices), "student": True})["devices"]
    site.post("/take-back", {"devices": ids(devices)})
    assert {site.get(f"/devices/{one.device}")["loan"] for one in devices} == {None}
    undo(site, devices)
    again = {one["id"]: one["loan"] for one in handed}
    assert {str(one.device): site.get(f"/devices/{one.device}")["loan"] for one in devices} == again


def test_undo_is_all_or_none(site: Site) -> None:
    devices = in_use(site, 3)
    site.post("/configure", {"devices": ids(devices[:2])})
    undo(site, devices[2:])
    before = len(site.told())
    assert undo(site, devices, 409)["code"] == "undo.nothing"
    assert (len(site.told()), state(site, devices[0])) == (before, "configured")


def test_undo_needs_a_reason_without_a_code_permanent(site: Site) -> None:
    devices = in_use(site, 1)
    body = {"devices": ids(devices)}
    assert site.post("/devices/undo", body, 422)["code"] == "fields.invalid"
    refused = site.post("/devices/undo", {**body, "reason": "ABCD 12345678"}, 422)
    assert "ABCD" not in str(refused)


def test_another_boards_device_is_undone_by_nobody_else(site: Site) -> None:
    devices = in_use(site, 1)
    assert undo(site, devices, 404, board=OTHER)["code"] == "device.unknown"
    body = {"devices": [str(uuid4())], **WHY}
    unknown, foreign = site.post("/devices/undo", body, 404), undo(site, devices, 404, board=OTHER)
    assert (unknown["code"], unknown["detail"]) == (foreign["code"], foreign["detail"])


def test_acceptance_is_undone_until_the_receipt_ends_and_again_once_it_is_open(site: Site) -> None:
    devices = some(3)
    path = site.sent(devices)
    site.post("/accept", {"devices": ids(devices[:2])})
    undo(site, devices[:1])
    assert state(site, devices[0]) == "in_transit"
    site.post("/accept", {"devices": ids(devices[:1])})
    site.post(f"{path}/close-receipt", {"reason": "Absent"})
    assert undo(site, devices[:1], 409)["code"] == "undo.receipt_ended"
    assert undo(site, devices[2:], 409)["code"] == "undo.missing"
    assert site.get(f"/devices/{devices[0].device}")["undo"]["why"]
    site.post(f"{path}/undo", WHY)
    undo(site, devices[:1])
    assert state(site, devices[0]) == "in_transit"


def test_a_receipt_is_opened_again_and_ended_with_the_right_counts(site: Site) -> None:
    devices = some(4)
    path = site.sent(devices)
    site.post("/accept", {"devices": ids(devices[:1])})
    site.post("/damage", {"device": ids(devices)[1], "reason": "Fendu"})
    site.post(f"{path}/close-receipt", {"reason": "Absent"})
    site.post("/accept", {"devices": ids(devices[2:3])})
    again = site.post(f"{path}/undo", WHY)
    assert (again["state"], again["received_at"]) == ("delivered", None)
    (missed,) = [one for one in site.told("device.missing") if one.data.device == devices[3].device]
    device_undone, shipment_undone = site.told()[-2:]
    assert (device_undone.data.undone, device_undone.data.state) == (missed.id, "in_transit")
    assert (shipment_undone.data.step, shipment_undone.data.state) == ("shipment.received", "delivered")
    assert [state(site, one) for one in devices] == ["at_board", "damaged", "at_board", "in_transit"]
    site.post("/accept", {"devices": ids(devices[3:])})
    site.post(f"{path}/close-receipt", {})
    first, second = (one.data for one in site.told("shipment.received"))
    assert (first.accepted, first.damaged, first.missing) == (1, 1, 2)
    assert (second.accepted, second.damaged, second.missing) == (3, 1, 0)


def test_a_missing_device_accepted_and_undone_is_still_looked_for_when_the_receipt_opens(site: Site) -> None:
    devices = some(1)
    path = site.sent(devices)
    site.post(f"{path}/deliver", {})
    site.post(f"{path}/close-receipt", {"reason": "Absent"})
    site.post("/accept", {"devices": ids(devices)})
    undo(site, devices)
    assert state(site, devices[0]) == "missing"
    site.post(f"{path}/undo", WHY)
    assert state(site, devices[0]) == "in_transit"
    assert site.told()[-2].data.undone == site.told("device.missing")[0].id


def warehouse(site: Site, path: str, body: dict[str, Any] = WHY) -> Any:
    return site.call(Role.WAREHOUSE, "POST", path, json=body)


def test_a_dispatch_is_undone_and_taken_again(site: Site) -> None:
    devices = some(2)
    path = site.sent(devices)
    assert site.get(path, Role.WAREHOUSE, None)["undo"] == {
        "possible": True,
        "step": "shipment.dispatched",
        "why": None,
    }
    assert site.get(path)["undo"]["possible"] is False
    assert site.post(f"{path}/undo", WHY, 403)["code"] == "undo.role"
    undone = warehouse(site, f"{path}/undo").json
    assert (undone["state"], undone["carrier"], undone["dispatched_at"]) == ("ready", None, None)
    assert undone["devices"] == [{"state": "packed", "devices": 2}]
    assert site.told()[-1].data.cartons == site.told("shipment.dispatched")[0].data.cartons
    assert warehouse(site, f"{path}/undo").json["code"] == "undo.nothing"
    assert warehouse(site, f"{path}/dispatch", DISPATCH).status_code == 200
    assert site.post("/accept", {"devices": ids(devices)}) == {"devices": 2}


def test_a_delivery_is_undone_only_while_nothing_of_it_is_received(site: Site) -> None:
    devices = some(1)
    path = site.sent(devices)
    site.post("/accept", {"devices": ids(devices)})
    assert site.post(f"{path}/undo", WHY, 409)["code"] == "undo.receipt_begun"
    undo(site, devices)
    assert site.post(f"{path}/undo", WHY)["state"] == "dispatched"
    assert site.scan("accept", devices[0].serial)["outcome"] == "done"
    assert site.get(path)["state"] == "delivered"


def test_another_boards_shipment_is_not_undone(site: Site) -> None:
    path = site.sent(some(1))
    site.post(f"{path}/deliver", {})
    assert site.post(f"{path}/undo", WHY, 404, OTHER)["code"] == "shipment.unknown"


# By scan


def test_an_undo_scan_takes_back_the_last_step(site: Site) -> None:
    (device,) = in_use(site, 1)
    site.scan("configure", device.serial)
    result = site.scan("undo", device.serial, reason="Erreur")
    assert (result["outcome"], result["device"]["state"]) == ("done", "at_board")
    assert site.scan("undo", device.serial, reason="Erreur")["problem"]["code"] == "undo.nothing"
    assert site.scan("undo", device.serial)["problem"]["code"] == "scan.reason"
    assert site.scan("configure", device.serial)["outcome"] == "done"


def test_one_batch_takes_steps_and_takes_them_back(site: Site) -> None:
    (device,) = in_use(site, 1)
    scans = [
        one_scan("configure", device.serial),
        one_scan("undo", device.serial, reason="Erreur"),
        one_scan("undo", device.serial, reason="Erreur"),
        one_scan("send_back", device.serial, reason="Surplus"),
        one_scan("undo", device.serial, reason="Erreur"),
        one_scan("configure", device.serial),
        one_scan("hand_over", device.serial, student="yes"),
    ]
    outcomes = [one["outcome"] for one in site.scans(scans)]
    assert outcomes == ["done", "done", "refused", "done", "done", "done", "done"]
    shown = site.get(f"/devices/{device.device}")
    assert (shown["state"], shown["returned_in"], shown["undo"]["step"]) == ("on_loan", None, "device.handed-over")
    undo(site, [device])
    assert state(site, device) == "configured"


def test_a_step_scanned_offline_in_another_zone_is_undone_too(site: Site) -> None:
    (device,) = in_use(site, 1)
    scan = one_scan("configure", device.serial) | {"at": "2020-08-27T14:05:11.123456-04:00"}
    site.scans([scan])
    assert site.get(f"/devices/{device.device}")["undo"]["possible"]
    undo(site, [device])


def test_an_undo_scan_of_an_ended_receipt_is_refused(site: Site) -> None:
    devices = some(1)
    path = site.sent(devices)
    site.post("/accept", {"devices": ids(devices)})
    site.post(f"{path}/close-receipt", {})
    assert site.scan("undo", devices[0].serial, reason="Erreur")["problem"]["code"] == "undo.receipt_ended"


def test_lost_found_and_lent_by_scan_are_done_and_repeated(site: Site) -> None:
    (device,) = in_use(site, 1)
    site.scan("configure", device.serial)
    site.scan("hand_over", device.serial, school="762217")
    steps: list[tuple[str, dict[str, str], str]] = [
        ("lend", {"school": "762218"}, "at_school"),
        ("lost", {"reason": "Introuvable"}, "lost"),
        ("found", {}, "taken_back"),
        ("stolen", {"reason": "Vol"}, "stolen"),
    ]
    for action, given, wanted in steps:
        result = site.scan(action, device.serial, **given)
        assert (result["outcome"], result["device"]["state"]) == ("done", wanted), action
        assert site.scan(action, device.serial, **given)["outcome"] == "repeated", action
    kinds = ("device.lent", "device.lost", "device.found", "device.stolen")
    assert [f"device.{one.data.verb}" for one in site.told(*kinds)] == list(kinds)


@pytest.mark.parametrize("door", ["route", "scan"])
@pytest.mark.parametrize("gone", ["lost", "stolen"])
def test_a_damaged_device_that_was_gone_is_found_damaged(site: Site, gone: str, door: str) -> None:
    (device,) = some(1)
    path = site.sent([device])
    site.post("/damage", {"device": str(device.device), "reason": "Fendu"})
    site.post(f"/{gone}", {"devices": ids([device]), "reason": "Introuvable"})
    assert site.post("/damage", {"device": str(device.device), "reason": "Fendu"}, 409)["code"] == "device.gone"
    if door == "route":
        site.post("/found", {"devices": ids([device])})
    else:
        assert "damaged" in site.scan("found", device.serial)["say"]
    assert (state(site, device), site.told()[-1].data.damaged) == ("damaged", True)
    assert site.post("/configure", {"devices": ids([device])}, 409)["code"] == "device.not_configured"
    site.post(f"{path}/close-receipt", {})
    received = site.told("shipment.received")[-1].data
    assert (received.accepted, received.damaged, received.missing) == (0, 1, 0)
    undo(site, [device])
    assert state(site, device) == gone


# How many statements


def test_5_or_500_or_1000_devices_take_the_same_statements(site: Site, database_kind: str) -> None:
    def statements(prefix: str, number: int) -> dict[str, int]:
        devices = [one for start in range(0, number, 200) for one in some(min(200, number), f"{prefix}{start // 200}")]
        cartons = [devices[start : start + 200] for start in range(0, number, 200)]
        path, counts, body = f"/shipments/{site.ready(*cartons)}", {}, {"devices": ids(devices)}

        def count(name: str, path: str, sent: dict[str, Any], role: Role = Role.BOARD_TECHNICIAN) -> None:
            with counting(site) as seen:
                answer = site.call(role, "POST", path, BOARD if role is Role.BOARD_TECHNICIAN else None, json=sent)
            assert answer.status_code == 200, (name, answer.text)
            counts[name] = len(seen)

        count("dispatch", f"{path}/dispatch", DISPATCH, Role.WAREHOUSE)
        count("undo dispatch", f"{path}/undo", WHY, Role.WAREHOUSE)
        count("dispatch again", f"{path}/dispatch", DISPATCH, Role.WAREHOUSE)
        count("deliver", f"{path}/deliver", {})
        count("close receipt, all missing", f"{path}/close-receipt", {"reason": "Absent"})
        count("re-open receipt", f"{path}/undo", WHY)
        count("accept", "/accept", body)
        count("undo accept", "/devices/undo", {**body, **WHY})
        codes = [carton["code"] for carton in site.get(path)["cartons"]]
        count("accept cartons", "/accept", {"cartons": codes})
        count("configure", "/configure", body)
        count("to a school", "/hand-over", {**body, "school": "762217"})
        count("lend", "/lend", {**body, "school": "762218"})
        # A reason of its own each time: each opens an incident in the register, and joins none of before.
        count("lost", "/lost", {**body, "reason": f"Introuvable, {prefix}"})
        count("found", "/found", body)
        count("configure again", "/configure", body)
        count("to students", "/hand-over", {**body, "student": True})
        count("take back", "/take-back", body)
        count("undo take back", "/devices/undo", {**body, **WHY})
        count("stolen", "/stolen", {**body, "reason": f"Vol, {prefix}"})
        count("undo stolen", "/devices/undo", {**body, **WHY})
        count("take back again", "/take-back", body)
        count("send back", "/send-back", {**body, "reason": "Surplus"})
        count("undo send back", "/devices/undo", {**body, **WHY})
        return counts

    few, many, most = statements("C02AA", 5), statements("C02BB", 500), statements("C02CC", 1000)
    assert few == many
    # 1000 devices and their shipment are 1001 events: on SQLite a second page of subjects, and of the outbox.
    paged = {name for name in most if most[name] > few[name]}
    assert paged == ({"close receipt, all missing", "re-open receipt"} if database_kind == SQLITE else set())


def test_mixed_steps_are_undone_with_the_same_statements(site: Site) -> None:
    def statements(prefix: str, number: int) -> list[int]:
        devices = in_use(site, number, prefix)
        site.post("/configure", {"devices": ids(devices[::2])})
        site.post("/hand-over", {"devices": ids(devices[::4]), "student": True})
        site.post("/damage", {"device": ids(devices)[1], "reason": "Fendu"})
        with counting(site) as by_id:
            undo(site, devices)
        site.post("/accept", {"devices": [one for one in ids(devices) if site_state(site, one) == "in_transit"]})
        scans = [one_scan("undo", one.serial, reason="Erreur") for one in devices]
        with counting(site) as by_scan:
            site.scans(scans)
        return [len(by_id), len(by_scan)]

    assert statements("C02AA", 8) == statements("C02BB", 400)


def site_state(site: Site, device: str) -> str:
    return str(site.get(f"/devices/{device}")["state"])


def test_voiding_takes_the_same_statements_for_5_and_for_500(site: Site) -> None:
    def statements(prefix: str, number: int) -> int:
        path = site.sent(*[some(100 if number > 100 else number, f"{prefix}{n}") for n in range(max(1, number // 100))])
        with counting(site) as seen:
            assert warehouse(site, f"{path}/void").status_code == 200
        return len(seen)

    assert statements("C02AA", 5) == statements("C02BB", 500)
