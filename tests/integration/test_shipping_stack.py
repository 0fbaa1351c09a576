"""Stacks at a board: the queue, hand-overs with a slip, loans between schools, a whole take-back campaign."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from scanner.codes import own_document_text
from services.chassis.act import Act, now
from services.contracts.intake import Closure, PortraitUpdated, RequestAmended, RequestLine, RequestSubmitted
from services.contracts.roles import Role
from services.contracts.values import SchoolCode
from services.contracts.warehouse import PackedDevice
from services.shipping.model import Device
from services.shipping.model.calendar import day_of
from tests.integration.databases import SQLITE
from tests.integration.shipping_site import BOARD, OTHER, Site, counting, ids, one_scan, opened, some

SCHOOL, OTHER_SCHOOL = "762217", "762218"
DAY = timedelta(days=1)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def here(site: Site, number: int, prefix: str = "C02AA") -> tuple[list[PackedDevice], Any]:
    """Devices that a board accepted, and their shipment."""
    devices = [one for start in range(0, number, 200) for one in some(min(200, number), f"{prefix}{start // 200}")]
    path = site.sent(*[devices[start : start + 200] for start in range(0, number, 200)])
    shown = site.get(path)
    site.post("/accept", {"cartons": [one["id"] for one in shown["cartons"]]})
    return devices, shown


def at_schools(site: Site, number: int, prefix: str = "C02AA") -> list[PackedDevice]:
    """Devices handed over, all but the last to a school; that one to a student."""
    devices, _ = here(site, number, prefix)
    site.post("/configure", {"devices": ids(devices)})
    site.post("/hand-over", {"devices": ids(devices[:-1]), "school": SCHOOL})
    site.post("/hand-over", {"devices": ids(devices[-1:]), "student": True})
    return devices


def today() -> date:
    return day_of(now())


def manager(site: Site, path: str, body: Any, status: int = 200) -> Any:
    answer = site.call(Role.BOARD_MANAGER, "POST", path, BOARD, json=body)
    assert answer.status_code == status, answer.text
    return answer.json


# The queue


def asked(shipment: Any, urgency: str, closure: Closure | None = None) -> RequestSubmitted:
    line = RequestLine(type="tablet", category="no_access", quantity=1)
    return RequestSubmitted(
        request=UUID(shipment["request"]),
        number="D000001",
        board=BOARD,
        lines=[line],
        urgency=urgency,
        freight_cents=0,
        closure=closure,
    )


def test_the_queue_has_what_is_urgent_first_then_what_waits_longest(site: Site) -> None:
    _, old = here(site, 2, "C02AA")
    _, new = here(site, 3, "C02BB")
    assert [one["shipment"] for one in site.get("/queue")["batches"]] == [old["id"], new["id"]]
    closure = Closure(closed="class", school=SchoolCode(SCHOOL), first_day=date(2021, 1, 11), students=3)
    site.hear(asked(new, "urgent", closure))
    first, second = site.get("/queue")["batches"]
    assert (first["shipment"], first["urgent"], first["needed_on"], first["waiting"]) == (
        new["id"],
        True,
        "2021-01-11",
        3,
    )
    assert (second["urgent"], second["needed_on"]) == (False, None)
    given_up = RequestAmended(request=UUID(new["request"]), board=BOARD, given_up=[], urgency="normal")
    site.hear(given_up)
    assert not any(one["urgent"] for one in site.get("/queue")["batches"])


def test_two_technicians_never_have_the_same_device_on_their_benches(site: Site) -> None:
    devices, shipment = here(site, 5)
    assert site.post("/queue/take", {"next": 2, "of": shipment["id"]}) == {"devices": 2}
    assert manager(site, "/queue/take", {"next": 9}) == {"devices": 3}
    assert site.get("/queue")["benches"] == {"u-board_manager": 3, "u-board_technician": 2}
    assert site.post("/queue/take", {"devices": ids(devices)}, 409)["code"] == "device.taken"
    assert site.post("/queue/take", {"next": 1}, 409)["code"] == "queue.empty"
    hers = site.get("/devices?taken_by=u-board_manager")["items"]
    assert site.post("/queue/leave", {"devices": [hers[0]["id"]]}, 409)["code"] == "device.not_taken"
    assert manager(site, "/queue/leave", {"mine": True}) == {"devices": 3}
    assert manager(site, "/queue/leave", {"devices": ids(devices[:1])}) == {"devices": 1}, (
        "a manager frees a colleague's"
    )
    assert site.post("/configure", {"mine": True}) == {"devices": 1}
    assert site.get("/queue")["benches"] == {}


def test_what_cannot_be_configured_stands_beside_until_it_is_tried_again(site: Site) -> None:
    devices, _ = here(site, 3)
    site.post("/queue/set-aside", {"codes": [devices[0].serial], "reason": "Pile gonflée"})
    shown = site.get("/queue")
    assert (shown["waiting"], shown["aside"]) == (2, 1)
    assert [(one["serial"], one["fault"]) for one in site.get("/devices?aside=true")["items"]] == [
        (devices[0].serial, "Pile gonflée")
    ]
    assert site.scan("take", devices[0].serial, role=Role.BOARD_TECHNICIAN)["outcome"] == "done"
    assert (site.get("/queue")["aside"], site.get("/queue")["waiting"]) == (0, 3)


def test_throughput_is_counted_by_day_person_and_bench_and_an_undone_step_is_not(site: Site) -> None:
    devices, _ = here(site, 4)
    site.post("/configure", {"devices": ids(devices[:1])})
    scans = [one_scan("configure", one.serial) for one in devices[1:]]
    site.scans(scans, Role.BOARD_MANAGER)
    site.post("/devices/undo", {"devices": ids(devices[3:]), "reason": "Erreur"})
    found = site.get("/queue")
    assert [(one["actor"], one["station"], one["devices"]) for one in found["done"]] == [
        ("u-board_manager", "reception-1", 2),
        ("u-board_technician", None, 1),
    ]
    assert found["days"] == {str(today()): 3}


def test_the_forecast_is_by_declared_capacity_and_by_what_was_done(site: Site) -> None:
    devices, _ = here(site, 7)
    none = site.get("/queue")
    assert (none["declared"], none["measured"]) == ({"weekly": 0, "day": None}, {"weekly": 0, "day": None})
    site.hear(PortraitUpdated(board=BOARD, version=1, lines=[], weekly_capacity=3))
    assert site.get("/queue")["declared"] == {"weekly": 3, "day": str(today() + 17 * DAY)}
    site.post("/configure", {"devices": ids(devices[:1])})
    found = site.get("/queue")
    assert found["declared"]["day"] == str(today() + 14 * DAY)
    assert found["measured"] == {"weekly": 1, "day": str(today() + 42 * DAY)}


# Hand-overs


def test_a_shipment_goes_to_a_school_in_one_go_with_one_slip(site: Site) -> None:
    devices, shipment = here(site, 4)
    site.post("/configure", {"shipments": [shipment["id"]]})
    site.post("/lost", {"devices": ids(devices[3:]), "reason": "Introuvable"})
    handed = site.post("/hand-over", {"shipments": [shipment["id"]], "school": SCHOOL})
    slip = handed["slip"]
    assert (slip["number"], slip["school"], slip["signed_at"]) == ("B000001", SCHOOL, None)
    whole = site.get(f"/slips/{slip['id']}")
    assert [one["serial"] for one in whole["devices"]] == [one.serial for one in devices[:3]]
    assert {one.data.slip for one in site.told("device.handed-over")} == {UUID(slip["id"])}
    signed = site.scan("sign", own_document_text("B000001"))
    assert (signed["outcome"], site.get(f"/slips/{slip['id']}")["signed_at"] is not None) == ("done", True)
    assert site.scan("sign", own_document_text("B000001"))["outcome"] == "repeated"
    assert site.post(f"/slips/{slip['id']}/sign", {}, 409)["code"] == "slip.signed"


def test_scans_of_cartons_and_devices_for_one_school_share_a_slip_until_it_is_signed(site: Site) -> None:
    devices, shipment = here(site, 3)
    code = shipment["cartons"][0]["code"]
    assert site.scan("configure", devices[0].serial)["outcome"] == "done"
    assert site.scan("hand_over", devices[0].serial, school=SCHOOL)["outcome"] == "done"
    assert site.scan("configure", code)["say"].endswith("done for 2 devices.")
    assert site.scan("hand_over", code, school=SCHOOL)["outcome"] == "done"
    assert site.scan("hand_over", code, school=SCHOOL)["outcome"] == "repeated"
    (slip,) = site.get("/slips")["items"]
    assert len(site.get(f"/slips/{slip['id']}")["devices"]) == 3
    site.post("/devices/undo", {"devices": ids(devices[:1]), "reason": "Mauvaise école"})
    assert len(site.get(f"/slips/{slip['id']}")["devices"]) == 2
    site.post(f"/slips/{slip['id']}/sign", {})
    site.scan("hand_over", devices[0].serial, school=SCHOOL)
    assert [one["number"] for one in site.get("/slips")["items"]] == ["B000002", "B000001"]


def test_a_stack_is_all_or_none_by_code_and_says_what_it_does_not_know(site: Site) -> None:
    devices, _ = here(site, 2)
    site.post("/configure", {"devices": ids(devices[:1])})
    body = {"codes": [one.serial for one in devices], "school": SCHOOL}
    assert site.post("/hand-over", body, 409)["code"] == "device.not_at_school"
    assert site.post("/hand-over", {"codes": ["INCONNU1"], "school": SCHOOL}, 404)["code"] == "device.unknown"
    assert site.post("/hand-over", {"school": SCHOOL}, 422)["code"] == "stack.empty"
    assert site.post("/hand-over", body, 404, board=OTHER)["code"] == "device.unknown"
    assert site.get("/slips")["items"] == []


# Loans between schools


def test_a_loan_between_schools_has_its_term_is_extended_overdue_and_given_back(site: Site) -> None:
    devices = at_schools(site, 3)[:2]
    lent = site.post("/lend", {"devices": ids(devices), "school": OTHER_SCHOOL, "until": str(today())})
    (slip,) = lent["slips"]
    assert (lent["devices"], slip["kind"], slip["lender"], slip["until"]) == (2, "loan", SCHOOL, str(today()))
    one = site.get("/loans")["items"][0]
    assert (one["school"], one["lender"], one["overdue"]) == (OTHER_SCHOOL, SCHOOL, False)
    until = str(today() + 30 * DAY)
    assert site.post("/loans/extend", {"devices": ids(devices[:1]), "until": until}) == {"devices": 1}
    assert site.post("/loans/extend", {"devices": ids(devices), "until": "2020-01-01"}, 409)["code"] == "loan.over"
    assert site.get("/loans?overdue=true")["items"] == []
    assert site.scan("give_back", devices[0].serial)["outcome"] == "done"
    shown = site.get(f"/devices/{devices[0].device}")
    assert (shown["school"], shown["lender"], shown["lent_until"]) == (SCHOOL, None, None)
    assert site.scan("give_back", devices[0].serial)["problem"]["code"] == "device.no_loan"
    told = [(one.data.school, one.data.given_back, one.data.until) for one in site.told("device.lent")]
    assert told[2:] == [(OTHER_SCHOOL, False, date.fromisoformat(until)), (SCHOOL, True, None)]
    site.post("/devices/undo", {"devices": ids(devices[:1]), "reason": "Erreur"})
    assert site.get(f"/devices/{devices[0].device}")["lent_until"] == until


def test_a_loan_whose_day_is_past_is_overdue(site: Site) -> None:
    devices = at_schools(site, 2)[:1]
    site.scan("lend", devices[0].serial, school=OTHER_SCHOOL, until=str(today()))
    with site.running.database.writing(Act("u-1", now())) as session:
        session.execute(update(Device).where(Device.lender.is_not(None)).values(lent_until=today() - DAY))
    late = site.get("/loans?overdue=true")
    assert (late["lent"], late["late"], [one["serial"] for one in late["items"]]) == (1, 1, [devices[0].serial])


# Take-back campaigns


def open_campaign(site: Site, **more: Any) -> str:
    body = {"title": "Juin 2021", "day": "2021-06-23", **more}
    return str(manager(site, "/recalls", body, 201)["id"])


def test_a_campaign_counts_what_is_expected_back_and_missing_by_school(site: Site) -> None:
    devices = at_schools(site, 6)
    recall = open_campaign(site)
    site.scan("take_back", devices[0].serial, condition="fine")
    site.scan("take_back", devices[1].serial, condition="damaged", reason="Écran fendu")
    site.post("/take-back", {"devices": ids(devices[5:]), "condition": "incomplete", "reason": "Sans chargeur"})
    site.post("/lost", {"devices": ids(devices[2:3]), "reason": "Introuvable"})
    manager(site, f"/recalls/{recall}/keep", {"devices": ids(devices[3:4]), "reason": "Cours d’été"})
    school, students = site.get(f"/recalls/{recall}")["schools"]
    assert (school["school"], school["expected"], school["missing"]) == (SCHOOL, 5, 3)
    assert school["outcomes"] == {"back": 2, "lost": 1, "kept": 1, "open": 1}
    assert school["conditions"] == {"fine": 1, "damaged": 1}
    assert (students["school"], students["outcomes"], students["conditions"]) == (None, {"back": 1}, {"incomplete": 1})
    missing = site.get(f"/recalls/{recall}/missing")["items"]
    assert {(one["serial"], one["outcome"]) for one in missing} == {
        (devices[2].serial, "lost"),
        (devices[3].serial, "kept"),
        (devices[4].serial, "open"),
    }
    assert site.get("/queue")["aside"] == 2, "what came back broken or incomplete stands beside"
    (first, *_) = site.told("device.taken-back")
    assert (first.data.condition, first.data.recall) == ("fine", UUID(recall))


def test_a_campaign_closes_with_what_is_missing_and_is_reopened(site: Site) -> None:
    devices = at_schools(site, 3)
    recall = open_campaign(site)
    site.scan("take_back", devices[0].serial, condition="fine")
    assert site.call(Role.BOARD_TECHNICIAN, "POST", f"/recalls/{recall}/close", BOARD).status_code == 403
    manager(site, f"/recalls/{recall}/close", {})
    (told,) = site.told("recall.closed")
    assert (told.data.expected, told.data.back, told.data.open) == (3, 1, 2)
    site.scan("take_back", devices[1].serial)
    assert site.get(f"/recalls/{recall}")["schools"][0]["outcomes"] == {"back": 1, "open": 1}, "as it was told"
    assert manager(site, f"/recalls/{recall}/close", {}, 409)["code"] == "recall.closed"
    manager(site, f"/recalls/{recall}/reopen", {"reason": "Une école rapporte encore"})
    site.post("/take-back", {"devices": ids(devices[2:])})
    outcomes = [one["outcomes"] for one in site.get(f"/recalls/{recall}")["schools"]]
    assert outcomes == [{"back": 1, "gone": 1}, {"back": 1}]


def test_an_undone_take_back_is_expected_again(site: Site) -> None:
    devices = at_schools(site, 2)
    recall = open_campaign(site, loans=False)
    site.scan("take_back", devices[0].serial)
    site.scan("undo", devices[0].serial, reason="Erreur")
    (school,) = site.get(f"/recalls/{recall}")["schools"]
    assert school["outcomes"] == {"open": 1}


def test_what_one_open_campaign_expects_no_other_does(site: Site) -> None:
    at_schools(site, 3)
    open_campaign(site, schools=[SCHOOL])
    assert manager(site, "/recalls", {"title": "x", "day": "2021-06-23", "schools": [SCHOOL]}, 409)["code"] == (
        "recall.nothing"
    )
    assert manager(site, "/recalls", {"title": "Prêts", "day": "2021-06-23"}, 201)["expected"] == 1
    assert site.call(Role.BOARD_MANAGER, "GET", "/recalls", OTHER).json["items"] == []


# How many statements


@pytest.mark.databases("sqlite", "postgresql")
def test_5_or_1200_devices_take_the_same_statements(site: Site, database_kind: str) -> None:
    def statements(prefix: str, number: int) -> dict[str, int]:
        devices, shipment = here(site, number, prefix)
        counts: dict[str, int] = {}

        def count(name: str, path: str, body: Any, role: Role = Role.BOARD_MANAGER, method: str = "POST") -> Any:
            with counting(site) as seen:
                answer = site.call(role, method, path, BOARD, **({"json": body} if body else {}))
            assert answer.status_code < 300, (name, answer.text)
            counts[name] = len(seen)
            return answer.json

        whole = {"shipments": [shipment["id"]]}
        count("take", "/queue/take", {"next": number})
        count("leave", "/queue/leave", {"mine": True})
        count("set aside", "/queue/set-aside", {**whole, "reason": "Pile"})
        count("take again", "/queue/take", whole)
        count("configure", "/configure", {"mine": True})
        slip = count("hand over", "/hand-over", {**whole, "school": SCHOOL})["slip"]
        count("slip", f"/slips/{slip['id']}", None, method="GET")
        count("lend", "/lend", {**whole, "school": OTHER_SCHOOL, "until": "2099-06-23"})
        count("extend", "/loans/extend", {**whole, "until": "2099-07-23"})
        count("give back", "/loans/give-back", whole)
        recall = count("open campaign", "/recalls", {"title": "Juin", "day": "2021-06-23"})
        count("keep", f"/recalls/{recall['id']}/keep", {"devices": ids(devices[:5]), "reason": "Été"})
        count("take back", "/take-back", {**whole, "condition": "damaged", "reason": "Fendu"})
        count("undo take back", "/devices/undo", {"devices": ids(devices), "reason": "Erreur"})
        count("take back again", "/take-back", {"codes": [one.serial for one in devices]})
        count("campaign", f"/recalls/{recall['id']}", None, method="GET")
        count("close", f"/recalls/{recall['id']}/close", {})
        count("queue", "/queue", None, method="GET")
        return counts

    few, many = statements("C02AA", 5), statements("C02BB", 1200)
    paged = {name for name in many if many[name] > few[name]}
    # More than a thousand events are two pages of subjects, of the outbox and of what is kept beside on SQLite.
    steps = {"configure", "hand over", "lend", "extend", "give back", "take back", "undo take back", "take back again"}
    assert paged == (steps if database_kind == SQLITE else set())
