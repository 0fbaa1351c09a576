"""The pages of needs in a browser: figures that follow what is typed, and nothing typed is lost."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from services.chassis.run import keys
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from tests.servers.browser import Browser
from tests.system.people import ADDRESS
from tests.system.site import Reserve, reserve

OURS, API = "762000", "/intake/api/v1"
PORTRAIT = {
    "weekly_capacity": 40,
    "lines": [{"type": "laptop", "by_category": {"no_access": 30, "at_risk": 10}, "own_available": 10, "on_order": 5}],
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reserve]:
    with reserve(tmp_path_factory.mktemp("site")) as one:
        yield one


@pytest.fixture
def request_(site: Reserve) -> str:
    """A request of our board that waits to be decided."""

    def call(method: str, path: str, body: Any) -> Any:
        key = {"Idempotency-Key": str(uuid4())}
        answer = site.call(Role.BOARD_MANAGER, method, f"{API}{path}", OURS, json=body, headers=key)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    call("PUT", f"/boards/{OURS}/sites/quai", ADDRESS)
    call("POST", f"/boards/{OURS}/portraits", PORTRAIT)
    line = {"type": "laptop", "category": "no_access", "quantity": 5}
    made = call("POST", "/requests", {"site": "quai", "justification": "Classes fermées", "lines": [line]})["id"]
    call("POST", f"/requests/{made}/submit", {"freight_accepted": True})
    return str(made)


def signed_in(site: Reserve, page: Page, role: Role, board: str | None = OURS) -> None:
    token = keys(site.settings).sign(Person(f"u-{role.value}", role, BoardCode(board) if board else None, csrf="c"))
    page.context.add_cookies([{"name": "reserve_token", "value": token, "url": site.settings.url}])


def figures(page: Page) -> list[str]:
    """Need, covered, unmet and met of laptops, without the spaces that languages put into numbers."""
    return [re.sub(r"\s", "", text) for text in page.locator('[data-need="laptop"] output').all_text_contents()]


def type_in(page: Page, name: str, text: str) -> None:
    page.locator(f'[name="{name}"]').fill(text)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_needs_follow_what_is_typed_and_the_server_works_out_the_same(
    site: Reserve, request_: str, browser: Browser, tmp_path: Path, language: str
) -> None:
    page = browser.open(tmp_path / "profile").pages[0]
    signed_in(site, page, Role.BOARD_MANAGER)
    page.goto(f"{site.settings.url}/intake/portrait?lang={language}")
    assert figures(page) == ["40", "15", "25", "38%"]
    type_in(page, "need.laptop.no_access", "1990")
    type_in(page, "on_order.laptop", "")
    type_in(page, "order.laptop.0.quantity", "90")
    type_in(page, "order.laptop.0.expected", "2100-01-01")
    beside = page.locator('[id="need.laptop.no_access-last"] output')
    expect(beside).to_have_text(re.compile(r"\+1\D?960"))
    typed = figures(page)
    assert typed[3] == "5%"
    page.locator('[formaction="/intake/portrait/check"]').click()
    expect(page.locator('p[role="status"].good').first).to_be_visible()
    assert figures(page) == typed
    assert page.locator('[name="need.laptop.no_access"]').input_value() == "1990"


def test_what_is_typed_is_there_again_after_the_session_ended(
    site: Reserve, request_: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.open(tmp_path / "profile").pages[0]
    signed_in(site, page, Role.BOARD_MANAGER)
    page.goto(f"{site.settings.url}/intake/portrait")
    type_in(page, "need.laptop.at_risk", "17")
    page.context.clear_cookies()
    page.locator("#portrait button").first.evaluate("() => document.getElementById('portrait').requestSubmit()")
    page.wait_for_url("**/portal/sign-in**")
    assert "next=%2Fintake%2Fportrait" in page.url
    signed_in(site, page, Role.BOARD_MANAGER)
    page.goto(f"{site.settings.url}/intake/portrait")
    assert page.locator('[name="need.laptop.at_risk"]').input_value() == "17"
    expect(page.locator("#kept")).to_be_visible()
    assert figures(page)[0] == "47"
    page.locator("#forget").click()
    assert (page.locator('[name="need.laptop.at_risk"]').input_value(), figures(page)[0]) == ("10", "40")
    type_in(page, "need.laptop.at_risk", "12")
    page.get_by_role("button", name="Transmettre ce portrait").click()
    expect(page.locator('[name="need.laptop.at_risk"]')).to_have_value("12")
    expect(page.locator("#kept")).to_be_hidden()


def test_a_request_that_is_typed_outlives_the_session_and_is_gone_once_its_draft_is_written(
    site: Reserve, request_: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.open(tmp_path / "profile").pages[0]
    signed_in(site, page, Role.BOARD_MANAGER)
    page.goto(f"{site.settings.url}/intake/requests")
    type_in(page, "justification", "Éclosion")
    type_in(page, "ask.laptop.at_risk", "3")
    page.context.clear_cookies()
    page.get_by_role("button", name="Rédiger le brouillon").click()
    page.wait_for_url("**/portal/sign-in**")
    signed_in(site, page, Role.BOARD_MANAGER)
    page.goto(f"{site.settings.url}/intake/requests")
    assert page.locator('[name="ask.laptop.at_risk"]').input_value() == "3"
    page.get_by_role("button", name="Rédiger le brouillon").click()
    page.wait_for_url(re.compile(r"/intake/requests/[0-9a-f-]{36}$"))
    page.goto(f"{site.settings.url}/intake/requests")
    assert page.locator('[name="justification"]').input_value() == ""


def test_what_stays_free_follows_the_grant_that_is_typed(
    site: Reserve, request_: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.open(tmp_path / "profile").pages[0]
    signed_in(site, page, Role.MINISTRY, None)
    page.goto(f"{site.settings.url}/intake/requests/{request_}")
    type_in(page, "granted.laptop", "3")
    assert page.locator('output[data-minus="granted.laptop"]').text_content() == "-3"
