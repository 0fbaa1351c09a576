"""What leaves together: shipments of several requests to one address, the reserve's own van, a courier by file."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.contracts.intake import WithdrawalAsked
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from tests.integration.shipping_site import BOARD, DISPATCH, OTHER, Site, counting, opened, some

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def dock(site: Site, method: str, path: str, status: int = 200, **more: Any) -> Any:
    answer = site.call(Role.WAREHOUSE, method, path, **more)
    assert answer.status_code == status, answer.text
    return answer.json


def ready(site: Site, *counts: int, prefix: str = "C02XL", board: BoardCode = BOARD) -> str:
    return str(site.ready(*[some(count, f"{prefix}{at}") for at, count in enumerate(counts)], board=board))


def together(site: Site, *shipments: str) -> Any:
    return dock(site, "POST", "/consignments", 201, json={"shipments": list(shipments)})


def test_requests_to_one_address_leave_as_one_and_share_the_freight_by_carton_to_the_cent(site: Site) -> None:
    one, two = ready(site, 1, 1, prefix="C1"), ready(site, 1, prefix="C2")
    made = together(site, one, two)
    assert made["number"] == "G000001"
    sent = dock(site, "POST", f"/consignments/{made['id']}/dispatch", json=DISPATCH | {"freight_cents": 1000})
    assert {each["id"]: each["freight_cents"] for each in sent["shipments"]} == {one: 666, two: 334}
    told = site.told("shipment.dispatched")
    assert {(str(each.data.shipment), each.data.tracking) for each in told} == {(one, "TD-1"), (two, "TD-1")}
    dock(site, "POST", f"/consignments/{made['id']}/deliver")
    assert len(site.told("shipment.delivered")) == 2
    assert {each["state"] for each in dock(site, "GET", f"/consignments/{made['id']}")["shipments"]} == {"delivered"}


def test_one_is_set_apart_again_and_then_leaves_alone(site: Site) -> None:
    ids = [ready(site, 1, prefix=f"C{number}") for number in range(3)]
    made = together(site, *ids)
    refused = dock(site, "POST", f"/shipments/{ids[0]}/dispatch", 409, json=DISPATCH)
    assert refused["code"] == "shipment.consigned"
    left = dock(site, "POST", f"/consignments/{made['id']}/apart", json={"shipments": ids[:1]})
    assert sorted(each["id"] for each in left["shipments"]) == sorted(ids[1:])
    dock(site, "POST", f"/shipments/{ids[0]}/dispatch", json=DISPATCH)
    # Of two, nobody stays together alone.
    assert dock(site, "POST", f"/consignments/{made['id']}/apart", json={"shipments": ids[1:2]})["shipments"] == []


def test_only_what_is_ready_and_goes_to_one_address_of_one_board_is_put_together(site: Site) -> None:
    mine, other = ready(site, 1, prefix="C1"), ready(site, 1, prefix="C2", board=OTHER)
    sent = site.sent(some(1, "C3"))[-36:]
    wrong = {"consignment.addresses": [mine, other], "shipment.not_ready": [mine, sent]}
    for code, ids in wrong.items():
        assert dock(site, "POST", "/consignments", 409, json={"shipments": ids})["code"] == code
    assert dock(site, "POST", "/consignments", 422, json={"shipments": [mine]})["code"] == "consignment.few"


def test_who_looked_at_another_version_is_refused(site: Site) -> None:
    ids = [ready(site, 1, prefix=f"C{number}") for number in range(3)]
    made = together(site, *ids[:2])
    path, seen = f"/consignments/{made['id']}", {"If-Match": f'"{made["version"]}"'}
    dock(site, "POST", f"{path}/join", json={"shipments": ids[2:]}, headers=seen)
    assert (
        dock(site, "POST", f"{path}/apart", 412, json={"shipments": ids[2:]}, headers=seen)["code"]
        == "changed.meanwhile"
    )


def test_a_request_that_is_withdrawn_takes_its_own_cartons_out_alone(site: Site) -> None:
    one, two, three = (ready(site, 1, prefix=f"C{number}") for number in range(3))
    made = together(site, one, two, three)
    request = UUID(site.get(f"/shipments/{two}")["request"])
    site.hear(WithdrawalAsked(request=request, board=BOARD, reason="Reçu d’ailleurs"))
    assert [str(each.data.shipment) for each in site.told("shipment.voided")] == [two]
    sent = dock(site, "POST", f"/consignments/{made['id']}/dispatch", json=DISPATCH)
    assert sorted(each["id"] for each in sent["shipments"]) == sorted([one, three])


def test_the_van_delivers_stop_by_stop_to_whoever_signs(site: Site) -> None:
    one, two, far = ready(site, 1, prefix="C1"), ready(site, 2, prefix="C2"), ready(site, 1, prefix="C3", board=OTHER)
    plan = {"carrier": "van", "shipments": [far, one, two], "day": "2026-01-18", "driver": "E-17"}
    trip = dock(site, "POST", "/trips", 201, json=plan)
    assert [each["stop"] for each in trip["stops"]] == [1, 2, 2]
    path = f"/trips/{trip['id']}"
    left = dock(site, "POST", f"{path}/leave", json={"freight_cents": 100})
    assert sorted(each["freight_cents"] for each in left["shipments"]) == [33, 33, 34]
    dock(site, "POST", f"{path}/stops/2/deliver", json={"received_by": "M. Roy"})
    assert {each["id"]: each["state"] for each in dock(site, "GET", path)["shipments"]} == {
        far: "dispatched",
        one: "delivered",
        two: "delivered",
    }
    assert dock(site, "POST", f"{path}/stops/2/deliver", 409, json={"received_by": "X"})["code"] == "stop.not_delivered"
    early = {"received_by": "X", "at": "2020-01-01T00:00:00Z"}
    assert dock(site, "POST", f"{path}/stops/1/deliver", 422, json=early)["code"] == "delivery.moment"
    # Who signed stays at the dock.
    assert "Roy" not in "".join(str(each.data) for each in site.told())


def answered(site: Site, trip: Any, *rows: str) -> list[tuple[str, str]]:
    file = "\n".join(["reference,status,time,tracking,freight", *rows]).encode()
    answer = dock(site, "POST", f"/trips/{trip['id']}/answer", data={"file": (BytesIO(file), "x.csv")})
    return [(row["reference"], row["outcome"]) for row in answer["rows"]]


def test_the_courier_is_handed_a_manifest_and_its_answer_is_read_once_and_for_all(site: Site) -> None:
    one, two = ready(site, 1, prefix="C1"), ready(site, 1, 1, prefix="C2")
    number = site.get(f"/shipments/{one}")["number"]
    third = ready(site, 1, prefix="C3")
    made = together(site, two, third)
    trip = dock(site, "POST", "/trips", 201, json={"carrier": "courier", "shipments": [one, two], "day": "2026-01-18"})
    sheet = site.call(Role.WAREHOUSE, "GET", f"/trips/{trip['id']}/manifest").data.decode("utf-8-sig")
    head, *lines = sheet.splitlines()
    assert head.startswith("reference,manifest,date,name,street")
    assert [line.split(",")[0] for line in lines] == [number, made["number"]]
    rows = [
        f"{number},collected,2026-01-18 09:00,CP1,12.34",
        f"{made['number']},collected,2026-01-18T09:00:00-05:00,CP2,10.00",
        f"{number},delivered,2026-01-18 15:00,,",
        "E999999,delivered,2026-01-18 15:00,,",
        f"{number},lost,2026-01-18 15:00,,",
        f"{number},collected,2026-01-18 09:00,=cmd(),1",
    ]
    ours, theirs = (number, "done"), (made["number"], "done")
    assert answered(site, trip, *rows) == [ours, theirs, ours, ("E999999", "refused"), *[(number, "refused")] * 2]
    told = len(site.told())
    known = [(number, "repeated"), (made["number"], "repeated"), (number, "repeated")]
    assert answered(site, trip, *rows)[:3] == known
    assert len(site.told()) == told
    shown = {each["id"]: each for each in dock(site, "GET", f"/trips/{trip['id']}")["shipments"]}
    assert (shown[one]["state"], shown[one]["tracking"], shown[one]["freight_cents"]) == ("delivered", "CP1", 1234)
    assert (shown[two]["freight_cents"], shown[third]["freight_cents"]) == (666, 334)
    assert shown[one]["delivered_at"].startswith("2026-01-18T20:00")


def test_a_file_with_other_columns_is_refused_whole_and_a_van_sends_none(site: Site) -> None:
    one, two = ready(site, 1, prefix="C1"), ready(site, 1, prefix="C2")
    codes = []
    for carrier, shipment in (("courier", one), ("van", two)):
        trip = dock(
            site, "POST", "/trips", 201, json={"carrier": carrier, "shipments": [shipment], "day": "2026-01-18"}
        )
        file = {"file": (BytesIO(b"a,b\n1,2\n"), "x.csv")}
        codes.append(site.call(Role.WAREHOUSE, "POST", f"/trips/{trip['id']}/answer", data=file).json["code"])
    assert codes == ["answer.columns", "carrier.drives"]


def statements(site: Site, parts: int, devices: int, prefix: str) -> int:
    """How many a trip of so many shipments takes from leaving to the door."""
    ids = [ready(site, devices, prefix=f"{prefix}{number}") for number in range(parts)]
    trip = dock(site, "POST", "/trips", 201, json={"carrier": "van", "shipments": ids, "day": "2026-01-18"})
    with counting(site) as seen:
        dock(site, "POST", f"/trips/{trip['id']}/leave", json={"freight_cents": 100})
        dock(site, "POST", f"/trips/{trip['id']}/stops/1/deliver", json={"received_by": "X"})
    return len(seen)


@pytest.mark.databases("sqlite")
def test_a_trip_of_many_devices_takes_as_many_statements_as_one_of_few(site: Site) -> None:
    assert statements(site, 2, 1, "A") == statements(site, 6, 200, "B")
