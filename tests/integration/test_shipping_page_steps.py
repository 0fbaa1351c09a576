"""Each step of shipping taken on its page by a board or the warehouse, and taken back there."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from services.contracts.roles import Role
from tests.integration.shipping_browser import OTHER, SERIALS, Page, Site, opened


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def test_the_warehouse_dispatches_with_an_amount_as_people_write_it(site: Site) -> None:
    site.dispatched()
    assert site.told()[-1].freight_cents == 4550
    assert "45,50\N{NO-BREAK SPACE}$" in site.open(site.path).text
    assert "$45.50" in site.open(f"{site.path}?lang=en").text


def test_a_code_typed_on_the_page_is_a_scan(site: Site) -> None:
    site.dispatched()
    answer = site.open(f"{site.path}/scan", action="accept", code=SERIALS[0].lower(), idempotency_key="k")
    assert answer.status_code == 200
    assert 'role="status"' in answer.text
    assert [f"{one.noun}.{one.verb}" for one in site.told()[-2:]] == ["shipment.delivered", "device.accepted"]


def test_the_same_form_sent_twice_acts_once_and_another_code_is_another_scan(site: Site) -> None:
    site.dispatched()
    for code in (SERIALS[0], SERIALS[0], SERIALS[1]):
        answer = site.open(f"{site.path}/scan", action="accept", code=code, idempotency_key="k")
        assert "est accepté" in answer.text
    assert [one.verb for one in site.told()].count("accepted") == 2


def test_a_refused_code_says_so_and_leaves_the_field_free_for_the_next(site: Site) -> None:
    site.dispatched()
    answer = site.open("/shipping/devices/scan", action="configure", code=SERIALS[0], idempotency_key="k")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert 'name="code" value=""' in answer.text


def test_a_refusal_names_the_device_once(site: Site) -> None:
    site.dispatched()
    answer = site.open("/shipping/devices/scan", action="configure", code=SERIALS[0].lower(), idempotency_key="k")
    (alert,) = re.findall(r'<div class="alert".*?</div>', answer.text, re.DOTALL)
    assert alert.upper().count(SERIALS[0]) == 1


@pytest.mark.parametrize("again", [False, True])
def test_what_was_taken_stands_large_where_it_is_read_aloud(site: Site, again: bool) -> None:
    site.dispatched()
    for key in "ab" if again else "a":
        answer = site.open(f"{site.path}/scan", action="accept", code=SERIALS[0], idempotency_key=key)
    (heading,) = re.findall(r'<div class="good" role="status">\s*<h2>(.*?)</h2>', answer.text, re.DOTALL)
    assert SERIALS[0] in heading


def test_the_number_of_a_return_stands_in_the_result(site: Site) -> None:
    site.dispatched()
    for one in SERIALS:
        site.open(f"{site.path}/scan", action="accept", code=one, idempotency_key=one)
        sent = {"action": "send_back", "code": one, "reason": "Surplus"}
        answer = site.open("/shipping/devices/scan", **sent, idempotency_key=one)
        assert "R000001" in answer.text.split('role="status"')[1]


def test_only_the_receipt_asks_for_a_carton(site: Site) -> None:
    site.dispatched()
    hints = [
        re.findall(r'id="code-hint">([^<]+)<', site.open(path).text)[0] for path in (site.path, "/shipping/devices")
    ]
    assert ["colis" in hint for hint in hints] == [True, False]


@pytest.mark.parametrize(("language", "words"), [("fr", "inconnu"), ("en", "unknown")])
def test_what_nobody_said_of_an_unexpected_device_is_worded_by_the_page(site: Site, language: str, words: str) -> None:
    site.dispatched()
    site.open(f"{site.path}/scan", action="accept", code="5CG9999999", idempotency_key="k")
    shown = site.open(f"{site.path}?lang={language}").text
    assert re.search(rf"5CG9999999</code></th><td>{words}</td><td>–</td>", shown)


def test_a_damaged_device_needs_what_was_seen(site: Site) -> None:
    site.dispatched()
    form = {"action": "damage", "code": SERIALS[0]}
    assert site.open(f"{site.path}/scan", **form, idempotency_key="a").status_code == 422
    answer = site.open(f"{site.path}/scan", **form, idempotency_key="b", reason="Écran fendu")
    assert answer.status_code == 200
    assert answer.text.count("Écran fendu") >= 1
    assert site.told()[-1].reason == "Écran fendu"


def test_a_board_takes_a_device_from_its_box_to_a_student(site: Site) -> None:
    site.dispatched()
    site.open(f"{site.path}/scan", action="accept", code=SERIALS[0], idempotency_key="1")
    site.open("/shipping/devices/scan", action="configure", code=SERIALS[0], idempotency_key="2")
    handed = site.open(
        "/shipping/devices/scan", action="hand_over", code=SERIALS[0], student="yes", idempotency_key="3"
    )
    loan = site.told()[-1].loan
    assert loan in handed.text
    assert loan in site.open(f"/shipping/devices/{site.devices[0].device}").text


def test_a_receipt_is_ended_on_the_page(site: Site) -> None:
    site.dispatched()
    site.open(f"{site.path}/deliver", x="")
    assert site.open(f"{site.path}/close-receipt", reason="").status_code == 422
    assert site.open(f"{site.path}/close-receipt", reason="Pas dans le camion").status_code == 303
    assert site.told()[-1].missing == 2


def usable(html: str) -> bool:
    page = Page(html)
    return len(page.ids) == len(set(page.ids)) and set(page.inputs) <= page.labelled and page.tags.count("h1") == 1


def test_a_carton_is_released_and_the_shipment_voided_on_the_page(site: Site) -> None:
    shown = site.open(site.path, Role.WAREHOUSE, None).text
    assert usable(shown)
    (carton,) = re.findall(r'<option value="([0-9a-f-]{36})"', shown)
    refused = site.open(f"{site.path}/release", Role.WAREHOUSE, None, carton=carton, reason="")
    assert (refused.status_code, "Motif" in refused.text) == (422, True)
    assert site.open(f"{site.path}/release", Role.WAREHOUSE, None, carton=carton, reason="Erreur").status_code == 303
    assert site.told()[-1].verb == "released"
    assert site.open(f"{site.path}/void", Role.WAREHOUSE, None, reason="Annulé au quai").status_code == 303
    voided = site.open(site.path, Role.WAREHOUSE, None).text
    assert ("Annulé au quai" in voided, usable(voided)) == (True, True)
    assert not re.findall(rf'action="{site.path}/([a-z-]+)"', voided), "nothing can be done with it any more"


def test_a_carton_is_released_on_the_page_of_its_own_shipment_alone(site: Site) -> None:
    (carton,) = re.findall(r'<option value="([0-9a-f-]{36})"', site.open(site.path, Role.WAREHOUSE, None).text)
    other = site.another("5CD0999XYZ")
    for path in (other, f"/shipping/shipments/{uuid4()}"):
        answer = site.open(f"{path}/release", Role.WAREHOUSE, None, carton=carton, reason="Erreur")
        assert (answer.status_code, site.told()[-1].verb) == (404, "readied")
    assert site.open(f"{site.path}/release", Role.WAREHOUSE, None, carton=carton, reason="Erreur").status_code == 303


@pytest.mark.parametrize("action", ["accept", "damage"])
def test_what_is_typed_on_a_shipments_page_came_in_that_shipment(site: Site, action: str) -> None:
    site.dispatched()
    other, form = site.path, {"action": action, "code": SERIALS[0], "reason": "Fendu"}
    site.path = site.another("5CD0999XYZ")
    site.dispatched()
    refused = site.open(f"{site.path}/scan", **form, idempotency_key="a")
    assert (refused.status_code, site.told()[-1].verb) == (409, "dispatched")
    assert site.open(f"{other}/scan", **form, idempotency_key="b").status_code == 200
    assert site.told()[-1].verb == {"accept": "accepted", "damage": "damaged"}[action]


def test_a_dispatch_and_a_receipt_are_undone_on_the_page(site: Site) -> None:
    site.dispatched()
    assert usable(site.open(site.path, Role.WAREHOUSE, None).text)
    assert site.open(f"{site.path}/undo", Role.WAREHOUSE, None, reason="Mauvais camion").status_code == 303
    assert "dispatch" in site.open(site.path, Role.WAREHOUSE, None).text
    site.dispatched()
    assert "de la réception" not in site.open(site.path, Role.WAREHOUSE, None).text.split("Annuler une étape")[1][:200]
    site.open(f"{site.path}/deliver", x="")
    site.open(f"{site.path}/close-receipt", reason="Pas dans le camion")
    ended = site.open(site.path).text
    assert ("réception terminée" in ended, usable(ended)) == (True, True)
    assert site.open(f"{site.path}/undo", reason="").status_code == 422
    assert site.open(f"{site.path}/undo", reason="Retrouvés").status_code == 303
    assert [one.verb for one in site.told()[-3:]] == ["undone"] * 3
    assert "il ne vous revient pas" not in site.open(site.path).text.lower()


def test_a_page_says_why_a_step_cannot_be_undone(site: Site) -> None:
    site.dispatched()
    assert "Il ne vous revient pas" in site.open(site.path).text
    device = f"/shipping/devices/{site.devices[0].device}"
    assert "There is no step to undo here" in site.open(f"{device}?lang=en").text


def test_a_device_is_lost_found_lent_and_undone_on_its_own_page(site: Site) -> None:
    site.dispatched()
    one, page = SERIALS[0], f"/shipping/devices/{site.devices[0].device}"
    assert "/step" not in site.open(page).text, "nobody has it yet"
    site.open(f"{site.path}/scan", action="accept", code=one, idempotency_key="1")
    site.open("/shipping/devices/scan", action="configure", code=one, idempotency_key="2")
    site.open("/shipping/devices/scan", action="hand_over", code=one, school="762217", idempotency_key="3")
    assert usable(site.open(page).text)
    assert site.open(f"{page}/step", action="lend", school="").status_code == 422
    assert site.open(f"{page}/step", action="lend", school="762217").status_code == 409
    assert site.open(f"{page}/step", action="lend", school="762218").status_code == 303
    assert site.open(f"{page}/step", action="lost").status_code == 422
    assert site.open(f"{page}/step", action="lost", reason="Introuvable").status_code == 303
    lost = site.open(page).text
    assert ("762218" in lost, "perdu" in lost, usable(lost)) == (True, True, True)
    assert site.open(f"{page}/undo", reason="Retrouvé au vestiaire").status_code == 303
    assert site.open(f"{page}/step", action="stolen", reason="Vol").status_code == 303
    assert site.open(f"{page}/step", action="found").status_code == 303
    verbs = [one.verb for one in site.told()[-5:]]
    assert verbs == ["lent", "lost", "undone", "stolen", "found"]
    assert "762218" not in site.open(page).text
    assert site.open(f"{page}/undo", Role.BOARD_MANAGER, OTHER, reason="x").status_code == 404
    assert site.open(f"{page}/step", Role.BOARD_MANAGER, OTHER, action="found").status_code == 404
