"""What a board sends back scan by scan: one return a day and reason, until something of it was received."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.chassis.act import now
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceReceived, PackedDevice
from tests.integration.shipping_site import (
    Site,
    ids,
    one_scan,
    opened,
    packed,
    some,
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


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
