"""Devices that the warehouse has again, receives no more after all, or knows where a board found them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.chassis import tables
from services.contracts.event import Event
from services.contracts.values import LocationCode
from services.contracts.warehouse import (
    DeviceIdentified,
    DeviceReceived,
    DeviceRetired,
    DeviceWiped,
    DeviceWrittenOff,
    PackedDevice,
    WarehouseDeviceUndone,
)
from services.shipping.model import Device
from tests.integration.shipping_site import BOARD, OTHER, Site, counting, ids, opened, packed, some

pytestmark = pytest.mark.databases("sqlite", "postgresql")

WHY = {"reason": "Erreur de saisie"}
DOCK = LocationCode("QUAI-01")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def received(device: PackedDevice) -> DeviceReceived:
    return DeviceReceived(**vars(device), location=DOCK, returned=True)


def unreceived(device: PackedDevice, step: str = "device.received") -> WarehouseDeviceUndone:
    return WarehouseDeviceUndone(
        device=device.device, type="tablet", state="returning", undone=uuid7(), step=step, reason="mauvaise boîte"
    )


def identified(site: Site, device: PackedDevice, board: Any = BOARD) -> DeviceIdentified:
    told = site.told("device.unexpected")[-1].data
    return DeviceIdentified(**vars(device), finding=told.finding, shipment=told.shipment, board=board)


def shown(site: Site, device: PackedDevice, board: Any = BOARD) -> Any:
    return site.get(f"/devices/{device.device}", board=board)


def in_use(site: Site, number: int, prefix: str = "C02XL") -> list[PackedDevice]:
    devices = some(number, prefix)
    site.sent(devices)
    site.post("/accept", {"devices": ids(devices)})
    return devices


def test_a_receipt_that_the_warehouse_undoes_gives_the_board_its_device_as_it_was(site: Site) -> None:
    devices = in_use(site, 3)
    site.post("/configure", {"devices": ids(devices[:2])})
    site.post("/hand-over", {"devices": ids(devices[:1]), "student": True})
    site.post("/lost", {"devices": ids(devices[:1]), "reason": "Introuvable"})
    site.post("/send-back", {"devices": ids(devices[1:]), "reason": "Surplus"})
    before = [shown(site, one) for one in devices]
    site.hear(*[received(one) for one in devices])
    assert [shown(site, one)["state"] for one in devices] == ["returned"] * 3
    assert shown(site, devices[0])["loan"] is None
    site.hear(*[unreceived(one) for one in devices])
    assert [shown(site, one) for one in devices] == before
    assert site.post("/devices/undo", {"devices": ids(devices[1:]), **WHY}) == {"devices": 2}


def test_a_return_of_which_nothing_is_received_any_more_takes_devices_again(site: Site) -> None:
    devices = in_use(site, 2)
    site.scan("send_back", devices[0].serial, reason="Surplus")
    site.hear(received(devices[0]), unreceived(devices[0]))
    assert "R000001" in site.scan("send_back", devices[1].serial, reason="Surplus")["say"]


@pytest.mark.parametrize("step", ["device.stored", "device.wiped", "device.quarantined"])
def test_other_steps_undone_in_the_warehouse_are_none_of_shippings(site: Site, step: str) -> None:
    (device,) = in_use(site, 1)
    site.hear(received(device), unreceived(device, step))
    assert shown(site, device)["state"] == "returned"


def test_a_device_received_after_its_board_undid_that_it_was_sent_back_comes_home_all_the_same(site: Site) -> None:
    (device,) = in_use(site, 1)
    site.post("/send-back", {"devices": ids([device]), "reason": "Surplus"})
    site.post("/devices/undo", {"devices": ids([device]), **WHY})
    site.hear(received(device))
    assert shown(site, device)["state"] == "returned"
    assert site.post("/devices/undo", {"devices": ids([device]), **WHY}, 409)["code"] == "undo.nothing"


@pytest.mark.parametrize("gone", ["lost", "stolen"])
def test_a_lost_device_that_the_warehouse_receives_comes_back_like_any_other(site: Site, gone: str) -> None:
    (device,) = in_use(site, 1)
    site.post(f"/{gone}", {"devices": ids([device]), "reason": "Introuvable"})
    site.hear(received(device))
    assert shown(site, device)["state"] == "returned"


def test_receiving_5_or_200_devices_and_undoing_it_takes_the_same_statements(site: Site) -> None:
    def statements(prefix: str, number: int) -> list[int]:
        devices = in_use(site, number, prefix)
        site.post("/configure", {"devices": ids(devices[::2])})
        site.post("/hand-over", {"devices": ids(devices[::4]), "student": True})
        site.post("/send-back", {"devices": ids(devices[1::2]), "reason": "Surplus"})
        counts = []
        for events in ([received(one) for one in devices], [unreceived(one) for one in devices]):
            with counting(site) as seen:
                site.hear(*events)
            counts.append(len(seen))
        return counts

    assert statements("C02AA", 8) == statements("C02BB", 200)


FOR_GOOD: list[Callable[[UUID], Event]] = [
    lambda device: DeviceWiped(device=device, location=DOCK),
    lambda device: DeviceRetired(device=device, type="tablet", location=DOCK, reason="trop vieux"),
    lambda device: DeviceWrittenOff(device=device, type="tablet", location=DOCK, reason="introuvable"),
]


def kept(site: Site) -> str:
    """All that shipping's own rows and the last steps still say, as one text."""
    with site.running.database.reading() as session:
        rows = [*session.execute(select(Device.__table__)), *session.execute(select(tables.subject))]
        return str([dict(row._mapping) for row in rows])


