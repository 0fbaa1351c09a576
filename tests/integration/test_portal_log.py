"""From events to what people read: the chain, the journey, the search, the figures, whatever the order of arrival."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from services.chassis import migrate, run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.roles import Role
from services.contracts.values import (
    CartonCode,
    Serial,
)
from services.portal import queries
from services.portal.model.device import Device
from services.portal.model.log import Entry
from services.portal.model.mention import Mention
from services.portal.model.state import State
from services.portal.model.tally import Tally
from services.portal.service import SERVICE
from tests.integration.databases import copied
from tests.integration.portal_story import (
    BOARD,
    DOCK,
    FINDING,
    OTHER,
    SHELF,
    START,
    TAG,
    Story,
    client,
    hear,
    serial,
    statements,
    whats,
)

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@dataclass(frozen=True)
class Lived:
    """A portal that heard one whole story, only to be read, and the Ministry's client of it."""

    portal: Running
    story: Story
    http: Any


@pytest.fixture(scope="module")
def lived(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    folder = tmp_path_factory.mktemp("lived")
    running = run.running(SERVICE, copied(prepared, folder, SERVICE))
    story = Story()
    story.whole()
    found = {"finding": FINDING, "shipment": uuid4(), "board": BOARD, "maker": "unknown", "reason": "x"}
    story.tell(s.DeviceUnexpected(**found, serial=Serial("5CG9999999")))
    hear(running, story.told)
    yield Lived(running, story, client(running, Role.MINISTRY))
    running.database.close()


WHOLE = [
    "delivery.announced",
    "device.received",
    "device.stored",
    "request.submitted",
    "request.granted",
    "order.reserved",
    "device.picked",
    "carton.closed",
    "order.packed",
    "shipment.readied",
    "shipment.dispatched",
    "shipment.delivered",
    "device.accepted",
    "shipment.received",
    "device.configured",
    "device.handed-over",
]


def test_a_device_has_its_whole_journey_from_the_supplier_to_the_school(portal: Running):
    story = Story()
    hear(portal, story.whole())
    answer = client(portal, Role.MINISTRY).get(f"/portal/api/v1/devices/{story.devices[0]}/journey").json
    assert [step["what"] for step in answer["journey"]] == WHOLE
    where = {step["what"]: step["where"] for step in answer["journey"]}
    assert where["device.stored"] == "A-01-03"
    assert where["device.picked"] == "D-762000"
    assert where["carton.closed"] == str(CartonCode.numbered(1, None))
    assert where["shipment.dispatched"] == "E-762000"
    assert where["device.handed-over"] == "762217"
    assert {step["who"] for step in answer["journey"]} == {"u-00000001"}
    assert answer["device"] | {"id": 0, "changed_at": 0} == {
        "id": 0,
        "maker": "Apple",
        "serial": "DMP762000000",
        "model": "MYLD2C/A",
        "type": "tablet",
        "asset_tag": None,
        "state": "at_school",
        "holder_kind": "school",
        "holder": "762217",
        "board": "762000",
        "changed_at": 0,
    }


@pytest.mark.parametrize("batch", [1, 3, 500])
def test_the_journey_is_the_same_however_events_are_batched(portal: Running, batch: int):
    told = (story := Story()).whole()
    for start in range(0, len(told), batch):
        hear(portal, told[start : start + batch])
    assert whats(portal, story.devices[0]) == WHOLE


@pytest.mark.parametrize("batch", [1, 500])
def test_shipping_may_be_heard_before_the_warehouse(portal: Running, batch: int):
    told = (story := Story()).whole()
    told.sort(key=lambda one: ("/shipping", "/warehouse", "/intake").index(one.source))
    for start in range(0, len(told), batch):
        hear(portal, told[start : start + batch])
    assert whats(portal, story.devices[0]) == WHOLE
    with portal.database.reading() as session:
        assert session.get_one(Device, story.devices[0]).state is State.AT_SCHOOL


def test_a_packing_list_that_comes_late_puts_its_devices_on_their_way(portal: Running):
    story = Story()
    story.arrive(), story.ask(), story.pack(), story.ship()
    late = next(one for one in story.told if isinstance(one.data, w.CartonClosed))
    hear(portal, [one for one in story.told if one is not late])
    hear(portal, [late])
    with portal.database.reading() as session:
        device = queries.journey(session, story.devices[0], None)
    assert (device.device.state, device.device.holder) == ("delivered", "E-762000")
    assert [step.what for step in device.steps] == WHOLE[:12]


def test_an_order_told_again_with_more_cartons_is_no_news_of_the_first(portal: Running):
    story = Story()
    story.arrive(), story.ask(), story.pack()
    again = story.told[-1].data
    story.tell(again.model_copy(update={"cartons": [story.carton, uuid4()]}))
    hear(portal, story.told)
    assert whats(portal, story.devices[0]).count("order.packed") == 1


def test_a_redelivered_event_changes_nothing(portal: Running):
    told = Story().whole()
    hear(portal, told)
    hear(portal, told)
    with portal.database.reading() as session:
        assert queries.verify(session).entries == len(told)


def test_every_log_entry_carries_the_event_byte_for_byte_and_the_hash_before_it(portal: Running):
    told = Story(1).whole()
    hear(portal, told[:4])
    hear(portal, told[4:])
    http = client(portal, Role.AUDITOR)
    first = http.get("/portal/api/v1/log?limit=3").json
    rest = http.get(f"/portal/api/v1/log?after={first['next']}&limit=1000").json
    assert http.get("/portal/api/v1/log?limit=1001").status_code == 422
    entries = first["items"] + rest["items"]
    assert [entry["body"].encode() for entry in entries] == [one.to_wire() for one in told]
    assert [entry["previous_hash"] for entry in entries[1:]] == [entry["hash"] for entry in entries[:-1]]
    assert rest["next"] is None


def test_the_chain_holds_and_its_end_can_be_kept_elsewhere(lived: Lived):
    with lived.portal.database.reading() as session:
        chain = queries.verify(session)
        assert (chain.broken_at, chain.entries) == (None, session.scalar(select(func.count()).select_from(Entry)))
        assert chain.hash == session.scalar(select(Entry.hash).order_by(Entry.position.desc()).limit(1))


ALTERED = "CAST(replace(CAST(body AS TEXT), 'A-01-03', 'A-01-04') AS BLOB)"
ON_POSTGRESQL = (ALTERED, "convert_to(replace(convert_from(body, 'UTF8'), 'A-01-03', 'A-01-04'), 'UTF8')")


@pytest.mark.parametrize(
    "tampering",
    [
        f"UPDATE log SET body = {ALTERED} WHERE position = 3",
        "UPDATE log SET actor = 'u-ffffffff' WHERE position = 3",
        "UPDATE log SET time = '2020-01-01 00:00:00.000000' WHERE position = 3",
        "UPDATE log SET board = '689000' WHERE position = 3",
        "UPDATE log SET what = 'device.moved' WHERE position = 3",
        "UPDATE log SET hash = previous_hash WHERE position = 3",
        "DELETE FROM log WHERE position = 3",
        "UPDATE log SET position = 1003 WHERE position = 3",
    ],
)
def test_an_altered_log_is_found_at_its_place(portal: Running, tampering: str):
    hear(portal, Story().whole())
    with portal.database.writing(Act("intruder", now())) as session:
        session.execute(text(tampering if session.bind.dialect.name == "sqlite" else tampering.replace(*ON_POSTGRESQL)))
    with portal.database.reading() as session:
        assert queries.verify(session).broken_at == 3


def test_what_never_came_is_reported_by_subject(portal: Running):
    story = Story(1)
    story.arrive()
    story.tell(w.DeviceMoved(device=story.devices[0], origin=SHELF, location=DOCK))
    hear(portal, [one for one in story.told if one.sequence != 2])
    gaps = client(portal, Role.MINISTRY).get("/portal/api/v1/log/gaps").json["items"]
    assert gaps == [{"source": "/warehouse", "subject": f"device/{story.devices[0]}", "heard": 2, "told": 3}]


@pytest.mark.parametrize("batch", [1, 3, 500])
def test_the_tally_of_subjects_is_what_a_recount_of_the_log_gives(portal: Running, batch: int):
    story = Story(2)
    story.whole()
    told = [one for one in story.told if one.sequence != 2]
    for start in range(0, len(told), batch):
        hear(portal, told[start : start + batch])
    key = Entry.source, Entry.subject
    with portal.database.reading() as session:
        recount = session.execute(select(*key, func.count(), func.max(Entry.sequence)).group_by(*key).order_by(*key))
        kept = select(Tally.source, Tally.subject, Tally.heard, Tally.told).order_by(Tally.source, Tally.subject)
        assert session.execute(kept).all() == recount.all()


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        ("DMP762000000", {"serial"}),
        ("dmp7620000", {"serial"}),
        (" rc000 ", {"carton"}),
        ("l000001", {"delivery"}),
        ("PO-77", {"reference"}),
        ("D-762", {"request"}),
        ("E-762", {"shipment"}),
        ("NX12", {"tracking"}),
        ("762217", {"school"}),
        ("A-01", {"location"}),
        ("P-ABCD", {"loan"}),
        ("D", {}),
        ("%", {}),
        ("ZZZ", {}),
    ],
)
def test_anything_that_has_a_name_is_found_by_it_or_its_beginning(lived: Lived, asked: str, kinds: set[str]):
    items = lived.http.get("/portal/api/v1/search", query_string={"q": asked}).json["items"]
    assert {item["kind"] for item in items} == set(kinds)
    assert {lived.http.get(item["url"]).status_code for item in items} <= {200}


