"""Users, the first password and the own account in a browser: from the account opened to its session; axe, narrow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.chassis.act import Act, now
from services.chassis.run import running
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.everything import BY_NAME
from services.portal import operations
from tests.servers import browser as program
from tests.servers.browser import Browser
from tests.system.site import Reserve, reserve

OURS, PASSWORD, CHOSEN = BoardCode("762000"), "correct horse battery", "another long secret"
AXE = "async () => (await axe.run()).violations.map((one) => [one.id, one.nodes.map((node) => node.html)])"
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reserve]:
    with reserve(tmp_path_factory.mktemp("site")) as one:
        portal = running(BY_NAME["portal"], one.settings)
        with portal.database.writing(Act("operator:tests", now())) as session:
            operations.add_account(session, "ana", PASSWORD, Role.BOARD_MANAGER, OURS, "Ana Roy")
            operations.add_account(session, "mia", PASSWORD, Role.MINISTRY, None, "Mia Roy")
            operations.add_station(session, "quai-1", OURS)
        portal.database.close()
        yield one


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f'main [name="{name}"]').fill(text)


def sign_in(site: Reserve, page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto(f"{site.settings.url}/portal/sign-in")
    fill(page, login=login, password=password)
    page.locator("main button").first.click()


def looked_at(page: Page) -> None:
    """The page as it stands has no fault that axe finds, and does not scroll sideways."""
    page.evaluate(program.AXE.read_text())
    assert page.evaluate(AXE) == [], page.url
    assert page.evaluate(WIDE) <= 0, page.url


def test_a_new_technician_chooses_a_password_before_anything_else(
    site: Reserve, browser: Browser, tmp_path: Path
) -> None:
    manager = browser.open(tmp_path / "manager").pages[0]
    sign_in(site, manager, "ana")
    manager.get_by_role("link", name="Utilisateurs").first.click()
    fill(manager, login="new.one", name="Camille Roy")
    manager.locator("main [name=role]").select_option("board_technician")
    manager.get_by_role("button", name="Ouvrir le compte").click()
    first = manager.locator("main code").inner_text()
    page = browser.open(tmp_path / "technician").pages[0]
    sign_in(site, page, "new.one", first)
    expect(page.locator("main")).to_contain_text("n’ouvre que cette page")
    page.goto(f"{site.settings.url}/shipping/devices")
    assert "/portal/sign-in" in page.url
    sign_in(site, page, "new.one", first)
    fill(page, password=first, chosen=CHOSEN, again=CHOSEN)
    page.get_by_role("button", name="Changer le mot de passe").click()
    page.wait_for_url("**/portal/")
    page.get_by_role("link", name="mon compte").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody")).to_contain_text("celle-ci")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_these_pages_have_no_fault_that_axe_finds_nor_scroll_sideways_when_narrow(
    site: Reserve, browser: Browser, tmp_path: Path, language: str
) -> None:
    if why := program.lacking_axe():
        pytest.skip(why)
    page = browser.open(tmp_path / "profile", bypass_csp=True, viewport=NARROW).pages[0]
    for path in ("/portal/sign-in", "/portal/password"):
        page.goto(f"{site.settings.url}{path}?lang={language}")
        looked_at(page)
    for login, paths in (("mia", ["", "/changes"]), ("ana", ["", "/stations", "/changes"])):
        sign_in(site, page, login)
        for path in (*(f"/portal/users{one}" for one in paths), "/portal/account"):
            page.goto(f"{site.settings.url}{path}?lang={language}")
            looked_at(page)
    page.goto(f"{site.settings.url}/portal/users")
    page.locator("main tbody a").first.click()
    looked_at(page)
    page.goto(f"{site.settings.url}/portal/users/stations")
    fill(page, name="quai-2")
    page.locator("main button").last.click()
    looked_at(page)
