"""How a count is told what was seen: by the API, by scan, on pages; and what is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts.roles import Role
from services.warehouse import operations
from services.warehouse.model.device import Device
from services.warehouse.operations.device import receive
from tests.integration.count_staff import WHY, Staff, a_scan, opened, shelve
from tests.integration.toy import sent_by

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Running]:
    yield from opened(tmp_path)


@pytest.fixture
def clerk(warehouse: Running) -> Staff:
    return Staff(warehouse)


@pytest.fixture
def manager(warehouse: Running) -> Staff:
    return Staff(warehouse, "m1", Role.WAREHOUSE_MANAGER)


def test_codes_and_devices_are_told_by_the_api_too(warehouse: Running, clerk: Staff):
    here = shelve(warehouse, 3, "AAA", "A-01-03")
    count = clerk.open()
    path = f"/counts/{count['id']}/found"
    assert clerk.post(path, {"codes": ["aaa0000000", "ZZZ1234", "ZZZ1234"]}).json == {"noted": 2}
    assert clerk.post(path, {"codes": ["AAA0000000", "ZZZ1234"]}).json == {"noted": 0}
    assert clerk.post(path, {"devices": here[:2]}).json == {"noted": 1}
    assert clerk.post(path, {"devices": [str(uuid4())]}).status_code == 404
    for body in ({}, {"codes": ["AAA0000000"], "devices": here}, {"codes": ["a b"]}):
        assert clerk.post(path, body).status_code == 422
    ended = clerk.post(f"/counts/{count['id']}/end").json
    assert (ended["figures"]["found"], ended["figures"]["unknown"]) == (2, 1)
    assert clerk.post(path, {"devices": here}).json["code"] == "count.not_open"
    assert clerk.post(f"/counts/{uuid4()}/end").status_code == 404


def test_an_unknown_code_that_may_be_a_students_is_not_kept(warehouse: Running, clerk: Staff):
    shelve(warehouse, 1, "ABCD123", "A-01-03")
    count = clerk.open()
    path = f"/counts/{count['id']}/found"
    refused = clerk.post(path, {"codes": ["ZZZ1234", "ABCD12345678"]})
    assert (refused.status_code, refused.json["code"]) == (422, "count.code_permanent")
    assert "12345678" not in refused.text
    answer = clerk.scan("count", "ABCD12345678", count="C000001")
    assert (answer["outcome"], answer["problem"]["code"]) == ("refused", "scan.unknown")
    assert clerk.get(f"/counts/{count['id']}")["scanned"] == 0
    with warehouse.database.writing(Act("w1", now())) as session:
        session.execute(update(Device).values(serial="EFGH12345678"))
    assert clerk.post(path, {"codes": ["EFGH12345678"]}).json == {"noted": 1}, "a device's serial is no student's"


def test_a_serial_of_two_makers_is_that_of_the_one_that_should_stand_there(warehouse: Running, clerk: Staff):
    rows = [",HP,9UZ86UT,TWIN7777,", ",Dell,LAT3310-QC,TWIN7777,"]
    body = "\n".join(["carton,maker,model,serial,asset_tag", *rows]).encode()
    with warehouse.database.writing(Act("w1", now())) as session:
        operations.announce_delivery(session, "S", "R", body)
        (hp,) = session.scalars(select(Device.id).where(Device.maker == "HP"))
        receive(session, [hp], "A-01-03")
    count = clerk.open()
    assert clerk.post(f"/counts/{count['id']}/found", {"codes": ["TWIN7777"]}).json == {"noted": 1}
    other = clerk.open("A-01-04")
    refused = clerk.post(f"/counts/{other['id']}/found", {"codes": ["TWIN7777"]})
    assert (refused.status_code, refused.json["code"]) == (409, "scan.ambiguous")
    assert clerk.scan("count", "TWIN7777", count="C000001")["device"]["maker"] == "HP"


def test_bad_scans_of_a_count_are_refused_and_spoil_no_other(warehouse: Running, clerk: Staff):
    shelve(warehouse, 2, "AAA", "A-01-03")
    clerk.scan("put_away", "AAA0000001", location="A-01-04")
    clerk.open()
    results = clerk.send(
        a_scan("count", "AAA0000000", count="C000009"),
        a_scan("count", "AAA0000000"),
        a_scan("count", "CAAA", count="C000001"),
        a_scan("count", "<b>", count="C000001"),
        a_scan("count", "AAA0000001", count="C000001"),
    )
    assert [(one["problem"] or {}).get("code") for one in results] == [
        "scan.count",
        "scan.count",
        "scan.carton",
        "scan.unknown",
        None,
    ]
    assert results[2]["say"] == "This carton does not count as a whole: scan each device that lies in it."


def test_a_count_is_made_with_pages_alone(warehouse: Running, clerk: Staff, manager: Staff):
    shelve(warehouse, 2, "AAA", "A-01-03")
    opened = clerk.browser.post(
        "/warehouse/counts/open", data={"csrf": "c", "idempotency_key": "k", "location": "a-01-03"}
    )
    assert opened.status_code == 303
    path = opened.headers["Location"]
    page = clerk.browser.get(path).text
    assert "Comptage C000001" in page
    assert "AAA0000001" not in page
    assert "Manquants" not in page, "who counts does not know what is expected"
    scan = {"csrf": "c", "scan": str(uuid4()), "action": "count", "code": "AAA0000000", "count": "C000001"}
    assert "Noté dans le comptage C000001." in clerk.browser.post("/warehouse/scan/take", data=scan).text
    unknown = scan | {"scan": str(uuid4()), "code": "ZZZ9999"}
    assert "inconnu ici" in clerk.browser.post("/warehouse/scan/take", data=unknown).text
    assert clerk.browser.post(f"{path}/end", data={"csrf": "c"}).status_code == 303
    page = clerk.browser.get(path).text
    assert "AAA0000001" in page
    assert "ZZZ9999" in page
    assert "/adjust" not in page
    assert "qui n’a pas compté" in page
    assert f'action="{path}/adjust"' in manager.browser.get(path).text
    assert manager.browser.post(f"{path}/adjust", data={"csrf": "c", **WHY}).status_code == 303
    again = manager.browser.post(f"{path}/adjust", data={"csrf": "c", **WHY})
    assert (again.status_code, 'role="alert"' in again.text) == (409, True)
    assert "confirmé, corrigé" in clerk.browser.get("/warehouse/counts").text
    unknown_place = {"csrf": "c", "idempotency_key": "k2", "location": "Z-09"}
    assert clerk.browser.post("/warehouse/counts/open", data=unknown_place).status_code == 422
    assert "Counts of locations" in clerk.browser.get("/warehouse/counts?lang=en").text


def test_the_page_of_a_count_offers_its_adjustment_to_nobody_who_counted(warehouse: Running, manager: Staff):
    shelve(warehouse, 1, "AAA", "A-01-03")
    count = manager.open()
    Staff(warehouse, "station:s1/m3").scan("count", "AAA0000000", count="C000001")
    manager.post(f"/counts/{count['id']}/end")
    for actor, offered in (("m1", False), ("m3", False), ("m2", True)):
        page = Staff(warehouse, actor, Role.WAREHOUSE_MANAGER).browser.get(f"/warehouse/counts/{count['id']}").text
        assert ("/adjust" in page, "Vous avez vous-même" in page) == (offered, not offered), actor


def test_five_devices_or_five_hundred_take_the_same_sent_by(warehouse: Running, clerk: Staff, manager: Staff):
    counts = []
    for size in (5, 500):
        location = f"B-{size % 97:02d}"
        with warehouse.database.writing(Act("w1", now())) as session:
            operations.import_locations(session, f"code\n{location}")
        here = shelve(warehouse, size, f"H{size:03d}", location)
        shelve(warehouse, size, f"M{size:03d}", "A-01-04")
        opened: list[dict[str, Any]] = []
        taken = [sent_by(warehouse.database, lambda into=opened, at=location: into.append(clerk.open(at)))]
        number, path = opened[0]["number"], f"/counts/{opened[0]['id']}"
        misplaced = [a_scan("count", f"M{size:03d}{n:07d}", count=number) for n in range(size)]
        unknown = [a_scan("count", f"U{size:03d}{n:07d}", count=number) for n in range(size)]
        acts: list[Any] = [
            lambda scans=misplaced: clerk.send(*scans),
            lambda scans=unknown: clerk.send(*scans),
            lambda path=path, here=here[: size // 2]: clerk.post(f"{path}/found", {"devices": here}),
            lambda path=path, size=size: clerk.post(
                f"{path}/found", {"codes": [f"H{size:03d}{n:07d}" for n in range(size // 2)]}
            ),
            lambda path=path: clerk.post(f"{path}/end"),
            lambda path=path: manager.post(f"{path}/adjust", WHY),
        ]
        taken += [sent_by(warehouse.database, act) for act in acts]
        counts.append(taken)
        figures = clerk.get(path)["figures"]
        half = size // 2
        assert (figures["found"], figures["missing"], figures["misplaced"], figures["unknown"]) == (
            half,
            size - half,
            size,
            size,
        )
    assert counts[0] == counts[1]
