"""The pages as people meet them: both languages, forms that work, refusals shown on the page they were typed in."""

import io
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from uuid_utils.compat import uuid7

from services.chassis import inbox, run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts.envelope import Envelope
from services.contracts.intake import Address, Quantity, RequestGranted
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.warehouse import operations
from services.warehouse.service import SERVICE
from tests.integration.databases import installation

HEAD = "carton,maker,model,serial,asset_tag"
ROWS = ["C1,HP,9UZ86UT,5CD0000001,", "C1,HP,9UZ86UT,5CD0000002,"]
ADDRESS = Address(site="quai", street="1, rue A", town="Montréal", postal_code="H1A 1A1", contact="TI", phone="514")


@pytest.fixture
def warehouse(tmp_path) -> Iterator[Running]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    with running.database.writing(Act("w1", now())) as session:
        operations.import_locations(session, "code\nA-01-03\nQUAI-01")
    yield running
    running.database.close()


class Browser:
    """Someone signed in, reading pages and sending their forms."""

    def __init__(self, warehouse: Running, role: Role = Role.WAREHOUSE) -> None:
        self.client = warehouse.application().test_client()
        self.client.set_cookie("reserve_token", run.keys(warehouse.settings).sign(Person("u1", role, csrf="c")))

    def read(self, path: str, status: int = 200) -> str:
        answer = self.client.get(f"/warehouse{path}")
        assert answer.status_code == status, answer.text
        return str(answer.text)

    def send(self, path: str, **fields: Any) -> Any:
        form = {"csrf": "c", "idempotency_key": str(uuid4()), **fields}
        return self.client.post(f"/warehouse{path}", data=form)

    def announce(self, *rows: str) -> Any:
        file = (io.BytesIO("\n".join([HEAD, *rows]).encode()), "asn.csv")
        return self.send("/deliveries/announce", supplier="HP Canada", reference="BL-77", file=file)

    def scan(self, action: str, code: str, **fields: str) -> str:
        answer = self.send("/scan/take", scan=str(uuid4()), action=action, code=code, **fields)
        assert (answer.status_code == 200) is ('class="alert"' not in answer.text), answer.text
        return str(answer.text)


@pytest.fixture
def browser(warehouse: Running) -> Browser:
    return Browser(warehouse)


def grant(warehouse: Running, count: int, number: str = "D000001") -> None:
    told = RequestGranted(
        request=uuid4(),
        number=number,
        board=BoardCode("762000"),
        granted=[Quantity(type="laptop", quantity=count)],
        address=ADDRESS,
        freight_cents=100,
    )
    envelope = Envelope(uuid7(), "/intake", told.subject(), now(), 1, "u1", told)
    inbox.take(warehouse.database, SERVICE, [envelope.to_wire()])


def outcome(page: str) -> str:
    found = re.search(r'role="status".*?<h2>(.*?)</h2>', page, re.S)
    assert found
    return found[1]


def place(page: str, pattern: str) -> str:
    found = re.search(pattern, page)
    assert found, page
    return found[1]


def test_a_request_is_served_with_pages_alone(warehouse: Running, browser: Browser):
    announced = browser.announce(*ROWS)
    assert announced.status_code == 303
    delivery = announced.headers["Location"].removeprefix("/warehouse")
    for serial in ("5CD0000001", "5CD0000002"):
        assert outcome(browser.scan("receive", serial, location="quai-01")) == "Fait"
        assert outcome(browser.scan("put_away", serial, location="A-01-03")) == "Fait"
    grant(warehouse, 2)
    order = place(browser.read("/orders"), r'href="/warehouse(/orders/[0-9a-f-]{36})"')
    assert browser.read(order).count("<code>5CD000000") == 2
    assert browser.send(f"{order}/open-carton").status_code == 303
    page = browser.read(order)
    code = place(page, r"<code>(RC\w{9})</code>")
    assert "close-carton" not in page, "there is nothing to close"
    for serial in ("5CD0000001", "5CD0000002"):
        assert outcome(browser.scan("pick", serial, order="D000001")) == "Fait"
        assert outcome(browser.scan("pack", serial, carton=code)) == "Fait"
    carton = place(browser.read(order), r'name="carton" value="([0-9a-f-]{36})"')
    assert browser.send(f"{order}/close-carton", carton=carton).status_code == 303
    assert "emballée au complet" in browser.read(order)
    assert browser.send(f"{delivery}/close").status_code == 303
    assert "réception terminée" in browser.read(delivery)


