"""A board's scans: cartons, devices by any code of their label, all steps, and what is refused with its reason."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.chassis import outbox
from services.chassis.act import Act, now
from services.contracts.values import with_check_character
from tests.integration.shipping_site import (
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


def test_a_refusal_leaves_no_event_behind(site: Site) -> None:
    with site.running.database.writing(Act("u-1", now())) as session:
        outbox.record(session)
    before = len(site.told())
    site.post("/configure", {"devices": [str(uuid4())]}, 404)
    assert len(site.told()) == before
