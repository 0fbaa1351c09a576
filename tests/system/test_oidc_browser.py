"""A person signs in at their organisation in a browser, at a real provider, as our policy for pages allows."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update
from werkzeug.serving import make_server

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.chassis.settings import from_environment
from services.chassis.web.admission import COOKIE
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.portal import operations
from services.portal.model.sign_in import SignIn
from services.portal.service import SERVICE
from tests.servers import browser as program
from tests.servers import oidc
from tests.servers.browser import Browser
from tests.servers.oidc import Site
from tests.servers.process import LOOPBACK, free_port
from tests.system.test_user_pages import NARROW, looked_at

OURS = BoardCode("762000")
# Which is told of it once it has come back.
NO_PICTURE = b"\xff\xd8 this is no picture"
FILE = """
address = "{home}"

[[provider]]
code = "css"
fr = "le centre de services"
en = "the service centre"
issuer = "{issuer}"
client_id = "reserve"
secret_variable = "SECRET"
board = "762000"
roles = ["board_manager"]
"""


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Running]:
    """The portal alone, behind a server of this process, and the provider that it trusts."""
    for why in (oidc.lacking(), program.lacking_axe()):
        if why:
            pytest.skip(why)
    port = free_port()
    home = f"http://{LOOPBACK}:{port}"
    site = Site(free_port(), "reserve", "shared", f"{home}/portal/oidc/css/callback", f"{home}/portal/sign-in", "ES256")
    file = tmp_path / "providers.toml"
    file.write_text(FILE.format(home=home, issuer=site.issuer), encoding="utf-8")
    said = {"RESERVE_VAR": str(tmp_path), "RESERVE_PORT": str(port), "RESERVE_OIDC": str(file), "SECRET": "shared"}
    settings = from_environment(said)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    server = make_server(LOOPBACK, port, running.application(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with oidc.providers([site]):
            yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        running.database.close()


def at_the_provider(page: Page, login: str) -> None:
    page.locator("[name=login]").fill(login)
    page.locator("[name=login]").press("Enter")


def test_an_invited_person_comes_in_leaves_here_and_there_and_comes_again(
    portal: Running, browser: Browser, tmp_path: Path
) -> None:
    with portal.database.writing(Act("operator:tests", now())) as session:
        account = operations.add_account(session, "ana", "correct horse battery", Role.BOARD_MANAGER, OURS, "Ana Roy")
        code = operations.new_invitation(session, account)
    page = browser.open(tmp_path / "profile", viewport=NARROW).pages[0]
    page.goto(f"{portal.settings.url}/portal/account")
    expect(page.locator("h1")).to_have_text("Ouvrir une session")
    looked_at(page)
    page.get_by_role("link", name="le centre de services").click()
    at_the_provider(page, "ana.roy")
    expect(page.locator("h1")).to_have_text("Votre invitation")
    looked_at(page)
    page.locator("[name=code]").fill("ABCD-EFGH")
    page.get_by_role("button", name="Relier le compte").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce code n’est pas bon")
    looked_at(page)
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Relier le compte").click()
    page.wait_for_url("**/portal/account")
    expect(page.locator("main tbody")).to_contain_text("celle-ci")
    page.get_by_role("button", name="Fermer la session").click()
    page.wait_for_url("**/portal/signed-out?by=css")
    looked_at(page)
    page.get_by_role("link", name="Fermer la session chez").click()
    page.locator("button[name=logout], [type=submit]").first.click()
    page.wait_for_url("**/portal/sign-in*")
    page.get_by_role("link", name="le centre de services").click()
    at_the_provider(page, "ana.roy")
    page.wait_for_url("**/portal/")
    sent_after_the_end(portal, page)


def sent_after_the_end(portal: Running, page: Page) -> None:
    """A form with a file meets the session's end: it waits while its person is at the provider, and is sent again."""
    page.goto(f"{portal.settings.url}/portal/search?q=")
    page.get_by_label("Une photo de l’étiquette").set_input_files(
        {"name": "étiquette.jpg", "mimeType": "image/jpeg", "buffer": NO_PICTURE}
    )
    with portal.database.writing(Act("test", now())) as session:
        session.execute(update(SignIn).values(seen_at=now() - timedelta(minutes=31)))
    page.context.clear_cookies(name=COOKIE)
    page.get_by_role("button", name="Lire la photo").click()
    expect(page.locator("main")).to_contain_text("est gardé", timeout=30_000)
    page.get_by_role("link", name="le centre de services").click()
    page.wait_for_url("**/portal/send-again*")
    looked_at(page)
    page.get_by_role("button", name="L’envoyer maintenant").click()
    page.wait_for_url("**/portal/search/photo")
    expect(page.get_by_role("alert")).to_contain_text("photo", timeout=30_000)
