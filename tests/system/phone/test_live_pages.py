"""Pages that follow by themselves: what is scanned elsewhere is on them without a reload; the same without script."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from services.chassis import run
from services.chassis.act import Act, now
from services.everything import BY_NAME
from services.warehouse.model.asn import read_notice
from services.warehouse.model.notice_reading import ReadingStep, Sent
from services.warehouse.operations.notice_reading import begin_reading, keep_read, queue_notice, tell_reading
from tests.integration.shipping_site import Site, some
from tests.servers import browser as program
from tests.system.phone.aisle import CLERK, DOCK, TECHNICIAN, Aisle
from tests.system.phone.conftest import Open
from tests.system.phone.phone import NARROW, Phone
from tests.system.waiting import wait_until

AXE = "async () => (await axe.run()).violations.map((one) => [one.id, one.nodes.map((node) => node.html)])"
# Longer than any page waits before it asks again.
LATER_MS = 11_000
FIGURES = """
() => Object.fromEntries(
  [...document.querySelectorAll("[data-figure]")].map((one) => [one.dataset.figure, one.textContent])
)
"""
HIDE = """
(hidden) => {
  Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}
"""


@pytest.fixture
def shipping(floor: Aisle) -> Iterator[Site]:
    one = run.running(BY_NAME["shipping"], floor.site.settings)
    yield Site(one)
    one.database.close()


def opened(one: Phone, path: str) -> Page:
    """The page with a clock that a test moves on; a reload would lose the mark."""
    one.page.clock.install()
    one.page.goto(f"{one.url}{path}")
    one.page.evaluate("window.mark = 1")
    return one.page


def figure(page: Page, name: str) -> Any:
    return page.locator(f'[data-figure="{name}"]')


def test_a_scan_elsewhere_is_on_the_days_board_without_a_reload(clerk: Phone, floor: Aisle) -> None:
    page = opened(clerk, "/warehouse/")
    before = int(figure(page, "put_away.figure").inner_text())
    floor.received(2)
    page.clock.fast_forward(LATER_MS)
    expect(figure(page, "put_away.figure")).to_have_text(str(before + 2))
    expect(page.locator("[data-rows='put_away.tasks'] tr")).to_have_count(1)
    expect(page.locator("[data-rows='put_away.tasks'] a")).to_have_text(DOCK)
    expect(page.locator("[data-news]")).to_contain_text(f"À ranger {before + 2}")
    assert page.evaluate("window.mark") == 1
    told = []
    # How long things wait may just have become a minute more.
    for _ in range(3):
        with page.expect_response(re.compile("/api/v1/board")) as answered:
            page.clock.fast_forward(LATER_MS)
        told.append(answered.value.status)
    assert 304 in told


def test_how_far_a_long_file_is_shows_on_its_page_until_its_report(clerk: Phone, floor: Aisle) -> None:
    one = run.running(BY_NAME["warehouse"], floor.site.settings)
    rows = "".join(f"C9,HP,9UZ86UT,5CG700{number:04d},\n" for number in range(4))
    content = f"carton,maker,model,serial,asset_tag\n{rows}".encode()
    with one.database.writing(Act("w1", now())) as session:
        queue_notice(session, Sent("HP", "BL-9", content, "avis.csv"))
        begun = begin_reading(session)
    assert begun is not None
    page = opened(clerk, f"/warehouse/notices/{begun.key}")
    expect(figure(page, "words")).to_have_text("est en cours de lecture")
    with one.database.writing(Act("w1", now())) as session:
        tell_reading(session, begun.key, ReadingStep.READING, 3, 4)
    page.clock.fast_forward(LATER_MS)
    expect(figure(page, "told")).to_have_text("3 lignes lues sur 4")
    assert page.eval_on_selector("progress", "(bar) => [bar.value, bar.max]") == [3, 4]
    with one.database.writing(Act("w1", now())) as session:
        keep_read(session, begun, read_notice(content))
    page.clock.fast_forward(LATER_MS)
    expect(page.locator("[data-said='ended']")).to_be_visible()
    expect(figure(page, "kept")).to_have_text("4")
    expect(page.locator("progress")).to_be_hidden()
    page.get_by_role("link", name="Où il en est, ou son rapport").click()
    page.get_by_role("link", name="Sa livraison").wait_for()
    one.database.close()
    # And one that the site's own worker reads.
    sent = {
        "data": {"supplier": "HP", "reference": "BL"},
        "files": {"file": ("a.csv", content.replace(b"G700", b"G701"))},
    }
    key = floor.call("POST", "/notices", **sent)["id"]
    wait_until(lambda: floor.call("GET", f"/notices/{key}")["kept"] == "4")


def test_a_suppliers_file_shows_what_is_sent_of_it_and_its_refusal_stands_above_the_form(clerk: Phone) -> None:
    page = clerk.page
    page.goto(f"{clerk.url}/warehouse/deliveries")
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000},
    )
    head, note = "carton,maker,model,serial,asset_tag", "C9,HP,NOPE,5CG7100001,"
    for rows, told in ((note, "Ce modèle est inconnu"), ("C9,HP,9UZ86UT,5CG7100001,", "")):
        page.get_by_label("Fournisseur", exact=True).fill("HP")
        page.get_by_label("Référence du fournisseur").fill("BL-7")
        # Blank lines are no rows, and take their time on the way all the same.
        content = f"{head}\n{rows}\n".encode() + b"\n" * 400_000
        page.locator("input[type=file]").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": content})
        page.get_by_role("button", name="Annoncer").click()
        expect(page.locator("[data-sent]")).to_have_text(re.compile(r"^\d\d?\s%$"))
        assert 0 < page.eval_on_selector("#sending", "(bar) => bar.value / bar.max") <= 1
        if told:
            expect(page.get_by_role("alert")).to_contain_text(told)
    page.wait_for_url("**/warehouse/deliveries/*-*")
    slow.detach()


def test_nobody_is_asked_while_nobody_looks_or_the_page_is_kept_as_it_is(clerk: Phone, floor: Aisle) -> None:
    page = opened(clerk, "/warehouse/")
    before = int(figure(page, "put_away.figure").inner_text())
    page.evaluate(HIDE, True)
    clerk.asked.clear()
    floor.received(1)
    page.clock.fast_forward(3 * LATER_MS)
    assert [url for url in clerk.asked if "/board" in url] == []
    with page.expect_response(re.compile("/api/v1/board")):
        page.evaluate(HIDE, False)
        page.clock.fast_forward(1)
    expect(figure(page, "put_away.figure")).to_have_text(str(before + 1))
    keep = page.get_by_role("button", name="Garder tel quel")
    keep.click()
    expect(keep).to_have_attribute("aria-pressed", "true")
    clerk.asked.clear()
    page.clock.fast_forward(3 * LATER_MS)
    assert [url for url in clerk.asked if "/board" in url] == []


def test_a_network_that_is_away_is_said_and_so_no_more_once_it_is_back(clerk: Phone) -> None:
    page = opened(clerk, "/warehouse/")
    away = page.locator("[data-said=away]")
    expect(away).to_be_hidden()
    clerk.context.set_offline(True)
    page.clock.fast_forward(LATER_MS)
    expect(away).to_be_visible()
    clerk.context.set_offline(False)
    page.clock.fast_forward(LATER_MS)
    expect(away).to_be_hidden()


def test_without_script_the_board_says_the_same(phone: Open, floor: Aisle) -> None:
    floor.received(1)
    one = phone(java_script_enabled=False)
    one.page.goto(f"{one.url}/warehouse/")
    one.page.fill("[name=login]", CLERK)
    one.page.fill("[name=password]", "un long mot de passe")
    one.page.keyboard.press("Enter")
    expect(one.page.get_by_role("heading", name="Tableau du jour")).to_be_visible()
    one.page.goto(f"{one.url}/warehouse/?lang=en")
    told = floor.call("GET", "/board")
    for name, lane in told.items():
        if name != "free":
            expect(figure(one.page, f"{name}.figure")).to_have_text(str(lane["figure"]))
    expect(one.page.get_by_role("button", name="Stop refreshing")).to_have_count(0)
    expect(one.page.locator("[data-rows='put_away.tasks'] a")).to_have_text(DOCK)


def test_a_receipt_follows_the_scans_of_others_and_says_when_it_was_ended(phone: Open, shipping: Site) -> None:
    devices = some(3, "C09ZZ")
    path = shipping.sent(devices)
    page = opened(phone(viewport=NARROW).enter(TECHNICIAN, "shipping"), f"/shipping{path}")
    assert page.evaluate(FIGURES) == {
        "expected": "3",
        "scanned": "0",
        "damaged": "0",
        "missing": "3",
        "unexpected": "0",
    }
    shipping.scan("accept", devices[0].serial)
    shipping.scan("damage", devices[1].serial, reason="Écran")
    page.clock.fast_forward(LATER_MS)
    expect(figure(page, "scanned")).to_have_text("2")
    assert page.evaluate(FIGURES) == {
        "expected": "3",
        "scanned": "2",
        "damaged": "1",
        "missing": "1",
        "unexpected": "0",
    }
    expect(page.locator("[data-news]")).to_contain_text("Manquent encore 1")
    expect(page.locator("[data-rows=incomplete] td")).to_have_text(["3", "2", "1"])
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW["width"]
    if not program.lacking_axe():
        page.evaluate(program.AXE.read_text())
        assert page.evaluate(AXE) == []
    shipping.scan("accept", devices[2].serial)
    page.clock.fast_forward(LATER_MS)
    expect(page.get_by_text("Rien ne manque plus.")).to_be_visible()
    shipping.post(f"{path}/close-receipt", {"reason": "Un manque"})
    page.clock.fast_forward(LATER_MS)
    expect(page.get_by_text("La réception a été terminée : rechargez cette page.")).to_be_visible()
    assert page.evaluate("window.mark") == 1


def test_a_wide_map_scrolls_in_its_own_region_and_has_no_barrier(clerk: Phone, floor: Aisle) -> None:
    shelves = [f"M-{bay:02d}-{level:02d}" for bay in range(1, 13) for level in (1, 2) if (bay, level) != (12, 2)]
    floor.call("POST", "/locations", json={"codes": shelves, "capacity": 2})
    assert {one["outcome"] for one in floor.scan("put_away", floor.received(3), location="M-12-01")} == {"done"}
    for language in ("en", "fr"):
        clerk.page.goto(f"{clerk.url}/warehouse/map?type=laptop&lang={language}")
        region = clerk.page.get_by_role("region", name=re.compile("Zone M"))
        assert region.evaluate("(one) => one.scrollWidth > one.clientWidth")
        assert clerk.page.evaluate("document.scrollingElement.scrollWidth") <= NARROW["width"]
        if not program.lacking_axe():
            clerk.page.evaluate(program.AXE.read_text())
            assert clerk.page.evaluate(AXE) == []
    region.get_by_role("link", name="M-12-01: 3").click()
    expect(
        clerk.page.get_by_role("table", name=re.compile("Appareils, les plus récents")).locator("tbody tr")
    ).to_have_count(3)