@pytest.mark.parametrize(
    ("path", "french", "english"),
    [
        ("/", "Disponibles", "Free to promise"),
        ("/deliveries", "Annoncer une livraison", "Announce a delivery"),
        ("/orders", "Aucune commande", "No such order."),
        ("/stock", "Sur les étagères", "On the shelves"),
        ("/stock?state=announced&type=laptop", "Appareils, les plus récents", "Devices, newest first"),
        ("/scan?action=pick&order=D000001", "Le numéro de la demande", "The request’s number"),
    ],
)
def test_a_page_speaks_both_languages_under_one_heading(browser: Browser, path: str, french: str, english: str):
    browser.announce(*ROWS)
    page = browser.read(path)
    assert french in page
    assert 'lang="fr-CA"' in page
    assert page.count("<h1") == 1
    joint = "&" if "?" in path else "?"
    in_english = browser.read(f"{path}{joint}lang=en")
    assert english in in_english
    assert 'lang="en-CA"' in in_english


def test_a_bad_notice_is_shown_again_with_its_faults_and_what_was_typed(browser: Browser):
    answer = browser.announce("C1,HP,NOPE,5CD0000001,")
    assert answer.status_code == 422
    assert "ligne 2, modèle" in answer.text
    assert "line 2" not in answer.text
    tagged = browser.announce("C1,HP,9UZ86UT,5CD0000001,RA000000019")
    assert "ligne 2, étiquette d’inventaire" in tagged.text
    assert 'value="HP Canada"' in answer.text
    missing = browser.send("/deliveries/announce", supplier="HP Canada")
    assert (missing.status_code, 'href="#file"' in missing.text) == (422, True)


def pack(warehouse: Running, browser: Browser, *serials: str, reserved: int) -> tuple[str, str]:
    """An order of `reserved` laptops, of which these are in an open carton: the paths of both its page and carton."""
    browser.announce(*[f"C1,HP,9UZ86UT,5CD000000{n}," for n in range(1, reserved + 1)])
    for n in range(1, reserved + 1):
        browser.scan("receive", f"5CD000000{n}", location="QUAI-01")
        browser.scan("put_away", f"5CD000000{n}", location="A-01-03")
    grant(warehouse, reserved)
    order = place(browser.read("/orders"), r'href="/warehouse(/orders/[0-9a-f-]{36})"')
    browser.send(f"{order}/open-carton")
    code = place(browser.read(order), r"<code>(RC\w{9})</code>")
    for serial in serials:
        browser.scan("pick", serial, order="D000001")
        browser.scan("pack", serial, carton=code)
    return order, place(browser.read(order), r'name="carton" value="([0-9a-f-]{36})"')


def test_a_refused_carton_is_told_on_the_orders_page(warehouse: Running, browser: Browser):
    order, carton = pack(warehouse, browser, "5CD0000001", reserved=1)
    assert outcome(browser.scan("put_away", "5CD0000001", location="A-01-03")) == "Fait"
    refused = browser.send(f"{order}/close-carton", carton=carton)
    assert refused.status_code == 409
    assert "est vide" in refused.text
    assert "Liste de prélèvement" in refused.text


def test_a_carton_is_closed_on_its_own_orders_page_alone(warehouse: Running, browser: Browser):
    order, carton = pack(warehouse, browser, "5CD0000001", reserved=1)
    assert browser.send(f"/orders/{uuid4()}/close-carton", carton=carton).status_code == 404
    assert f'value="{carton}"' in browser.read(order), "it is still to be closed"


def test_an_order_is_shipped_with_what_is_packed_from_its_page(warehouse: Running, browser: Browser):
    order, carton = pack(warehouse, browser, "5CD0000001", reserved=2)
    assert "Expédier ce qui est emballé" not in browser.read(order), "nothing is closed yet"
    browser.send(f"{order}/close-carton", carton=carton)
    browser.scan("pick", "5CD0000002", order="D000001")
    refused = browser.send(f"{order}/ship-packed")
    assert (refused.status_code, "Dans aucun colis" in refused.text) == (409, True)
    browser.scan("put_away", "5CD0000002", location="A-01-03")
    browser.scan("quarantine", "5CD0000002", reason="écran")
    page = browser.read(order)
    assert "ce qui lui est encore promis (1 appareil) redevient disponible" in page
    assert "This cannot be undone." in browser.read(f"{order}?lang=en")
    assert browser.send(f"{order}/ship-packed").status_code == 303
    after = browser.read(f"{order}?lang=fr")
    assert "emballée au complet" in after
    assert "ship-packed" not in after


