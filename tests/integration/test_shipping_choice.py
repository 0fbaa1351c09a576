"""Which of a label's codes shipping takes: the one that the step and the shipment expect, told in the answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.contracts.values import with_check_character
from tests.integration.shipping_site import Site, opened, packed

TAG = with_check_character("RA00000007")
MINE, OTHER = "C02XL0GTJGH5", "5CD0123ABC"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def took(result: dict[str, Any]) -> tuple[str, str]:
    assert result["took"]["value"] == result["device"]["serial"]
    return result["outcome"], result["took"]["text"]


def test_the_answer_says_which_code_it_took_as_it_was_read(site: Site) -> None:
    site.sent([packed(MINE, tag=TAG), packed("C02XL0GTJGH6")])
    done = site.scan("accept", "1PMYLD2C/A", f"S{MINE}")
    assert (done["outcome"], done["took"]) == (
        "done",
        {"text": f"S{MINE}", "symbology": "Code128", "kind": "serial", "value": MINE},
    )
    tagged = site.scan("configure", TAG)
    assert (tagged["took"]["kind"], tagged["took"]["value"]) == ("asset_tag", TAG)
    refused = site.scan("configure", "C02XL0GTJGH6")
    assert (refused["outcome"], refused["took"]["value"]) == ("refused", "C02XL0GTJGH6")
    assert site.scan("configure", "C02XL0000000")["took"] is None


def test_a_carton_is_told_as_a_carton(site: Site) -> None:
    code = site.get(site.sent([packed(MINE)]))["cartons"][0]["code"]
    assert site.scan("configure", code)["took"]["kind"] == "carton"
    assert site.scan("accept", code)["took"] == {
        "text": code,
        "symbology": "Code128",
        "kind": "carton",
        "value": code,
    }


def test_accepting_prefers_what_is_to_be_received(site: Site) -> None:
    site.sent([packed(MINE)])
    site.scan("accept", MINE)
    site.scan("send_back", MINE, reason="Surplus")
    site.sent([packed(OTHER, "HP", "9UZ86UT")])
    for outcome in ("done", "repeated"):
        assert took(site.scan("accept", MINE, OTHER)) == (outcome, OTHER)


def test_accepting_prefers_what_the_named_shipment_holds(site: Site) -> None:
    site.sent([packed(MINE)])
    site.sent([packed(OTHER, "HP", "9UZ86UT")])
    assert site.scan("accept", MINE, OTHER)["problem"]["code"] == "device.ambiguous"
    for outcome in ("done", "repeated"):
        assert took(site.scan("accept", MINE, OTHER, shipment="E000002")) == (outcome, OTHER)
    assert took(site.scan("damage", OTHER, MINE, shipment="E000001", reason="Fendu")) == ("done", MINE)


def test_a_step_prefers_the_device_that_may_take_it(site: Site) -> None:
    site.sent([packed(MINE), packed(OTHER, "HP", "9UZ86UT")])
    for action in ("accept", "configure"):
        site.scan(action, OTHER)
    for outcome in ("done", "repeated"):
        assert took(site.scan("hand_over", MINE, OTHER, school="762217")) == (outcome, OTHER)


def test_two_that_fit_alike_are_refused_and_nothing_is_taken(site: Site) -> None:
    site.sent([packed(MINE), packed(OTHER, "HP", "9UZ86UT")])
    refused = site.scan("accept", MINE, OTHER)
    assert (refused["problem"]["code"], refused["took"]) == ("device.ambiguous", None)
    assert site.told("device.accepted") == []


def test_a_tag_printed_twice_on_one_label_is_one_device(site: Site) -> None:
    site.sent([packed(MINE, tag=TAG)])
    assert site.scan("accept", TAG, TAG)["outcome"] == "done"


def test_of_an_unexpected_devices_codes_the_models_maker_tells_the_serial(site: Site) -> None:
    site.sent([packed(MINE)])
    aside = site.scan("accept", "FGGQ6D1", "5CG4567XYZ", "9UZ86UT")
    assert aside["took"] == {"text": "5CG4567XYZ", "symbology": "Code128", "kind": "serial", "value": "5CG4567XYZ"}
    (told,) = site.told("device.unexpected")
    assert (told.data.maker, told.data.serial) == ("HP", "5CG4567XYZ")
