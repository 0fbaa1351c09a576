"""At the dock: whole cartons and pallets by one scan, deliveries closed with differences, claims to their suppliers."""

import io
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import select

from services.chassis import run
from services.chassis.act import now
from services.chassis.run import Running
from services.chassis.tables import outbox
from services.contracts.envelope import from_wire
from services.contracts.roles import Person, Role
from services.warehouse.service import SERVICE
from tests.integration.databases import installation
from tests.integration.toy import sent_by

pytestmark = pytest.mark.databases("sqlite", "postgresql")

API = "/warehouse/api/v1"
HEAD = "pallet,carton,maker,model,serial,asset_tag"
ROWS = [f"P{n // 4},C{n // 2},HP,9UZ86UT,5CD000000{n}," for n in range(6)]
CREDITED = {"outcome": "credited", "answered_on": "2020-09-03", "reference": "NC-12"}


class Dock:
    """The warehouse's manager at the dock; `pages` are read with the same sign-in."""

    def __init__(self, warehouse: Running) -> None:
        self.warehouse = warehouse
        token = run.keys(warehouse.settings).sign(Person("m1", Role.WAREHOUSE_MANAGER, csrf="c"))
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        self.client = warehouse.application().test_client()
        self.client.set_cookie("reserve_token", token)
        self.call("POST", "/locations", {"codes": ["QUAI-01", "A-01-03"]})

    def call(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        headers = self.headers | {"Idempotency-Key": str(uuid4())} | headers
        answer = self.client.open(API + path, method=method, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json

    def announce(self, *rows: str) -> str:
        file = (io.BytesIO("\n".join([HEAD, *rows]).encode()), "avis.csv")
        form = {"supplier": "HP Canada", "reference": "BL-77", "file": file}
        headers = self.headers | {"Idempotency-Key": str(uuid4())}
        answer = self.client.post(f"{API}/deliveries", data=form, headers=headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json["id"])

    def scan(self, *codes: str, action: str = "receive", **given: str) -> Any:
        given = {"location": "QUAI-01"} | given
        labels = [{"text": code, "symbology": "Code128"} for code in codes]
        one = {"id": str(uuid4()), "at": now().isoformat(), "station": "q", "action": action, "codes": labels}
        sent = {"sent": now().isoformat(), "scans": [one | {"with": given}]}
        return self.call("POST", "/scans", sent)["results"][0]

    def close(self, delivery: str) -> Any:
        return self.call("POST", f"/deliveries/{delivery}/close", {"reason": "Camion incomplet"})

    def told(self, kind: str) -> list[Any]:
        with self.warehouse.database.reading() as session:
            bodies = session.scalars(select(outbox.c.body).order_by(outbox.c.id))
            events = [from_wire(body).data for body in bodies]
        return [event for event in events if f"{event.noun}.{event.verb}" == kind]


@pytest.fixture
def dock(tmp_path) -> Iterator[Dock]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    yield Dock(running)
    running.database.close()


def test_a_pallet_is_received_and_put_away_by_one_scan_and_what_came_before_is_told(dock: Dock):
    dock.announce(*ROWS)
    assert dock.scan("5CD0000003")["outcome"] == "done"
    pallet = dock.scan("P0")
    assert (pallet["outcome"], pallet["say"]) == (
        "done",
        "3 devices of the pallet received at QUAI-01. 1 came before.",
    )
    assert dock.scan("P0")["outcome"] == "repeated"
    assert dock.scan("C1")["outcome"] == "repeated"
    moved = dock.scan("P0", action="put_away", location="A-01-03")
    assert moved["say"] == "4 devices of the pallet put away at A-01-03."
    gone = dock.scan("P0")
    assert (gone["problem"]["code"], gone["say"][:18]) == ("scan.carton", "All 4 devices of P")
    assert len(dock.told("device.received")) == 4


def test_a_carton_of_a_closed_delivery_is_late_and_makes_less_missing(dock: Dock):
    delivery = dock.announce(*ROWS)
    dock.scan("P0")
    dock.close(delivery)
    late = dock.scan("C2")
    assert late["say"] == "2 devices of the carton received at QUAI-01. They are late: delivery L000001 was closed."
    assert dock.call("GET", f"/deliveries/{delivery}/differences")["missing"] == 0


def test_a_carton_announced_in_two_deliveries_is_of_the_one_that_is_named_or_open(dock: Dock):
    first = dock.announce("P1,C1,HP,9UZ86UT,5CD0000001,")
    dock.announce("P1,C1,HP,9UZ86UT,5CD0000002,")
    both = dock.scan("P1")
    assert both["problem"]["code"] == "scan.two_deliveries"
    assert both["say"].startswith("P1 is announced in several deliveries, L000001, L000002")
    dock.close(first)
    assert dock.scan("P1")["say"] == "1 device of the pallet received at QUAI-01."
    assert dock.scan("P1", delivery="L000001")["say"].endswith("They are late: delivery L000001 was closed.")


def test_a_pallet_of_five_or_two_hundred_takes_the_same_statements(dock: Dock):
    counts = []
    for size in (5, 200):
        dock.announce(*[f"PAL{size},CT{size}{n // 10},HP,9UZ86UT,Z{size}{n:05d}," for n in range(size)])
        database = dock.warehouse.database
        counts.append(sent_by(database, lambda size=size: dock.scan(f"PAL{size}")))
    assert counts[0] == counts[1]


def delivery_with_differences(dock: Dock) -> str:
    """Two missing, one damaged, one not announced and one of a model that nobody announced; closed."""
    delivery = dock.announce(*ROWS)
    dock.scan("P0")
    dock.scan("5CD0000000", action="quarantine", reason="Écran fendu")
    dock.scan("5CD9999991", delivery="L000001", model="9UZ86UT")
    dock.scan("DMPXL12345", delivery="L000001", model="MYLD2C/A")
    dock.close(delivery)
    return delivery


def test_a_delivery_is_closed_with_its_differences_by_carton_and_device(dock: Dock):
    delivery = delivery_with_differences(dock)
    found = dock.call("GET", f"/deliveries/{delivery}/differences?limit=3")
    counts = {"missing": 2, "damaged": 1, "unexpected": 1, "other_model": 1}
    assert {name: found[name] for name in counts} == counts
    by_carton = {(one["pallet"], one["carton"]): one["found"] for one in found["stacks"]}
    assert (by_carton["P1", "C2"]["missing"], by_carton["P0", "C0"]["damaged"]) == (2, 1)
    rest = dock.call("GET", f"/deliveries/{delivery}/differences?cursor={found['next']}")
    kinds = {one["serial"]: one["kind"] for one in found["items"] + rest["items"]}
    assert (kinds["5CD0000000"], kinds["DMPXL12345"]) == ("damaged", "other_model")
    (closed,) = dock.told("delivery.closed")
    assert (closed.missing, closed.damaged, closed.unexpected, closed.reason) == (2, 1, 2, "Camion incomplet")
    sheet = openpyxl.load_workbook(
        io.BytesIO(dock.client.get(f"/warehouse/deliveries/{delivery}/differences.xlsx").data)
    )
    assert sheet.worksheets[0].max_row == 6
    page = dock.client.get(f"/warehouse/deliveries/{delivery}/differences?lang=fr").text
    assert "endommagé à l’arrivée" in page
    dock.call("POST", f"/deliveries/{delivery}/undo", {"reason": "Trop tôt"})
    assert dock.call("GET", f"/deliveries/{delivery}")["closed_because"] is None


def test_a_claim_is_drafted_sent_answered_device_by_device_and_closed(dock: Dock):
    delivery = delivery_with_differences(dock)
    claim = dock.call("POST", "/supplier-claims", {"delivery": delivery, "language": "en"}, 201)
    assert (claim["number"], claim["state"], claim["lines"]) == ("F000001", "drafted", 5)
    again = dock.call("POST", "/supplier-claims", {"delivery": delivery}, 409)
    assert again["code"] == "supplier_claim.nothing"
    path = f"/supplier-claims/{claim['id']}"
    assert dock.call("POST", f"{path}/answer", CREDITED, 409)["code"] == "supplier_claim.move"
    dock.call("POST", f"{path}/send")
    assert {one.kind for one in dock.told("device.claimed")} == {"missing", "damaged", "unexpected", "other_model"}
    letter = dock.client.get(f"/warehouse{path}/letter?lang=en").text
    assert "5CD0000004" in letter
    assert "Écran fendu" in letter
    dock.scan("C2")
    late = dock.call("GET", path)
    assert (late["came_late"], late["unanswered"]) == (2, 5)
    came = [one["device"] for one in late["items"] if one["came_late"]]
    dock.call("POST", f"{path}/answer", CREDITED | {"outcome": "settled", "devices": came})
    stale = dock.call("POST", f"{path}/answer", CREDITED, 412, **{"If-Match": '"1"'})
    assert stale["code"] == "changed.meanwhile"
    assert dock.call("POST", f"{path}/close", status=409)["code"] == "supplier_claim.move"
    dock.call("POST", f"{path}/answer", CREDITED | {"kind": "damaged"})
    answered = dock.call("POST", f"{path}/answer", CREDITED | {"outcome": "refused"})
    assert (answered["state"], answered["reference"], answered["unanswered"]) == ("answered", "NC-12", 0)
    assert {one["outcome"]: one["devices"] for one in answered["answers"] if one["outcome"] != "refused"} == {
        "settled": 2,
        "credited": 1,
    }
    assert dock.call("POST", f"{path}/close")["state"] == "closed"
    assert len(dock.told("device.claim-answered")) == 5
    assert [one["id"] for one in dock.call("GET", "/supplier-claims?state=closed&supplier=hp")["items"]] == [
        claim["id"]
    ]
    assert dock.call("GET", "/supplier-claims?state=sent")["items"] == []


def test_a_withdrawn_claim_frees_its_devices_and_none_is_drafted_of_an_open_delivery(dock: Dock):
    delivery = dock.announce(*ROWS)
    assert dock.call("POST", "/supplier-claims", {"delivery": delivery}, 409)["code"] == "supplier_claim.open"
    dock.close(delivery)
    claim = dock.call("POST", "/supplier-claims", {"delivery": delivery}, 201)["id"]
    dock.call("POST", f"/supplier-claims/{claim}/withdraw", {"reason": "Retrouvés"})
    assert dock.told("supplier-claim.withdrawn") == [], "what was not sent is withdrawn in silence"
    anew = dock.call("POST", "/supplier-claims", {"delivery": delivery}, 201)
    path, form = f"/warehouse/supplier-claims/{anew['id']}", {"csrf": "c", "version": anew["version"]}
    assert (anew["lines"], dock.client.post(f"{path}/send", data=form).status_code) == (6, 303)
    two = [one["device"] for one in anew["items"]][:2]
    ticked = CREDITED | {"csrf": "c", "version": anew["version"] + 1, "devices": two}
    assert dock.client.post(f"{path}/answer", data=ticked).status_code == 303
    assert dock.client.post(f"{path}/withdraw", data=form | {"reason": "Retrouvés"}).status_code == 412
    form["version"] = anew["version"] + 2
    assert dock.client.post(f"{path}/withdraw", data=form | {"reason": "Retrouvés"}).status_code == 303
    assert [one.lines for one in dock.told("supplier-claim.answered")] == [2]
    assert len(dock.told("supplier-claim.withdrawn")) == 1


def test_a_claim_of_five_or_two_hundred_takes_the_same_statements(dock: Dock):
    counts, database = [], dock.warehouse.database
    for size in (5, 200):
        delivery = dock.announce(*[f",,HP,9UZ86UT,Y{size}{n:05d}," for n in range(size)])
        dock.close(delivery)
        made: list[Any] = []
        drafted = sent_by(
            database,
            lambda delivery=delivery, made=made: made.append(
                dock.call("POST", "/supplier-claims", {"delivery": delivery}, 201)
            ),
        )
        path = f"/supplier-claims/{made[0]['id']}"
        steps = [
            sent_by(database, lambda path=path: dock.call("POST", f"{path}/send")),
            sent_by(database, lambda path=path: dock.call("POST", f"{path}/answer", CREDITED)),
        ]
        counts.append([drafted, *steps])
    assert counts[0] == counts[1]