def test_a_board_finds_and_follows_only_its_own(portal: Running):
    own, others = Story(1, BOARD), Story(1, OTHER)
    hear(portal, own.whole() + others.whole())
    http = client(portal, Role.BOARD_TECHNICIAN, BOARD)
    assert len(http.get("/portal/api/v1/search?q=DMP").json["items"]) == 1
    assert http.get(f"/portal/api/v1/devices/{own.devices[0]}/journey").status_code == 200
    for kind, mine, foreign in (
        ("devices", own.devices[0], others.devices[0]),
        ("requests", own.request, others.request),
        ("shipments", own.shipment, others.shipment),
        ("cartons", own.carton, others.carton),
    ):
        assert http.get(f"/portal/{kind}/{mine}").status_code == 200
        assert http.get(f"/portal/{kind}/{foreign}").status_code == 404
    for closed in (f"devices/{others.devices[0]}/journey", f"devices/{uuid4()}/journey"):
        problem = http.get(f"/portal/api/v1/{closed}")
        assert (problem.status_code, problem.json["code"]) == (404, "subject.unknown")
    assert http.get("/portal/api/v1/figures").status_code == 403
    assert http.get("/portal/api/v1/log").status_code == 403


def test_a_device_still_in_the_warehouse_is_no_boards(portal: Running):
    story = Story(1)
    story.arrive()
    hear(portal, story.told)
    assert client(portal, Role.BOARD_MANAGER, BOARD).get(f"/portal/devices/{story.devices[0]}").status_code == 404


