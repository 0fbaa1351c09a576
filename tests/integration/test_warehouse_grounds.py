"""Devices set aside, wiped, retired and destroyed with their reasons and documents: lists with ages, papers, labels."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.chassis.web.barcode import barcode
from services.contracts.roles import Person, Role
from tests.integration.floor_site import FloorSite, a_scan, opened

MANAGER = Person("m1", Role.WAREHOUSE_MANAGER)
DESTRUCTION = {"kind": "destruction_certificate", "reference": "CD-9", "company": "Recyclage Nord"}
DESTRUCTION |= {"method": "destroy", "day": "2021-01-15"}
WIPING = {"kind": "wipe_certificate", "method": "purge", "tool": "nwipe 0.34"}


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[FloorSite]:
    yield from opened(tmp_path)


def paper(floor: FloorSite, said: dict[str, str]) -> Any:
    status, made = floor.call("POST", "/papers", said)
    assert status == 201, made
    return made


def ids(floor: FloorSite, count: int, prefix: str = "AAA") -> list[str]:
    return [floor.device(f"{prefix}{n:07d}")["id"] for n in range(count)]


def managed(floor: FloorSite, path: str, devices: list[str], **body: Any) -> tuple[int, Any]:
    return floor.call_as(MANAGER, "POST", path, {"devices": devices, **body})


def test_a_device_is_set_aside_repaired_retired_and_destroyed_with_reason_and_document(floor: FloorSite):
    floor.shelve(1, "AAA")
    (key,) = ids(floor, 1)
    assert floor.call("POST", "/quarantine", {"devices": [key], "why": "theft"})[1]["code"] == "care.reason"
    assert floor.call("POST", "/quarantine", {"devices": [key], "why": "screen", "reason": "coin"})[0] == 200
    (aside,) = floor.call("GET", "/care?state=quarantined")[1]["items"]
    assert (aside["serial"], aside["days"], aside["why"], aside["reason"]) == ("AAA0000000", 0, "screen", "coin")
    order = paper(floor, {"kind": "repair_order", "reference": "BT-77", "company": "Atelier"})
    refused = floor.call("POST", "/repair", {"devices": [key], "why": "screen", "paper": "P000009"})
    assert refused[1]["code"] == "paper.unknown"
    assert floor.call("POST", "/repair", {"devices": [key], "why": "screen", "paper": order["number"]})[0] == 200
    assert floor.call("POST", "/repaired", {"devices": [key], "outcome": "beyond_repair"})[0] == 200
    (ended,) = floor.call("GET", "/care/done")[1]["items"]
    assert (ended["act"], ended["outcome"], ended["by"]) == ("repaired", "beyond_repair", "w1")
    assert managed(floor, "/retire", [key], why="beyond_repair")[0] == 200
    assert managed(floor, "/destroy", [key], why="beyond_repair")[1]["code"] == "care.paper"
    certificate = paper(floor, DESTRUCTION)
    named = {"why": "beyond_repair", "paper": certificate["number"]}
    assert floor.call("POST", "/destroy", {"devices": [key], **named})[0] == 403
    own = Person("w1", Role.WAREHOUSE_MANAGER)
    assert floor.call_as(own, "POST", "/destroy", {"devices": [key], **named})[1]["code"] == "paper.own"
    assert managed(floor, "/destroy", [key], **named) == (200, {"devices": 1})
    assert managed(floor, "/destroy", [key], **named) == (200, {"devices": 0})
    (told,) = floor.told("device.destroyed")
    assert (told.why, told.proof.number, told.proof.company) == ("beyond_repair", "P000002", "Recyclage Nord")
    gone = floor.device("AAA0000000")
    assert (gone["state"], gone["location"]) == ("destroyed", None)
    assert managed(floor, "/devices/undo", [key], reason="non")[1]["code"] == "undo.nothing"
    for action in ("receive", "put_away", "quarantine", "wipe"):
        refusal = floor.scan(action, "AAA0000000", location="A-01-03", reason="x")["problem"]
        assert refusal["code"] == "device.move"
    page = floor.page(f"/devices/{key}?lang=en")
    assert ("broken screen – coin" in page, "P000002" in page, "cannot be repaired" in page) == (True, True, True)
    assert "AAA0000000" in floor.page("/care?state=destroyed")
    assert "AAA0000000" in floor.page("/care/repairs")


def test_what_was_taken_back_is_on_no_document_and_in_no_list(floor: FloorSite):
    floor.shelve(2, "AAA")
    devices = ids(floor, 2)
    order = paper(floor, {"kind": "repair_order", "reference": "BT-77", "company": "Atelier"})
    floor.call("POST", "/repair", {"devices": devices, "why": "screen", "paper": order["number"]})
    floor.call("POST", "/devices/undo", {"devices": devices[:1], "reason": "pas celui-ci"})
    (left,) = floor.call("GET", f"/papers/{order['id']}")[1]["devices"]
    assert left["serial"] == "AAA0000001"
    assert len(floor.call("GET", "/care?state=in_repair")[1]["items"]) == 1
    assert len(floor.call("GET", "/care/done?act=repair")[1]["items"]) == 1


def test_a_certificate_is_printed_with_its_serials_and_the_bars_of_its_number(floor: FloorSite):
    floor.shelve(1, "AAA")
    incomplete = floor.call("POST", "/papers", {"kind": "wipe_certificate", "method": "purge"})
    assert (incomplete[0], incomplete[1]["code"]) == (422, "paper.incomplete")
    assert floor.call("POST", "/papers", WIPING | {"tool": "ABCD12345678"})[0] == 422
    made = paper(floor, WIPING)
    printed = floor.page(f"/papers/{made['id']}/print")
    # That the scanner reads these bars back is proven where they are drawn: test_chassis_barcode.py.
    assert ("nwipe 0.34" in printed, barcode("P000001") in printed) == (True, True)
    form = {"kind": "retirement_decision", "reference": "DR-3"}
    assert floor.send("/papers/open", **form).status_code == 303
    assert "P000002" in floor.page("/papers")


def test_a_stack_is_retired_and_destroyed_by_scan_with_the_same_statements_whatever_its_size(floor: FloorSite):
    certificate, taken = paper(floor, DESTRUCTION), []
    manager = floor.keys.sign(MANAGER)
    for prefix, size in (("AAA", 3), ("BBB", 60)):
        floor.shelve(size, prefix)
        devices = ids(floor, size, prefix)
        floor.call("POST", "/quarantine", {"devices": devices, "why": "too_old"})
        floor.call("POST", "/quarantine", {"devices": devices, "why": "battery"})

        def scans(action: str, prefix: str = prefix, size: int = size, **said: str) -> list[str]:
            batch = [a_scan(action, f"{prefix}{n:07d}", why="too_old", **said) for n in range(size)]
            body = {"sent": batch[-1]["at"], "scans": batch}
            headers = {"Authorization": f"Bearer {manager}"}
            answer = floor.client.post("/warehouse/api/v1/scans", json=body, headers=headers)
            return [one["outcome"] for one in answer.json["results"]]

        said: list[str] = []
        counted = [
            floor.statements(lambda into=said: into.extend(scans("retire"))),
            floor.statements(lambda into=said: into.extend(scans("destroy", paper=certificate["number"]))),
        ]
        assert set(said) == {"done"}, said
        taken.append(counted)
    assert taken[0] == taken[1]
    clerk = floor.scan("destroy", "AAA0000000", why="too_old", paper=certificate["number"])
    assert clerk["problem"]["code"] == "role.forbidden"
    assert len(floor.call("GET", f"/papers/{certificate['id']}")[1]["devices"]) == 63
