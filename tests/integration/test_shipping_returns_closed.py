"""Return shipments: with a carrier, at their stages, closed with what was not in their boxes, reopened."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from services.chassis.act import Act, now
from services.contracts.roles import Role
from services.contracts.warehouse import PackedDevice
from services.shipping.model import ReturnShipment
from tests.integration.shipping_site import BOARD, OTHER, Site, counting, ids, opened, some
from tests.integration.test_shipping_return import in_use, received, unreceived

pytestmark = pytest.mark.databases("sqlite", "postgresql")

CARRIER = {"carrier": "Transport Démo", "tracking": "TD-77"}
WHY = {"reason": "Absents des boîtes"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def sent(site: Site, devices: list[PackedDevice], reason: str = "Surplus") -> str:
    """The path of a return of these devices."""
    return f"/returns/{site.post('/send-back', {'devices': ids(devices), 'reason': reason})['shipment']}"


def close(site: Site, path: str, status: int = 200, body: Any = WHY) -> Any:
    answer = site.call(Role.WAREHOUSE, "POST", f"{path}/close", json=body)
    assert answer.status_code == status, answer.text
    return answer.json


def reopen(site: Site, path: str, status: int = 200) -> Any:
    answer = site.call(Role.WAREHOUSE, "POST", f"{path}/undo", json=WHY)
    assert answer.status_code == status, answer.text
    return answer.json


def shown(site: Site, device: PackedDevice) -> Any:
    return site.get(f"/devices/{device.device}")


def short(site: Site, number: int = 3, prefix: str = "C02XL") -> tuple[str, list[PackedDevice]]:
    """A closed return of which the first device alone came."""
    devices = in_use(site, number, prefix)
    path = sent(site, devices)
    site.hear(received(devices[0]))
    close(site, path)
    return path, devices


# The carrier


def test_a_board_notes_the_carrier_of_its_return_and_changes_it_until_something_is_received(site: Site) -> None:
    devices = in_use(site, 2)
    path = sent(site, devices)
    site.post(f"{path}/carrier", CARRIER)
    told = site.post(f"{path}/carrier", CARRIER | {"tracking": "TD-78"})
    assert (told["carrier"], told["tracking"]) == ("Transport Démo", "TD-78")
    assert [one.data.tracking for one in site.told("return.dispatched")] == ["TD-77", "TD-78"]
    site.hear(received(devices[0]))
    assert site.post(f"{path}/carrier", CARRIER, 409)["code"] == "return.arrived"
    site.hear(unreceived(devices[0]))
    site.post(f"{path}/carrier", CARRIER)
    assert site.post(f"{path}/carrier", CARRIER, 404, OTHER)["code"] == "return.unknown"
    assert site.post(f"{path}/carrier", {"carrier": "x", "tracking": "é"}, 422)["code"] == "fields.invalid"


# Stages and age


def stages(site: Site, **query: str) -> list[tuple[str, str]]:
    found = site.call(Role.WAREHOUSE, "GET", "/returns", query_string=query).json["items"]
    return [(one["number"], one["stage"]) for one in found]


def test_a_return_is_announced_then_partly_then_wholly_received_then_closed(site: Site) -> None:
    devices = in_use(site, 2)
    path = sent(site, devices)
    seen = [site.get(path)["stage"]]
    for device in devices:
        site.hear(received(device))
        seen.append(site.get(path)["stage"])
    seen.append(close(site, path, body={})["stage"])
    site.hear(unreceived(devices[0]))
    assert [*seen, site.get(path)["stage"]] == ["announced", "partly", "received", "closed", "closed"]


def test_the_list_shows_the_returns_of_a_stage_and_of_a_board(site: Site) -> None:
    devices = in_use(site, 6)
    paths = [sent(site, part) for part in (devices[:1], devices[1:3], devices[3:4], devices[4:])]
    site.hear(received(devices[1]), received(devices[3]), received(devices[4]))
    close(site, paths[3])
    all_of_them = [("R000004", "closed"), ("R000003", "received"), ("R000002", "partly"), ("R000001", "announced")]
    assert stages(site) == stages(site, board=BOARD) == all_of_them
    assert [stages(site, stage=stage) for _, stage in all_of_them] == [[one] for one in all_of_them]
    assert stages(site, board=OTHER) == stages(site, board=OTHER, stage="announced") == []


def aged(site: Site, path: str, days: int) -> None:
    with site.running.database.writing(Act("u-1", now())) as session:
        moved = update(ReturnShipment).where(ReturnShipment.number == site.get(path)["number"])
        session.execute(moved.values(sent_at=now() - timedelta(days)))


@pytest.mark.parametrize(("days", "late"), [(13, False), (14, True)])
def test_a_return_that_is_waited_for_longer_than_the_setting_is_late(site: Site, days: int, late: bool) -> None:
    devices = in_use(site, 2)
    path = sent(site, devices)
    aged(site, path, days)
    told = site.get(path)
    assert (told["days"], told["late"]) == (days, late)
    assert ("en retard" in site.page("/returns", Role.WAREHOUSE)) is late
    site.hear(*[received(one) for one in devices])
    assert site.get(path)["late"] is False


# Closing


def test_what_was_not_in_the_boxes_is_the_boards_again_and_set_aside(site: Site) -> None:
    path, devices = short(site)
    told = site.get(path)
    assert (told["listed"], told["missing"], told["received"], told["expected"], told["open"]) == (3, 2, 1, 0, 2)
    assert told["closing_reason"] == WHY["reason"]
    assert [shown(site, one)["state"] for one in devices] == ["returned", "taken_back", "taken_back"]
    assert shown(site, devices[1])["fault"] == "R000001: Absents des boîtes"
    closed = site.told()[-3:]
    assert [f"{one.data.noun}.{one.data.verb}" for one in closed] == ["device.unreturned"] * 2 + ["return.closed"]
    event = closed[-1].data
    assert (event.number, event.expected, event.received, event.missing) == ("R000001", 3, 1, 2)
    assert site.get("/queue")["waiting"] == 0


def test_what_came_damaged_is_damaged_again(site: Site) -> None:
    devices = some(2)
    site.sent(devices)
    site.post("/accept", {"devices": ids(devices[1:])})
    site.post("/damage", {"device": ids(devices)[0], "reason": "Écran fendu"})
    path = sent(site, devices)
    site.hear(received(devices[1]))
    close(site, path)
    assert shown(site, devices[0])["state"] == "damaged"
    assert site.told("device.unreturned")[0].data.damaged is True


def test_a_return_is_closed_once_something_came_and_with_a_reason_where_something_did_not(site: Site) -> None:
    devices = in_use(site, 2)
    path = sent(site, devices)
    assert close(site, path, 409)["code"] == "return.not_arrived"
    site.hear(received(devices[0]))
    assert close(site, path, 422, {})["code"] == "return.reason"
    assert site.get(path)["expected"] == 1
    close(site, path)
    assert close(site, path, 409)["code"] == "return.closed"
    answer = site.call(Role.WAREHOUSE, "POST", f"/returns/{devices[0].device}/close", json=WHY)
    assert (answer.status_code, answer.json["code"]) == (404, "return.unknown")


def test_a_closed_return_takes_nothing_more_though_all_of_it_is_received_no_more(site: Site) -> None:
    devices = in_use(site, 3)
    site.scan("send_back", devices[0].serial, reason="Surplus")
    path = f"/returns/{site.told('device.sent-back')[0].data.shipment}"
    site.hear(received(devices[0]))
    close(site, path, body={})
    site.hear(unreceived(devices[0]))
    assert "R000002" in site.scan("send_back", devices[1].serial, reason="Surplus")["say"]
    assert (site.get(path)["stage"], site.get(path)["expected"]) == ("closed", 1)


def test_what_comes_after_the_closing_settles_the_difference(site: Site) -> None:
    path, devices = short(site)
    site.hear(received(devices[1]))
    told = site.get(path)
    assert (told["missing"], told["received"], told["open"]) == (2, 2, 1)
    assert shown(site, devices[1])["state"] == "returned"


def test_a_board_declares_lost_what_was_not_in_the_boxes_or_sends_it_anew(site: Site) -> None:
    path, devices = short(site)
    site.post("/lost", {"devices": ids(devices[1:2]), "reason": "Introuvable"})
    sent(site, devices[2:])
    told = site.get(path)
    assert (told["missing"], told["open"], told["devices"]) == (2, 0, 2)
    assert stages(site)[0] == ("R000002", "announced")


def test_what_came_meanwhile_and_is_on_no_list_is_shown_beside(site: Site) -> None:
    devices = in_use(site, 3)
    path = sent(site, devices[:1])
    site.hear(received(devices[0]), received(devices[1]))
    close(site, path, body={})
    site.hear(received(devices[2]))
    assert [one["serial"] for one in site.get(f"{path}/unlisted")["items"]] == [devices[1].serial]
    assert "sur aucune liste" in site.page(path, Role.WAREHOUSE)


def test_what_is_packed_for_a_board_again_stays_received_in_its_return(site: Site) -> None:
    devices = in_use(site, 3)
    path = sent(site, devices)
    site.hear(received(devices[0]), received(devices[1]))
    site.ready(devices[:2])
    told = site.get(path)
    assert (told["stage"], told["devices"], told["received"], told["expected"]) == ("partly", 3, 2, 1)
    told = close(site, path)
    assert (told["listed"], told["missing"]) == (3, 1)
    event = site.told("return.closed")[0].data
    assert (event.expected, event.received, event.missing) == (3, 2, 1)


# Undone


def test_a_closing_is_undone_and_what_was_missing_is_expected_again(site: Site) -> None:
    path, devices = short(site)
    assert site.get(path)["undo"] == {"possible": True, "step": "return.closed", "why": None}
    told = reopen(site, path)
    assert (told["stage"], told["expected"], told["missing"], told["closing_reason"]) == ("partly", 2, None, None)
    assert [shown(site, one)["state"] for one in devices] == ["returned", "sent_back", "sent_back"]
    assert shown(site, devices[1])["fault"] is None
    kinds = [f"{one.data.noun}.{one.data.verb}" for one in site.told()[-3:]]
    assert kinds == ["device.undone", "device.undone", "return.undone"]
    assert (site.told()[-3].data.state, site.told()[-3].data.step) == ("sent_back", "device.unreturned")
    assert reopen(site, path, 409)["code"] == "undo.nothing"
    assert close(site, path)["missing"] == 2


@pytest.mark.parametrize("step", ["lost", "received"])
def test_a_closing_is_not_undone_once_something_followed(site: Site, step: str) -> None:
    path, devices = short(site)
    if step == "lost":
        site.post("/lost", {"devices": ids(devices[1:2]), "reason": "Introuvable"})
    else:
        site.hear(received(devices[1]))
    assert reopen(site, path, 409)["code"] == "return.moved_on"
    assert site.get(path)["undo"]["possible"] is False


def test_a_board_does_not_undo_what_the_warehouse_said(site: Site) -> None:
    _, devices = short(site)
    body = {"devices": ids(devices[1:2]), "reason": "Si"}
    assert site.post("/devices/undo", body, 409)["code"] == "undo.unreturned"
    assert site.scan("undo", devices[1].serial, reason="Si")["problem"]["code"] == "undo.unreturned"


@pytest.mark.parametrize("role", [Role.BOARD_MANAGER, Role.MINISTRY, Role.AUDITOR])
def test_only_the_warehouse_closes_a_return(site: Site, role: Role) -> None:
    path, _ = short(site)
    board = BOARD if role is Role.BOARD_MANAGER else None
    for way in ("close", "undo"):
        assert site.call(role, "POST", f"{path}/{way}", board, json=WHY).status_code == 403


# Statements


def test_closing_5_or_200_devices_and_undoing_it_takes_the_same_statements(site: Site) -> None:
    def statements(number: int, prefix: str) -> list[int]:
        devices = in_use(site, number, prefix)
        path = sent(site, devices)
        site.hear(received(devices[0]))
        counts = []
        for act in (close, reopen):
            with counting(site) as seen:
                act(site, path)
            counts.append(len(seen))
        return counts

    assert statements(5, "C02AA") == statements(200, "C02BB")


def test_the_list_takes_the_same_statements_for_2_or_20_returns(site: Site) -> None:
    def statements(number: int, prefix: str) -> int:
        for device in in_use(site, number, prefix):
            sent(site, [device])
        with counting(site) as seen:
            stages(site, stage="announced")
        return len(seen)

    assert statements(2, "C02AA") == statements(20, "C02BB")