def test_a_board_whose_device_serves_another_sees_its_own_part_alone(portal: Running):
    story = Story(1)
    story.whole()
    device = story.devices[0]
    story.tell(s.DeviceSentBack(device=device, type="tablet", board=BOARD, shipment=uuid4(), reason="screen broken"))
    maker = {"maker": "Apple", "serial": serial(BOARD, 0), "model": "MYLD2C/A", "type": "tablet"}
    story.tell(w.DeviceReceived(device=device, **maker, location=DOCK, returned=True))
    story.tell(w.DeviceWiped(device=device, location=DOCK))
    story.tell(w.DevicePicked(device=device, order=uuid4(), request=uuid4(), board=OTHER))
    hear(portal, story.told)
    then = client(portal, Role.BOARD_MANAGER, BOARD).get(f"/portal/api/v1/devices/{device}/journey").json
    assert [step["what"] for step in then["journey"]] == [*WHOLE, "device.sent-back", "device.received", "device.wiped"]
    assert {then["device"][field] for field in ("state", "holder", "holder_kind", "board", "changed_at")} == {None}
    theirs = client(portal, Role.BOARD_MANAGER, OTHER).get(f"/portal/api/v1/devices/{device}/journey").json
    assert [step["what"] for step in theirs["journey"]] == [
        "delivery.announced",
        "device.received",
        "device.stored",
        "device.received",
        "device.wiped",
        "device.picked",
    ]


