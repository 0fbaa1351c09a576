"""The portal's search, figures and pages over one whole story."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.chassis.act import now
from services.chassis.run import Running
from services.contracts import warehouse as w
from services.contracts.roles import Role
from services.contracts.values import Serial
from services.portal import queries
from tests.integration.portal_lived import Lived, one_that_lived
from tests.integration.portal_story import (
    DOCK,
    FINDING,
    START,
    TAG,
    Story,
    client,
    hear,
)

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture(scope="module")
def lived(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    yield from one_that_lived(prepared, tmp_path_factory.mktemp("lived"))


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


def test_the_story_of_a_place_a_carton_or_a_shipment_names_each_device(lived: Lived):
    device = f'Appareil <a href="/portal/devices/{lived.story.devices[1]}">DMP762000001</a>'
    for page in ("locations/A-01-03", "requests/{request}", "shipments/{shipment}"):
        assert device in lived.http.get("/portal/" + page.format(**vars(lived.story))).get_data(as_text=True), page


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
