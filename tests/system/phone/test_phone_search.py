"""The search at the head of every page, in a browser: its key, a scanner beside every field, and without script."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.servers.browser import Browser
from tests.system.phone.aisle import CLERK, Aisle
from tests.system.phone.conftest import opening
from tests.system.phone.keyboards import LAYOUTS, Keyboard
from tests.system.phone.phone import NARROW, Phone
from tests.system.waiting import wait_until

FIELD = "#search-q"


@pytest.fixture(scope="module")
def office(floor: Aisle, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    with opening(floor, browser, tmp_path_factory.mktemp("office")) as opened:
        yield opened(viewport=NARROW).enter(CLERK)


def device_page(one: Phone, serial: str) -> str:
    """The address of a device's page, once the portal has heard of it."""
    look = f"{one.url}/portal/search?q={serial}"

    def found() -> str:
        one.page.goto(look)
        return one.page.url if "/portal/devices/" in one.page.url else ""

    return wait_until(found)


def test_a_scanner_at_any_page_finds_under_three_layouts_and_takes_no_fields_keys(office: Phone, floor: Aisle):
    (serial,) = floor.received(1)
    found = re.compile(re.escape(device_page(office, serial)))
    keys = office.context.new_cdp_session(office.page)
    for layout in LAYOUTS:
        office.page.goto(f"{office.url}/warehouse/orders?lang=fr")
        expect(office.page.locator(FIELD)).not_to_be_focused()
        Keyboard(keys, layout).burst(f"S{serial}")
        expect(office.page).to_have_url(found)
    office.page.goto(f"{office.url}/warehouse/locations?lang=fr")
    other = office.page.locator("main input:not([type=hidden])").first
    other.focus()
    Keyboard(keys, "en-US").burst("A-09-09", end="Tab")
    expect(other).to_have_value("A-09-09")
    expect(office.page.locator(FIELD)).to_have_value("")


def test_one_key_goes_to_the_search_unless_it_was_switched_off(office: Phone):
    page, field = office.page, office.page.locator(FIELD)
    page.goto(f"{office.url}/portal/?lang=fr")
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("inconnu/7", delay=80)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=inconnu%2F7"))
    expect(field).to_have_value("inconnu/7")
    page.get_by_label("La touche").uncheck()
    page.goto(f"{office.url}/portal/")
    page.keyboard.press("/")
    expect(field).not_to_be_focused()
    page.goto(f"{office.url}/portal/search")
    page.get_by_label("La touche").check()


def test_without_script_the_search_is_a_form(floor: Aisle, browser: Browser, tmp_path: Path):
    (serial,) = floor.received(1)
    with opening(floor, browser, tmp_path) as opened:
        plain = opened(viewport=NARROW).enter(CLERK)
        address = device_page(plain, serial)
        plain.context.route("**/*.js", lambda route: route.abort())
        plain.page.goto(f"{plain.url}/warehouse/orders?lang=fr")
        plain.page.fill(FIELD, serial)
        plain.page.get_by_role("button", name="Chercher").click()
        expect(plain.page).to_have_url(address)


def test_a_link_to_the_scanning_page_names_what_is_done_there_once(office: Phone):
    office.page.goto(f"{office.url}/warehouse/scan?action=put_away")
    office.ready()
    expect(office.page.locator("#mode")).to_have_text("Ranger")
    assert office.page.url == f"{office.url}/warehouse/scan"
    office.choose("receive")
    office.page.reload()
    office.ready()
    expect(office.page.locator("#mode")).to_have_text("Recevoir")