def test_a_device_found_unexpectedly_is_told_of_where_its_serial_is_known(portal: Running):
    story = Story(2)
    story.whole()
    found = {"finding": uuid4(), "shipment": uuid4(), "board": OTHER, "maker": "unknown", "reason": "in our carton"}
    story.tell(s.DeviceUnexpected(**found, serial=serial(BOARD, 1)))
    hear(portal, story.told[:-1])
    hear(portal, story.told[-1:])
    assert "device.unexpected" in whats(portal, story.devices[1])
    assert "device.unexpected" not in whats(portal, story.devices[0])
    items = client(portal, Role.MINISTRY).get(f"/portal/api/v1/search?q={serial(BOARD, 1)}").json["items"]
    assert [item["kind"] for item in items] == ["finding", "serial"]


def test_a_serial_typed_into_a_receipt_opens_no_journey_to_that_board(portal: Running):
    story = Story(1)
    story.arrive()
    finding = uuid4()
    found = {"finding": finding, "shipment": uuid4(), "board": OTHER, "maker": "", "reason": ""}
    story.tell(s.DeviceUnexpected(**found, serial=serial(BOARD, 0)))
    hear(portal, story.told[:-1])
    hear(portal, story.told[-1:])
    http, device = client(portal, Role.BOARD_TECHNICIAN, OTHER), story.devices[0]
    assert http.get(f"/portal/devices/{device}").status_code == 404
    assert http.get(f"/portal/api/v1/devices/{device}/journey").status_code == 404
    assert [one["kind"] for one in http.get("/portal/api/v1/search?q=DMP").json["items"]] == ["finding"]
    assert http.get(f"/portal/findings/{finding}").status_code == 200
    for role in (Role.MINISTRY, Role.WAREHOUSE):
        journey = client(portal, role).get(f"/portal/api/v1/devices/{device}/journey").json["journey"]
        assert journey[-1]["what"] == "device.unexpected"
        assert journey[-1]["detail"] is None, "nobody gave a reason"


def test_a_device_picked_by_mistake_and_put_back_is_no_boards_any_more(portal: Running):
    story = Story(2)
    story.arrive(), story.ask()
    mistaken = story.devices[0]
    story.tell(w.DevicePicked(device=mistaken, order=story.order, request=story.request, board=BOARD))
    story.tell(w.DeviceStored(device=mistaken, type="tablet", location=SHELF))
    hear(portal, story.told)
    journey = client(portal, Role.MINISTRY).get(f"/portal/api/v1/devices/{mistaken}/journey").json["device"]
    assert (journey["state"], journey["board"]) == ("stored", None)
    story.tell(i.RequestFulfilled(request=story.request, board=BOARD, accepted=[]))
    hear(portal, story.told[-1:])
    assert "request.fulfilled" not in whats(portal, mistaken)


@pytest.mark.parametrize("batch", [1, 500])
def test_what_was_given_up_before_a_pick_is_not_in_the_journey_of_the_device_picked(portal: Running, batch: int):
    story = Story(1)
    story.arrive(), story.ask()
    given_up = i.RequestAmended(request=story.request, board=BOARD, given_up=[i.Quantity(type="tablet", quantity=1)])
    story.tell(given_up)
    story.pack()
    story.tell(given_up)
    for start in range(0, len(story.told), batch):
        hear(portal, story.told[start : start + batch])
    whole = whats(portal, story.devices[0])
    assert whole == [*WHOLE[: WHOLE.index("order.packed") + 1], "request.amended"]


