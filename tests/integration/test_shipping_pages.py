"""Shipping's pages in both languages without JavaScript: shown, refused, kept as typed, open to whom they concern."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.contracts.roles import Role
from services.contracts.values import BoardCode
from tests.integration.shipping_browser import BOARD, OTHER, SERIALS, Page, Site, opened


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def test_every_page_renders_in_both_languages_and_can_be_used_by_all(site: Site) -> None:
    site.dispatched()
    site.open(f"{site.path}/deliver", x="")
    paths = ["/shipping/shipments", site.path, "/shipping/devices", f"/shipping/devices/{site.devices[0].device}"]
    for path in paths:
        for language in ("fr", "en"):
            answer = site.open(f"{path}?lang={language}")
            page = Page(answer.text)
            assert answer.status_code == 200, path
            assert f'<html lang="{language}-CA">' in answer.text
            assert page.tags.count("h1") == 1
            assert len(page.ids) == len(set(page.ids)), f"{path}: an id twice"
            assert set(page.inputs) <= page.labelled, f"{path}: an input without its label"
            assert page.tags.count("table") == page.tags.count("caption")


def test_a_refused_form_shows_its_page_again_with_the_reason_and_what_was_typed(site: Site) -> None:
    form = {"carrier": "Transport Démo", "tracking": "é", "freight": "12"}
    answer = site.open(f"{site.path}/dispatch", Role.WAREHOUSE, None, **form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="Transport Démo"' in answer.text
    assert len(site.told()) == 1


@pytest.mark.parametrize(
    ("wrong", "label", "rule"),
    [
        ({"tracking": "é"}, "Tracking number", "letters without accents"),
        ({"freight": "douze"}, "Freight", "an amount in dollars"),
        ({"freight": "100000.01"}, "Freight", "an amount in dollars"),
        ({"freight": "1.234"}, "Freight", "at most two decimals"),
        ({"carrier": ""}, "Carrier", "This field is needed"),
    ],
)
def test_a_refused_field_is_named_as_on_the_page_with_its_rule(
    site: Site, wrong: dict[str, str], label: str, rule: str
) -> None:
    form = {"carrier": "Transport", "tracking": "TD-1", "freight": "12"} | wrong
    answer = site.open(f"{site.path}/dispatch?lang=en", Role.WAREHOUSE, None, **form)
    assert answer.status_code == 422
    assert re.search(rf'<li><strong data-fault><a href="#[a-z-]+">{label}</a></strong> – [^<]*{rule}', answer.text)


def test_forms_stand_only_where_their_step_is_possible(site: Site) -> None:
    def forms(role: Role, board: BoardCode | None) -> set[str]:
        return set(re.findall(rf'action="{site.path}/([a-z-]+)"', site.open(site.path, role, board).text))

    seen = [(forms(Role.WAREHOUSE, None), forms(Role.BOARD_MANAGER, BOARD), forms(Role.AUDITOR, None))]
    site.dispatched()
    seen.append((forms(Role.WAREHOUSE, None), forms(Role.BOARD_MANAGER, BOARD), forms(Role.AUDITOR, None)))
    site.open(f"{site.path}/deliver", x="")
    seen.append((forms(Role.WAREHOUSE, None), forms(Role.BOARD_MANAGER, BOARD), forms(Role.AUDITOR, None)))
    assert seen == [
        ({"dispatch", "labels", "release", "void"}, set(), set()),
        ({"deliver", "void", "undo"}, {"deliver", "scan"}, set()),
        ({"undo"}, {"close-receipt", "scan", "undo"}, set()),
    ]


def test_a_table_that_scrolls_is_reached_by_keyboard_and_named(site: Site) -> None:
    for path in ("/shipping/shipments", site.path, "/shipping/devices"):
        shown = site.open(path).text
        named = re.findall(
            r'class="scroll" tabindex="0" role="region" aria-label="([^"]+)"><table>\s*<caption><span>([^<]+)<', shown
        )
        assert len(named) == shown.count("<table>") >= 1
        assert all(label == caption for label, caption in named)


def test_the_address_of_a_form_leads_back_to_its_page(site: Site) -> None:
    for form in ("dispatch", "deliver", "close-receipt", "scan", "void", "release", "undo"):
        assert site.open(f"{site.path}/{form}?lang=en").headers["Location"] == site.path
    assert site.open("/shipping/devices/scan?lang=en").headers["Location"] == "/shipping/devices"
    device = f"/shipping/devices/{site.devices[0].device}"
    for form in ("step", "undo"):
        assert site.open(f"{device}/{form}?lang=en").headers["Location"] == device


def test_another_boards_pages_are_not_found(site: Site) -> None:
    assert site.open(site.path, Role.BOARD_MANAGER, OTHER).status_code == 404
    assert site.open(f"/shipping/devices/{site.devices[0].device}", Role.BOARD_MANAGER, OTHER).status_code == 404
    assert SERIALS[0] not in site.open("/shipping/devices", Role.BOARD_MANAGER, OTHER).text


def test_the_filter_stays_when_the_list_goes_on(site: Site) -> None:
    first = site.open("/shipping/devices?state=packed&limit=1").text
    (more,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = site.open(more.replace("&amp;", "&")).text
    assert "state=packed" in more
    assert (SERIALS[1] in first, SERIALS[0] in second) == (True, True)
    assert "E000001" in site.open("/shipping/shipments?state=ready").text
    assert "E000001" not in site.open("/shipping/shipments?state=received").text


MARKUP = "<script>alert(1)</script>"


def test_what_people_write_is_shown_as_they_wrote_it_and_never_run(site: Site) -> None:
    site.dispatched()
    shown = site.open(f"{site.path}/scan", action="damage", code=SERIALS[0], reason=MARKUP, idempotency_key="a").text
    page = f"/shipping/devices/{site.devices[0].device}"
    shown += site.open(page).text + site.open("/shipping/devices").text
    shown += site.open(f"{page}/step", action="lost", reason=MARKUP).text + site.open(page).text
    shown += site.open(f"{page}/undo", reason=MARKUP + "ABCD12345678").text
    shown += site.open("/shipping/devices/scan", action="configure", code=MARKUP, idempotency_key="b").text
    shown += site.open(f"{site.path}/scan", action="accept", code="5CG9999999", idempotency_key="c").text
    site.open(f"{site.path}/void", Role.WAREHOUSE, None, reason=MARKUP)
    shown += site.open(site.path).text
    assert MARKUP not in shown
    assert "&lt;script&gt;" in shown


def test_a_voided_shipments_reason_is_escaped_too(site: Site) -> None:
    site.open(f"{site.path}/void", Role.WAREHOUSE, None, reason=MARKUP)
    shown = site.open(site.path).text
    assert (MARKUP in shown, "&lt;script&gt;" in shown) == (False, True)