@pytest.mark.parametrize("tell", FOR_GOOD)
def test_a_loan_number_is_forgotten_once_the_device_is_the_reserves_for_good(
    site: Site, tell: Callable[[UUID], Event]
) -> None:
    device, beside = in_use(site, 2)
    site.post("/configure", {"devices": ids([device, beside])})
    site.post("/hand-over", {"devices": ids([device, beside]), "student": True})
    mine, other = (shown(site, one)["loan"] for one in (device, beside))
    site.hear(received(device))
    assert mine in kept(site)
    site.hear(tell(device.device), tell(uuid7()))
    assert (mine in kept(site), other in kept(site)) == (False, True)
    assert shown(site, device)["undo"]["possible"] is False
    assert shown(site, beside)["undo"]["possible"] is True
    site.hear(tell(beside.device))
    assert shown(site, beside)["loan"] == other, "its board still has it: what comes too early forgets nothing"


def test_hearing_of_5_or_200_wiped_devices_takes_the_same_statements(site: Site) -> None:
    def statements(prefix: str, number: int) -> int:
        devices = in_use(site, number, prefix)
        site.hear(*[received(one) for one in devices])
        with counting(site) as seen:
            site.hear(*[DeviceWiped(device=one.device, location=DOCK) for one in devices])
        return len(seen)

    assert statements("C02AA", 5) == statements("C02BB", 200)


# Identified


def test_a_device_from_the_shelf_is_the_boards_that_found_it(site: Site) -> None:
    path = site.sent(some(1))
    site.scan("accept", "C02XL0GTJGH5")
    device = packed("C02XL0GTJGH5")
    site.hear(identified(site, device))
    found = shown(site, device)
    assert (found["state"], found["board"], found["shipment"]) == ("at_board", BOARD, path[-36:])
    assert found["request"] == site.get(path)["request"]
    told = site.told()[-1].data
    assert (told.verb, told.device, str(told.shipment)) == ("accepted", device.device, path[-36:])
    assert site.scan("configure", "C02XL0GTJGH5")["outcome"] == "done"


@pytest.mark.parametrize("ended", [False, True])
def test_a_device_on_its_way_elsewhere_is_missing_there_and_accepted_here(site: Site, ended: bool) -> None:
    device, beside = packed("C02XL0GTJGH5"), some(1, "C02BB")
    other = site.sent([device, *beside], board=OTHER)
    site.post("/accept", {"devices": ids(beside)}, board=OTHER)
    if ended:
        site.post(f"{other}/close-receipt", {"reason": "Absent"}, board=OTHER)
    site.sent(some(1))
    site.scan("accept", device.serial)
    site.hear(identified(site, device))
    kinds = [f"{one.data.verb}" for one in site.told("device.missing", "device.accepted")]
    assert kinds == ["accepted", "missing", "accepted"]
    missing, accepted = site.told("device.missing")[0].data, site.told("device.accepted")[-1].data
    assert (missing.board, str(missing.shipment)) == (OTHER, other[-36:])
    assert (accepted.board, shown(site, device)["state"]) == (BOARD, "at_board")
    assert site.call_status("GET", f"/devices/{device.device}", OTHER) == 404
    assert {one["state"] for one in site.get(other, board=OTHER)["devices"]} == {"at_board", "missing"}
    if not ended:
        site.post(f"{other}/close-receipt", {}, board=OTHER)
    else:
        site.post(f"{other}/undo", WHY, board=OTHER)
        site.post(f"{other}/close-receipt", {}, board=OTHER)
    counts = site.told("shipment.received")[-1].data
    assert (counts.accepted, counts.missing, counts.damaged) == (1, 1, 0)


def test_a_device_that_a_board_has_by_now_stays_where_it_is(site: Site) -> None:
    device = packed("C02XL0GTJGH5")
    site.sent([device], board=OTHER)
    site.sent(some(1))
    site.scan("accept", device.serial)
    site.post("/accept", {"devices": ids([device])}, board=OTHER)
    before = len(site.told())
    site.hear(identified(site, device))
    assert (len(site.told()), shown(site, device, OTHER)["state"]) == (before, "at_board")


def test_hearing_of_5_or_60_findings_that_are_settled_takes_the_same_statements(site: Site) -> None:
    def statements(prefix: str, number: int) -> int:
        site.sent(some(1, f"{prefix}A"))
        shelf, elsewhere = some(number, f"{prefix}B"), some(number, f"{prefix}C")
        site.sent(elsewhere, board=OTHER)
        found = [one for pair in zip(shelf, elsewhere, strict=True) for one in pair]
        for one in found:
            site.scan("accept", one.serial)
        told = {one.data.serial: one.data for one in site.told("device.unexpected")}
        events = [
            DeviceIdentified(
                **vars(one), finding=told[one.serial].finding, shipment=told[one.serial].shipment, board=BOARD
            )
            for one in found
        ]
        with counting(site) as seen:
            site.hear(*events)
        assert {shown(site, one)["state"] for one in found} == {"at_board"}
        return len(seen)

    assert statements("C02X", 5) == statements("C02Y", 60)