def test_a_released_device_that_must_still_be_wiped_says_so(portal: Running):
    story = Story(1)
    story.arrive()
    device = story.devices[0]
    story.tell(w.DeviceQuarantined(device=device, location=DOCK, reason="screen"))
    story.tell(w.DeviceReleased(device=device, location=DOCK, state="returned"))
    hear(portal, story.told)
    page = client(portal, Role.WAREHOUSE).get(f"/portal/devices/{device}?lang=en").get_data(as_text=True)
    assert "Back at the reserve, to be wiped" in page


def test_a_request_fulfilled_ends_the_journeys_of_the_devices_that_served_it(portal: Running):
    story = Story(1)
    story.whole()
    story.tell(i.RequestFulfilled(request=story.request, board=BOARD, accepted=[]))
    hear(portal, story.told[:-1])
    hear(portal, story.told[-1:])
    assert whats(portal, story.devices[0]) == [*WHOLE, "request.fulfilled"]


def test_a_serial_is_traced_with_or_without_its_tag(portal: Running):
    story = Story(1)
    maker = {"maker": "HP", "model": "9UZ86UT", "type": "laptop", "location": DOCK}
    story.tell(w.DeviceReceived(device=story.devices[0], serial=Serial("5CG0123ABC"), asset_tag=TAG, **maker))
    hear(portal, story.told)
    with portal.database.reading() as session:
        by_serial, by_tag = queries.trace(session, "5cg0123abc"), queries.trace(session, str(TAG))
        assert queries.trace(session, "5CG") == []
    assert [one.device.id for one in by_serial] == [one.device.id for one in by_tag] == story.devices


def test_the_figures_count_devices_requests_and_hours(portal: Running):
    hear(portal, Story(3).whole())
    figures = client(portal, Role.WAREHOUSE).get("/portal/api/v1/figures").json
    assert {(one["type"], one["state"]): one["count"] for one in figures["devices"]} == {
        ("tablet", "configured"): 1,
        ("tablet", "at_school"): 1,
        ("tablet", "on_loan"): 1,
    }
    assert figures["requests"] == [{"state": "received", "count": 1}]
    clock = figures["clock"]["all"]
    assert clock["hours"] == {"to_grant": 1.0, "to_dispatch": 8.0, "to_deliver": 1.0, "whole": 10.0}
    assert figures["clock"]["by_type"] == {"tablet": clock}
    assert figures["clock"]["by_zone"] == {"road": clock}


def test_the_figures_tell_breaches_and_what_is_late(portal: Running):
    slow, fresh, risky, old = Story(1), Story(1), Story(1), Story(1)
    for story in (slow, fresh, risky, old):
        story.ask()
    slow.pack(), slow.ship()
    slow.told[-1] = replace(slow.told[-1], time=START + timedelta(hours=73))
    for story, hours in ((fresh, 1), (risky, 50), (old, 100)):
        story.told = [replace(one, time=now() - timedelta(hours=hours)) for one in story.told]
        hear(portal, story.told)
    hear(portal, slow.told)
    clock = client(portal, Role.AUDITOR).get("/portal/api/v1/figures").json["clock"]["all"]
    assert {name: clock[name] for name in ("breaches", "running", "at_risk", "late")} == {
        "breaches": 1,
        "running": 3,
        "at_risk": 1,
        "late": 1,
    }


def test_figures_of_an_empty_reserve_are_empty(portal: Running):
    figures = client(portal, Role.MINISTRY).get("/portal/api/v1/figures").json
    assert (figures["devices"], figures["requests"], figures["clock"]["all"]["running"]) == ([], [], 0)


@pytest.mark.parametrize("chapter", ["arrive", "whole"])
def test_a_run_takes_the_same_statements_for_few_and_for_many(portal: Running, chapter: str):
    few, many = Story(2), Story(120, OTHER)
    getattr(few, chapter)(), getattr(many, chapter)()
    assert statements(portal.database, few.told) == statements(portal.database, many.told)