def test_the_first_page_shows_what_waits_to_be_picked_oldest_first_and_short_orders_too(
    warehouse: Running, browser: Browser
):
    browser.announce(*ROWS)
    for serial in ("5CD0000001", "5CD0000002"):
        browser.scan("receive", serial, location="QUAI-01")
        browser.scan("put_away", serial, location="A-01-03")
    for number, count in (("D000001", 1), ("D000002", 3), ("D000003", 1)):
        grant(warehouse, count, number)
    page = browser.read("/")
    assert re.findall(r">(D00000\d) –", page) == ["D000001", "D000002"], "of the third nothing is reserved"
    assert "1 à prélever, incomplète" in page
    browser.scan("pick", "5CD0000001", order="D000001")
    before_packing = browser.read("/").split('id="packing"')[0]
    assert re.findall(r">(D00000\d) –", before_packing) == ["D000002"]


@pytest.mark.parametrize(
    ("path", "still"),
    [
        ("/stock?location=zzz", "Appareils, les plus récents"),
        ("/stock?state=zzz", "Appareils, les plus récents"),
        ("/orders?state=zzz", "Commandes des demandes accordées"),
        ("/deliveries?cursor=zzz", "Livraisons des fournisseurs"),
    ],
)
def test_a_filter_that_cannot_be_read_is_told_on_its_list(warehouse: Running, browser: Browser, path: str, still: str):
    browser.announce(*ROWS)
    grant(warehouse, 1)
    page = browser.read(path, status=422)
    assert 'role="alert"' in page
    assert still in page


def test_a_refused_scan_names_the_device_once(browser: Browser):
    browser.announce(*ROWS)
    refused = browser.scan("put_away", "5CD0000001", location="A-01-03")
    told = place(refused, r'(?s)role="status"(.*?)</div>')
    assert (outcome(refused), told.count("5CD0000001")) == ("Refusé", 1)
    received = browser.scan("receive", "5CD0000001", location="QUAI-01")
    assert place(received, r'(?s)role="status"(.*?)</div>').count("5CD0000001") == 1


def test_a_wide_table_is_reached_by_keyboard_under_its_caption(browser: Browser):
    browser.announce(*ROWS)
    for path in ("/stock", "/deliveries"):
        page = browser.read(path)
        named = re.findall(r'<div class="scroll" tabindex="0" role="region" aria-label="(.*?)"', page)
        assert named
        assert named == re.findall(r"<caption><span>(.*?)</span></caption>", page)


def test_a_scan_page_reloaded_acts_once_and_a_refusal_is_said(browser: Browser):
    browser.announce(*ROWS)
    fields = {"scan": str(uuid4()), "action": "receive", "code": "5CD0000001", "location": "QUAI-01"}
    first, again = browser.send("/scan/take", **fields), browser.send("/scan/take", **fields)
    assert outcome(first.text) == outcome(again.text) == "Fait"
    assert outcome(browser.scan("receive", "5CD0000001", location="QUAI-01")) == "Déjà fait"
    refused = browser.scan("put_away", "NOSUCH0001", location="A-01-03")
    assert (outcome(refused), "Cette étiquette est inconnue ici" in refused) == ("Refusé", True)
    assert 'value="A-01-03"' in refused, "the shelf stays for the next device"


def test_a_device_has_its_page(browser: Browser):
    browser.announce(*ROWS)
    device = place(browser.read("/stock"), r'href="/warehouse(/devices/[0-9a-f-]{36})"')
    assert "HP ProBook 11 x360 G5 EE" in browser.read(device)
    assert browser.read(f"/devices/{uuid4()}", status=404)


def test_who_only_reads_gets_no_forms(warehouse: Running, browser: Browser):
    browser.announce(*ROWS)
    auditor = Browser(warehouse, Role.AUDITOR)
    for path in ("/", "/deliveries", "/orders", "/stock"):
        assert 'name="supplier"' not in auditor.read(path)
        assert "/warehouse/scan" not in auditor.read(path)
    auditor.read("/scan", status=403)
    assert auditor.announce(*ROWS).status_code == 403


def test_a_form_of_another_site_is_refused(browser: Browser):
    assert browser.client.post("/warehouse/scan/take", data={"action": "receive"}).status_code == 403
