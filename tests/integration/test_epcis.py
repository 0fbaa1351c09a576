"""Custody in EPCIS 2.0: every event of the log that is custody, valid by the schema, and nothing of a student in it."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import event as sql

from services.chassis import run
from services.chassis.run import Running
from services.commands.epcis import epcis
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.events import EVENTS
from services.contracts.roles import Role
from services.contracts.undone import Undone
from services.contracts.values import CartonCode, SchoolCode, Serial
from services.portal.epcis.address import local
from services.portal.epcis.mapping import COMPENSATED, DECLARED, RULES, WHY_NOT
from services.portal.service import SERVICE
from tests.integration.databases import copied
from tests.integration.epcis_check import BASE, expanded, faults
from tests.integration.portal_story import BOARD, DOCK, OTHER, SHELF, START, Story, client, hear, serial

pytestmark = pytest.mark.databases("sqlite", "postgresql")

API = "/portal/api/v1/epcis"


@pytest.fixture(scope="module")
def lived_document(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    running, story = run.running(SERVICE, copied(prepared, tmp_path_factory.mktemp("epcis"), SERVICE)), Story(1)
    hear(running, story.whole())
    document = client(running, Role.MINISTRY).get(f"{API}?device={story.devices[0]}").json
    running.database.close()
    return document


def told(http: FlaskClient, **query: Any) -> list[dict[str, Any]]:
    """All events that are asked for, page after page, each page a valid document."""
    found, address = [], f"{API}?" + "&".join(f"{name}={value}" for name, value in query.items())
    while address:
        answer = http.get(address)
        assert answer.status_code == 200, answer.text
        assert answer.content_type == "application/ld+json"
        assert (answer.headers["GS1-EPCIS-Version"], answer.headers["GS1-CBV-Version"]) == ("2.0", "2.0")
        assert faults(answer.json) == []
        found += answer.json["epcisBody"]["eventList"]
        link = answer.headers.get("Link")
        address = link and link.removeprefix("<").split(">")[0]
    return found


def steps(events: list[dict[str, Any]]) -> list[str]:
    return [one["bizStep"].removeprefix(BASE) for one in events]


def test_every_event_of_the_contracts_is_exported_or_says_why_not():
    here = {*RULES, *DECLARED, *WHY_NOT}
    assert [kind.__name__ for kind in EVENTS if kind not in here] == []
    assert not (RULES.keys() | DECLARED) & WHY_NOT.keys(), "one of the two"
    assert {kind for kind in EVENTS if issubclass(kind, Undone)} <= DECLARED | WHY_NOT.keys()
    assert {kind for kind, _ in COMPENSATED} <= DECLARED
    assert all(WHY_NOT.values())


WHOLE = [
    "commissioning", "receiving", "storing", "picking", "packing", "shipping", "unloading", "receiving", "unpacking",
    "voc/bizstep/configuring", "receiving",
]  # fmt: skip


def test_a_device_a_shipment_and_its_days_are_told_to_other_systems(portal: Running):
    story = Story()
    hear(portal, story.whole())
    http = client(portal, Role.MINISTRY)
    device = told(http, device=story.devices[0])
    assert steps(device) == WHOLE
    assert told(http, device=story.devices[0], limit=2) == device, "page by page the same"
    own = f"{BASE}obj/apple.{serial(BOARD, 0)}"
    assert [one.get("epcList", one.get("childEPCs"))[0] for one in device[:5]] == [own] * 5
    carton = f"{BASE}obj/carton.{CartonCode.numbered(1, None)}"
    packed, shipped = device[4], device[5]
    assert (packed["type"], packed["action"], packed["parentID"]) == ("AggregationEvent", "ADD", carton)
    assert packed["childEPCs"] == [f"{BASE}obj/apple.{serial(BOARD, n)}" for n in range(2)]
    assert (shipped["epcList"], shipped["disposition"]) == ([carton], "in_transit")
    assert {"type": "desadv", "bizTransaction": f"{BASE}bt/E-762000"} in shipped["bizTransactionList"]
    assert shipped["destinationList"][0] == {"type": "possessing_party", "destination": f"{BASE}party/762000"}
    assert device[0]["ilmd"]["sgr:serial"] == serial(BOARD, 0)
    assert all("ilmd" not in one for one in device[1:])
    assert device[-1]["readPoint"] == {"id": f"{BASE}loc/762217"}
    assert device[-2]["eventID"] == f"urn:uuid:{story.told[-4].id}"

    shipment = told(http, shipment=story.shipment)
    assert steps(shipment) == ["shipping", "unloading", "receiving", "receiving", "unpacking"]
    days = told(http, **{"from": "2020-08-24", "to": "2020-08-25", "limit": 3})
    assert len({one["eventID"] for one in days}) == len(days) == len(steps(days))
    assert set(steps(days)) >= {"commissioning", "storing", "shipping", "dispensing"}
    assert told(http, **{"from": "2020-08-01", "to": "2020-08-23"}) == []

    for asked in ("", f"?device={uuid4()}&shipment={uuid4()}", "?from=2020-08-24", "?from=x&to=y", "?after=z"):
        assert http.get(f"{API}{asked}").status_code == 422, asked
    for page in (f"devices/{story.devices[0]}", f"shipments/{story.shipment}"):
        assert f"{API}?{page.split('/')[0][:-1]}=" in http.get(f"/portal/{page}").text


def test_a_loan_is_a_paper_and_nothing_else_of_the_student_is_told(portal: Running):
    story = Story()
    story.whole()
    lent = story.devices[1]
    back = {"device": lent, "type": "tablet", "board": BOARD, "origin": "P-ABCD2345"}
    story.tell(s.DeviceTakenBack(**back, condition="damaged", note="Écran fêlé par l’élève"))
    hear(portal, story.told)
    found = told(client(portal, Role.BOARD_TECHNICIAN, BOARD), device=lent)
    handed, taken = found[-2:]
    loan = [{"bizTransaction": f"{BASE}bt/P-ABCD2345"}]
    assert (handed["bizStep"], handed["disposition"], handed["bizTransactionList"]) == ("dispensing", "dispensed", loan)
    assert (taken["disposition"], taken["bizTransactionList"]) == ("returned", loan)
    assert handed["readPoint"] == {"id": f"{BASE}loc/762000"}
    assert "élève" not in json.dumps(found, ensure_ascii=False)
    assert json.dumps(found).count("P-ABCD2345") == 2


def test_what_is_undone_is_told_again_as_an_error_unless_an_ordinary_event_says_it(portal: Running):
    story = Story(1)
    story.arrive()
    received, stored = story.told[1], story.told[2]
    about = {"device": story.devices[0], "type": "tablet", "state": "announced", "reason": "Erreur de saisie"}
    story.tell(w.WarehouseDeviceUndone(**about, undone=stored.id, step="device.stored"))
    story.tell(w.WarehouseDeviceUndone(**about, undone=received.id, step="device.received"))
    story.tell(received.data), story.tell(w.DeviceStored(device=story.devices[0], type="tablet", location=SHELF))
    story.ask(), story.pack()
    closed = next(one for one in story.told if isinstance(one.data, w.CartonClosed))
    carton = {"carton": story.carton, "code": closed.data.code, "order": story.order, "request": story.request}
    story.ship()
    dispatched = next(one for one in story.told if isinstance(one.data, s.ShipmentDispatched))
    delivered = story.told[-1]
    away = {"shipment": story.shipment, "request": story.request, "board": BOARD, "cartons": [story.carton]}
    for one, step, state in ((delivered, "delivered", "dispatched"), (dispatched, "dispatched", "ready")):
        story.tell(s.ShipmentUndone(**away, undone=one.id, step=f"shipment.{step}", reason="x", state=state))
    story.tell(s.ShipmentVoided(**away, reason="x"))
    story.tell(w.CartonUndone(**carton, board=BOARD, undone=closed.id, step="carton.closed", reason="x", state="open"))
    hear(portal, story.told)
    found = told(client(portal, Role.AUDITOR), device=story.devices[0])
    assert steps(found) == [
        "commissioning", "receiving", "storing", "storing", "commissioning", "receiving", "commissioning", "receiving",
        "storing", "picking", "packing", "shipping", "unloading", "unloading", "void_shipping", "unpacking",
    ]  # fmt: skip
    errors = [one for one in found if "errorDeclaration" in one]
    assert steps(errors) == ["storing", "commissioning", "receiving", "unloading"]
    by_id = {one["eventID"]: one for one in found if "errorDeclaration" not in one}
    for one in errors:
        assert one["errorDeclaration"].keys() == {"declarationTime", "reason"}
        assert one["errorDeclaration"]["reason"] == "did_not_occur"
        assert one == by_id[one["eventID"]] | {"errorDeclaration": one["errorDeclaration"]}, "the whole event again"
    opened = found[-1]
    assert (opened["action"], opened["childEPCs"]) == ("DELETE", [f"{BASE}obj/apple.{serial(BOARD, 0)}"])


def test_a_shipment_that_never_left_is_not_void_and_one_that_left_is(portal: Running):
    story = Story(1)
    story.arrive(), story.ask(), story.pack()
    away = {"shipment": story.shipment, "request": story.request, "board": BOARD, "cartons": [story.carton]}
    story.tell(s.ShipmentReadied(**away, number="E-1", devices=1))
    story.tell(s.ShipmentVoided(**away, reason="x"))
    hear(portal, story.told)
    assert steps(told(client(portal, Role.MINISTRY), shipment=story.shipment)) == []


def test_every_event_that_is_exported_is_valid_whatever_it_says(portal: Running):
    story = Story(1, OTHER)
    story.whole()
    one = {"device": story.devices[0], "type": "tablet"}
    here, board = {"device": story.devices[0], "location": DOCK}, one | {"board": OTHER}
    proof = {"paper": uuid4(), "kind": "repair_order", "number": "P000001"}
    about = {"shipment": story.shipment, "request": story.request}
    for event in (
        s.DeviceLent(**board, school=SchoolCode("689001"), origin=SchoolCode("689002")),
        s.DeviceTakenBack(**board, origin="689001"), s.DeviceLost(**board, reason="x"), s.DeviceFound(**board),
        s.DeviceStolen(**board, reason="x"), s.DeviceFound(**board, damaged=True),
        s.DeviceSentOn(**board, receiver=BOARD, transfer=uuid4(), number="T1"),
        s.DeviceTransferred(**one, board=BOARD, origin=OTHER, transfer=uuid4()),
        s.DeviceMissing(**board, **about, reason="x"), s.DeviceTurnedUp(**board, **about),
        s.DeviceDamaged(**board, **about, reason="x"),
        s.DeviceUnexpected(finding=uuid4(), shipment=story.shipment, board=OTHER, maker="", serial=Serial("5CG9999999"),
                           reason="x"),
        s.DeviceSentBack(**board, shipment=uuid4(), reason="x", number="R1"),
        s.DeviceUnreturned(**board, parcel=uuid4(), number="R1", reason="x"),
        w.DeviceReceived(**one, maker="Apple", serial=serial(OTHER, 0), model="M", location=DOCK, returned=True),
        w.DeviceMoved(**here, origin=SHELF), w.DeviceQuarantined(**here, reason="", why="screen"),
        w.DeviceReleased(**here), w.DeviceRepairStarted(**here, reason="x", proof=proof),
        w.DeviceRepairEnded(**here, state="returned"),
        w.DeviceRepairEnded(**here, state="returned", outcome="beyond_repair"),
        w.DeviceWiped(**here, proof=proof | {"kind": "wipe_certificate"}),
        w.DeviceWrittenOff(**one, location=DOCK, reason="x"), w.DeviceRetired(**one, location=DOCK, reason="x"),
        w.DeviceDestroyed(**one, proof=proof | {"kind": "destruction_certificate"}),
        w.DeviceIdentified(**one, maker="Apple", serial=serial(OTHER, 0), model="M", finding=uuid4(), board=OTHER,
                           shipment=story.shipment),
        w.CartonOpened(carton=uuid4(), code=CartonCode.numbered(9, None), order=uuid4(), request=uuid4(), board=OTHER),
        w.CartonUndone(carton=uuid4(), code=CartonCode.numbered(8, None), order=uuid4(), request=uuid4(), board=OTHER,
                       undone=UUID(int=0), step="carton.opened", reason="x", state="discarded"),
        s.ShipmentVoided(**about, board=OTHER, cartons=[story.carton], reason="x"),
    ):  # fmt: skip
        story.tell(event)
    hear(portal, story.told)
    found = told(client(portal, Role.MINISTRY), **{"from": "2020-08-20", "to": "2020-09-20"})
    exported = {type(one.data) for one in story.told} & RULES.keys()
    assert exported == RULES.keys(), "every rule is tried"
    assert len(found) == 1 + len([one for one in story.told if type(one.data) in RULES or isinstance(one.data, Undone)])
    zones = {one["eventTimeZoneOffset"] for one in found}
    assert zones == {"-04:00"}, "the Lower North Shore never changes its clocks"


def test_of_another_board_nothing_is_told(portal: Running):
    own, others = Story(1), Story(1, OTHER)
    hear(portal, [*own.whole(), *others.whole()])
    http = client(portal, Role.BOARD_MANAGER, BOARD)
    assert http.get(f"{API}?device={others.devices[0]}").status_code == 404
    assert http.get(f"{API}?shipment={others.shipment}").status_code == 404
    days = told(http, **{"from": "2020-08-20", "to": "2020-09-20"})
    assert steps(days) == WHOLE[3:], "what was told for it alone"
    assert str(OTHER) not in json.dumps(days)


@pytest.mark.parametrize("kind", ["device", "days"])
def test_a_page_costs_the_same_statements_for_5_as_for_200(portal: Running, kind: str):
    few, many = Story(5), Story(200, OTHER)
    hear(portal, [*few.whole(), *many.whole()])
    http, seen = client(portal, Role.MINISTRY), []
    sql.listen(portal.database.engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    counts = []
    for story in (few, many):
        query = f"device={story.devices[0]}" if kind == "device" else "from=2020-08-20&to=2021-09-20"
        seen.clear()
        answer = http.get(f"{API}?{query}&limit={5 if story is few else 1000}")
        assert answer.status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12, seen


def test_the_command_saves_a_device_a_shipment_or_days_as_one_document(
    portal: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    story = Story()
    hear(portal, story.whole())
    monkeypatch.setattr("services.commands.epcis.PAGE", 4)
    where = {"RESERVE_VAR": str(portal.settings.var), "RESERVE_DATABASE": portal.settings.database}
    http, file = client(portal, Role.MINISTRY), tmp_path / "epcis.jsonld"
    for arguments, query in (
        (["--device", str(serial(BOARD, 0)).lower()], {"device": story.devices[0]}),
        (["--shipment", "E-762000"], {"shipment": story.shipment}),
        (["--from", "2020-08-24", "--to", "2020-08-30"], {"from": "2020-08-24", "to": "2020-08-30"}),
        (["--from", "2019-08-24", "--to", "2019-08-30"], {"from": "2019-08-24", "to": "2019-08-30"}),
    ):
        saved = CliRunner().invoke(epcis, [str(file), *arguments], env=where | {"RESERVE_LANG": "en"})
        assert saved.exit_code == 0, saved.output
        document = json.loads(file.read_text("utf-8"))
        assert faults(document) == []
        assert document["epcisBody"]["eventList"] == told(http, **query)
    for arguments in ([], ["--device", "NONE"], ["--device", "x", "--shipment", "y"], ["--from", "2020-01-01"]):
        assert CliRunner().invoke(epcis, [str(file), *arguments], env=where).exit_code == 1


Spoil = Callable[[dict[str, Any]], object]
WRONG: dict[str, Spoil] = {
    "a misspelt step": lambda one: one.update(bizStep="comissioning"),
    "a bare serial": lambda one: one.update(epcList=["DMP762000000"]),
    "a word of EPCIS 1": lambda one: one.update(disposition="urn:epcglobal:cbv:disp:in_progress"),
    "a field of nobody": lambda one: one.update(colour="red"),
    "a time of nowhere": lambda one: one.update(eventTime="2020-08-24T10:00:00"),
    "no time": lambda one: one.pop("eventTime"),
    "maker's data of what is only seen": lambda one: one.update(ilmd={"sgr:model": "x"}),
    "another's word": lambda one: one.update(bizStep="https://example.com/steps/dreaming"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_epcis_is_refused_by_the_check(lived_document: dict[str, Any], wrong: str):
    document = json.loads(json.dumps(lived_document))
    assert faults(document) == []
    WRONG[wrong](document["epcisBody"]["eventList"][2])
    assert faults(document) != []


def test_every_word_is_known_to_the_context(lived_document: dict[str, Any]):
    told = expanded(lived_document)
    for address in (
        "https://ref.gs1.org/cbv/BizStep-storing", "https://ref.gs1.org/cbv/Disp-in_transit",
        "https://ref.gs1.org/cbv/BTT-desadv", "https://ref.gs1.org/cbv/SDT-possessing_party",
        f"{BASE}voc/logHash", f"{BASE}voc/bizstep/configuring", "https://ref.gs1.org/epcis/epcList",
    ):  # fmt: skip
        assert f'"{address}"' in told, address


def test_the_clocks_of_the_islands_are_an_hour_ahead():
    summer, winter = START, START + timedelta(days=150)
    assert [local(summer, board)[1] for board in (None, "762000", "811000", "689000")] == [
        "-04:00", "-04:00", "-03:00", "-04:00",
    ]  # fmt: skip
    assert [local(winter, board)[1] for board in (None, "811000", "689000")] == ["-05:00", "-04:00", "-04:00"]