def test_mentions_point_into_the_log(lived: Lived):
    with lived.portal.database.reading() as session:
        lost = select(Mention).outerjoin(Entry, Entry.position == Mention.position).where(Entry.position.is_(None))
        assert session.scalars(lost).all() == []


PAGES = ["", "search?q=DMP", "search?q=", "search?q=zzz", "figures", "devices/{device}", "requests/{request}"]
PAGES += ["shipments/{shipment}", "cartons/{carton}", "deliveries/{delivery}", "locations/a-01-03", "schools/762217"]
PAGES += ["loans/p-abcd2345", "findings/{finding}"]


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "attend|Chercher|Où|Chiffres"), ("en", "waits|found|Where|Figures")]
)
def test_every_page_shows_in_both_languages(lived: Lived, language: str, words: str):
    http = lived.http.application.test_client()
    http.environ_base |= lived.http.environ_base
    http.set_cookie("reserve_language", language)
    for page in PAGES:
        address = "/portal/" + page.format(device=lived.story.devices[1], finding=FINDING, **vars(lived.story))
        response = http.get(address)
        shown = response.get_data(as_text=True)
        assert (page, response.status_code, shown.count("<h1>")) == (page, 200, 1)
        assert f'<html lang="{language}-CA">' in shown
        assert re.search(words, shown.split("<main")[1])


def test_a_table_that_scrolls_is_reached_by_keyboard_and_named(lived: Lived):
    for page in PAGES:
        address = "/portal/" + page.format(device=lived.story.devices[1], finding=FINDING, **vars(lived.story))
        shown = lived.http.get(address).get_data(as_text=True)
        scroll = r'class="scroll" tabindex="0" role="region" aria-label="([^"]+)"><table>\s*<caption><span>([^<]+)<'
        named = re.findall(scroll, shown)
        assert len(named) == shown.count("<table>"), page
        assert all(label == caption for label, caption in named)


def test_the_page_of_a_device_tells_the_journey_in_words(lived: Lived):
    shown = lived.http.get(f"/portal/devices/{lived.story.devices[0]}").get_data(as_text=True)
    for words in ("Rangé", "Demande accordée", "Nationex, numéro de suivi NX123", "À l’école", "A-01-03"):
        assert words in shown
    assert shown.index("Rangé") < shown.index("Prélevé") < shown.index("Remis<")


def test_one_whole_match_leads_straight_to_its_page(lived: Lived):
    response = lived.http.get("/portal/search?q=dmp762000001")
    assert (response.status_code, response.location) == (303, f"/portal/devices/{lived.story.devices[1]}")


def test_what_a_person_searched_for_is_shown_as_text(lived: Lived):
    shown = lived.http.get("/portal/search?q=<script>").get_data(as_text=True)
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_a_long_story_is_read_page_by_page(portal: Running):
    hear(portal, (story := Story(60)).whole())
    http, address = client(portal, Role.MINISTRY), f"/portal/requests/{story.request}"
    pages = [http.get(address).get_data(as_text=True)]
    while len(pages) < 10 and (older := re.search(r'href="(\?before=\d+)" rel="next"', pages[-1])):
        pages.append(http.get(address + older[1]).get_data(as_text=True))
    assert ["Demande soumise" in page for page in pages] == [False, False, True]
    assert sum(page.count("<time ") for page in pages) == 3 + 60 + 2 + 3 + 60 + 1


@pytest.mark.parametrize("role", [Role.PRIVACY, Role.SERVICE])
def test_who_does_not_work_with_devices_reads_no_journey(portal: Running, role: Role):
    http = client(portal, role)
    assert http.get("/portal/").status_code == 200
    assert http.get("/portal/search?q=DMP").status_code == 403
    assert http.get(f"/portal/api/v1/devices/{uuid4()}/journey").status_code == 403


def test_the_tables_are_as_the_migrations_make_them(lived: Lived):
    assert migrate.differences(lived.portal.database, SERVICE) == []


def test_the_api_describes_itself(lived: Lived):
    described = lived.http.get("/portal/openapi.json")
    assert {"/portal/api/v1/sign-in", "/portal/api/v1/log"} <= set(json.loads(described.data)["paths"])
