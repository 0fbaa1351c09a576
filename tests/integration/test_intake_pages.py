"""Intake's pages: the portrait, the request's form and its refusals, who is offered what."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from services.chassis import run
from services.chassis.act import now
from tests.integration.intake_browser import ADDRESS, ASKED, PORTRAIT, Browser, alert, browsers, opened, ready, set_up


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return set_up(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def running(prepared: Path, tmp_path: Path) -> Iterator[run.Running]:
    yield from opened(prepared, tmp_path)


@pytest.fixture
def people(running: run.Running) -> dict[str, Browser]:
    return browsers(running)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("board_manager", "/intake/portrait"),
        ("ministry", "/intake/picture"),
        ("auditor", "/intake/picture"),
        ("warehouse", "/portal/"),
    ],
)
def test_each_role_is_sent_to_its_own_first_page(people: dict[str, Browser], role: str, place: str):
    answer = people[role].client.get("/intake/")
    assert (answer.status_code, answer.headers["Location"]) == (303, place)


def test_a_request_goes_from_form_to_grant_on_the_pages_alone(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    assert people["board_manager"].post(f"{place}/submit", freight_accepted="true") == (303, place)
    assert people["ministry"].post(f"{place}/grant", **{"granted.laptop": "7"}) == (303, place)
    page = people["board_manager"].get(f"{place}?lang=en")
    assert "partly granted" in page
    assert "awaited" in page


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("fr", ["Besoin non comblé", "Comblé à", "Ordinateur portable", "38\u202f%", "Ce portrait est à jour"]),
        ("en", ["Unmet need", "Laptop", "38%", "This portrait is current"]),
    ],
)
def test_the_portrait_is_shown_in_the_readers_language(people: dict[str, Browser], language: str, sentences: list[str]):
    ready(people["board_manager"])
    page = people["board_manager"].get(f"/intake/portrait?lang={language}").replace("\N{NO-BREAK SPACE}%", "\u202f%")
    assert [one for one in sentences if one not in page] == []
    assert page.count("<h1>") == 1


def test_every_page_opens_for_whoever_may_see_it(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    for role, language in product(("board_manager", "board_technician", "ministry", "auditor"), ("fr", "en")):
        own = ["/intake/portrait", "/intake/sites"] if role.startswith("board") else ["/intake/portraits"]
        for path in [place, "/intake/requests", *own]:
            page = people[role].get(f"{path}?lang={language}")
            assert page.count("<h1>") == 1, path
            assert not re.search(r"%\(\w+\)s|\bNone\b", page), path


def test_a_draft_is_changed_and_discarded_on_its_pages(people: dict[str, Browser]):
    technician, place = people["board_technician"], ready(people["board_manager"])
    form = technician.get(f"{place}/draft?lang=en")
    assert re.search(r'name="ask\.laptop\.at_risk"[^>]*value="12"', form)
    assert "Classes fermées</textarea>" in form
    changed = ASKED | {"ask.laptop.at_risk": "9", "justification": "Éclosion"}
    assert technician.post(f"{place}/draft/change", **changed) == (303, place)
    assert "Éclosion" in technician.get(place)
    status, page = technician.post(f"{place}/draft/change", **changed | {"ask.laptop.at_risk": "-9"})
    assert (status, "Laptop, At risk" in alert(page)) == (422, True)
    assert technician.post(f"{place}/discard") == (303, "/intake/requests")
    assert technician.client.get(place).status_code == 404


def test_a_draft_that_is_submitted_meanwhile_is_changed_no_more(people: dict[str, Browser]):
    manager = people["board_manager"]
    place = ready(manager)
    manager.post(f"{place}/submit", freight_accepted="true")
    assert manager.client.get(f"{place}/draft").status_code == 409
    assert manager.post(f"{place}/draft/change", **ASKED)[0] == 409


@pytest.mark.parametrize(
    ("page", "form", "wrong", "words"),
    [
        ("portrait/update", PORTRAIT, {"need.laptop.at_risk": "-1"}, "Ordinateur portable, À risque"),
        ("portrait/update", PORTRAIT, {"own_available.laptop": "-1"}, "Ordinateur portable, Appareils disponibles"),
        ("portrait/update", PORTRAIT, {"weekly_capacity": "x"}, "Appareils que vous pouvez"),
        ("requests/create", ASKED, {"ask.laptop.at_risk": "x"}, "Ordinateur portable, À risque"),
        ("requests/create", ASKED, {"justification": ""}, "Justification"),
        ("sites/keep", ADDRESS, {"postal_code": "H1V"}, "Code postal"),
    ],
)
def test_a_field_that_is_wrong_is_named_as_its_form_names_it(
    people: dict[str, Browser], page: str, form: dict[str, str], wrong: dict[str, str], words: str
):
    ready(people["board_manager"])
    status, shown = people["board_manager"].post(f"/intake/{page}", **form | wrong)
    assert (status, words in alert(shown)) == (422, True), alert(shown)
    assert not re.search(r"lines|by_category|>/", alert(shown).replace("</", ""))


def test_a_grant_that_is_wrong_names_the_type(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    _, shown = people["ministry"].post(f"{place}/grant", **{"granted.laptop": "-1"})
    assert ">Ordinateur portable</a></strong>" in alert(shown)


def test_a_table_that_scrolls_sideways_is_reached_by_keyboard_and_named(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    for role, path in (("board_manager", "portrait"), ("board_manager", "sites"), ("ministry", "portraits")):
        for page in (
            people[role].get(f"/intake/{path}"),
            people[role].get(place),
            people[role].get("/intake/requests"),
        ):
            frames = re.findall(r'<div class="scroll"([^>]*)><table>\s*<caption><span>(.*?)</span></caption>', page)
            assert len(frames) == page.count("<table>") > 0
            assert {f' tabindex="0" role="region" aria-label="{caption}"' for _, caption in frames} == {
                attributes for attributes, _ in frames
            }


def test_over_the_need_the_page_says_why_with_the_figures_and_keeps_the_request(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    people["board_manager"].post("/intake/portrait/update", **PORTRAIT | {"own_available.laptop": "30"})
    status, page = people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    assert status == 422
    assert alert(page).count("12 demandés, besoin non comblé de 5") == 1
    assert 'name="freight_accepted"' in page


def test_what_was_typed_stays_in_a_form_that_is_refused(people: dict[str, Browser]):
    ready(people["board_manager"])
    fields = ASKED | {"justification": "TREM12345678", "ask.laptop.at_risk": "9"}
    status, page = people["board_manager"].post("/intake/requests/create", **fields)
    assert status == 422
    assert "code permanent" in alert(page)
    assert re.search(r'name="ask\.laptop\.at_risk"[^>]*value="9"', page)


def test_the_freight_is_accepted_by_a_tick_and_not_without(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    status, page = people["board_manager"].post(f"{place}/submit")
    assert status == 422
    assert "Acceptez les frais de livraison" in alert(page)


def test_a_form_of_another_session_changes_nothing(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    answer = people["board_manager"].client.post(f"{place}/submit", data={"csrf": "x", "freight_accepted": "true"})
    assert answer.status_code == 403
    assert "brouillon" in people["board_manager"].get(place)


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        ("board_manager", ["submit", "discard"]),
        ("board_technician", ["discard"]),
        ("auditor", []),
        ("ministry", ["grant", "weigh", "refuse", "send-back", "pause"]),
    ],
)
def test_each_role_is_offered_only_its_own_steps(people: dict[str, Browser], role: str, buttons: list[str]):
    place = ready(people["board_manager"])
    if role == "ministry":
        people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    assert re.findall(r'action="/intake/requests/[^"]+/([^"]+)"', people[role].get(place)) == buttons


def test_the_ministrys_picture_tells_stale_from_missing_and_adds_up(people: dict[str, Browser]):
    ready(people["board_manager"])
    page = people["ministry"].get("/intake/portraits?lang=en")
    assert page.count("never answered") == 71 + 1
    assert "25 / 40" in page


def test_orders_are_given_by_day_on_the_form_and_shown_in_it_again(people: dict[str, Browser]):
    manager, day = people["board_manager"], (now() + timedelta(days=60)).date().isoformat()
    orders = {"order.laptop.0.expected": day, "order.laptop.0.quantity": "3"}
    assert manager.post("/intake/portrait/update", **PORTRAIT | orders)[0] == 303
    form = manager.get("/intake/portrait?lang=en")
    assert re.search(rf'name="order\.laptop\.0\.expected" type="date" value="{day}"', form)
    status, page = manager.post(
        "/intake/portrait/update", **PORTRAIT | orders | {"order.laptop.0.expected": "2020-01-01"}
    )
    assert (status, "Laptop, Own orders" in alert(page)) == (422, True), alert(page)
    assert 'value="2020-01-01"' in page


def test_what_people_write_is_shown_as_text_and_never_as_html(people: dict[str, Browser]):
    manager, bad = people["board_manager"], '<script>alert("x")</script>'
    place = ready(manager)
    manager.post(f"{place}/draft/change", **ASKED | {"justification": bad})
    manager.post("/intake/sites/keep", **ADDRESS | {"street": bad, "town": bad, "contact": bad, "phone": bad})
    manager.post(f"{place}/submit", freight_accepted="true")
    people["ministry"].post(f"{place}/pause", reason=bad)
    pages = [people["ministry"].get(place), manager.get(place), manager.get("/intake/sites?site=quai")]
    people["ministry"].post(f"{place}/send-back", reason=bad)
    pages += [manager.get(place), manager.get(f"{place}/draft")]
    manager.post(f"{place}/withdraw", reason=bad)
    pages.append(people["auditor"].get(place))
    for page in pages:
        assert bad not in page
        assert "&lt;script&gt;alert(" in page
