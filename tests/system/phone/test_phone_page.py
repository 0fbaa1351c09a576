"""The page itself: for everyone, by keys alone, on a small screen, over a slow network, and without script."""

from typing import Any

import pytest
from playwright.sync_api import expect

from scanner.codes import own_location_text
from tests.servers import browser as program
from tests.system.phone.aisle import CLERK, DOCK, SHELF, TECHNICIAN, Aisle
from tests.system.phone.conftest import Open
from tests.system.phone.phone import NARROW, Phone

LEAST_PX = 44
AXE = "async () => (await axe.run()).violations.map((one) => [one.id, one.nodes.map((node) => node.html)])"
# What a finger may aim at, as it is on the page; links within a sentence are as tall as their line.
SMALL_TARGETS = """
(least) => Array.from(document.querySelectorAll("a, button, input, select, [role=button]"))
  .filter((one) => one.checkVisibility() && !one.closest(".skip, .unseen") && one.type !== "hidden")
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < least || box.height < least)
  .map(([name, box]) => [name, box.width, box.height])
"""
# As Chromium's own tools know a slow 3G network: 400 kbit/s, each answer after 400 ms.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
# Measured: 105 kB and 4.9 s, on a machine with five times the work that it can do; 3 s of it are the network's.
HEAVIEST_BYTES = 160_000
USABLE_WITHIN_MS = 15_000


def busy(one: Phone) -> None:
    """All that the page can show: a refusal with its list, a stack, a message."""
    one.choose("put_away", location=SHELF).type("INCONNU123")
    one.shows("refused", "INCONNU123")
    one.page.click("#stack-toggle")
    one.type("5CD9999999")
    expect(one.page.locator("#stack-list li")).to_have_count(1)


def test_the_page_has_no_barrier_in_either_language_on_a_narrow_screen(clerk: Phone):
    if why := program.lacking_axe():
        pytest.skip(why)
    one = clerk
    for language in ("en", "fr"):
        one.forget().page.goto(f"{one.url}/warehouse/scan?lang={language}")
        one.ready()
        one.page.evaluate(program.AXE.read_text())
        assert one.page.evaluate(AXE) == []
        busy(one)
        assert one.page.evaluate(AXE) == []
        assert one.page.evaluate(SMALL_TARGETS, LEAST_PX) == []
        assert one.page.evaluate("document.scrollingElement.scrollWidth") <= NARROW["width"]
        assert one.page.get_attribute("html", "lang") == f"{language}-CA"


def test_a_scan_is_sent_under_its_own_id_as_trace(clerk: Phone):
    one = clerk.choose("put_away", location=SHELF)
    with one.page.expect_request("**/api/v1/scans") as asked:
        one.type("INCONNU456")
    scan = asked.value.post_data_json["scans"][0]
    assert asked.value.headers["traceparent"].split("-")[1] == scan["id"].replace("-", "")


def test_keys_alone_do_it_all_and_a_screen_reader_hears_it(clerk: Phone, floor: Aisle):
    (first,) = floor.received(1)
    one, page = clerk, clerk.page
    page.locator("#modes :checked").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#mode")).to_have_text("Ranger")
    page.keyboard.press("Tab")
    page.keyboard.type(SHELF, delay=80)
    page.keyboard.press("Tab")
    page.keyboard.type(first, delay=80)
    page.keyboard.press("Enter")
    one.shows("done", first)
    expect(page.get_by_role("status").filter(has_text="Fait. ")).to_contain_text(SHELF)
    page.keyboard.type("INCONNU123", delay=80)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Refusé. ")).to_contain_text("inconnue")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Annuler")).to_be_focused()


def test_a_stack_is_committed_once_and_the_last_scan_is_taken_back(clerk: Phone, floor: Aisle):
    first, second, third = floor.received(3)
    one = clerk
    one.choose("put_away").page.click("#stack-toggle")
    one.scan([first, second, first])
    one.shows("repeated")
    one.page.reload()
    one.ready()
    expect(one.page.locator("#stack-list li")).to_have_count(2)
    assert one.sent() == []
    one.page.click("#commit")
    one.shows("refused", "Emplacement")
    # The shelf's label, read by a scanner, sets where.
    one.scan([own_location_text(SHELF)])
    one.shows("noted", SHELF)
    one.page.click("#commit")
    one.shows("done")
    assert [scan["codes"][0]["text"] for scan in one.sent()] == [first, second]
    assert {floor.device(serial)["location"] for serial in (first, second)} == {SHELF}

    one.page.click("#stack-toggle")
    one.scan([third])
    one.shows("done", third)
    one.page.click("#undo")
    one.shows("done", "reçu")
    assert floor.device(third)["state"] == "received"
    one.page.click("#undo")
    one.shows("refused")


def test_a_scan_in_the_wrong_mode_offers_the_one_that_fits_and_the_tap_sends_it_there(clerk: Phone, floor: Aisle):
    (serial,) = floor.announced(1)
    one = clerk.choose("put_away", location=SHELF)
    one.scan([serial])
    one.shows("refused", serial)
    one.page.locator("#outcome").get_by_role("button", name="Recevoir").click()
    one.shows("refused", "Emplacement")
    expect(one.page.locator("#mode")).to_have_text("Recevoir")
    one.choose("receive", location=DOCK, delivery=floor.deliveries[serial])
    expect(one.page.locator("#counter")).to_contain_text("0 / 1")
    one.page.locator("#refused-list").get_by_role("button", name="Recevoir").click()
    one.shows("done", DOCK)
    expect(one.page.locator("#counter.full")).to_contain_text("1 / 1")
    expect(one.page.locator("#refused")).to_be_hidden()
    first, second = one.sent()
    assert (first["action"], second["action"]) == ("put_away", "receive")
    assert first["id"] != second["id"]


def test_a_link_to_the_station_chooses_its_mode_and_context_whatever_was_chosen_before(clerk: Phone, floor: Aisle):
    one, (serial,) = clerk, floor.announced(1)
    one.choose("put_away", location=SHELF)
    one.page.goto(f"{one.url}/warehouse/scan?action=receive&delivery={floor.deliveries[serial]}")
    one.ready()
    expect(one.page.locator("#mode-receive")).to_be_checked()
    assert one.page.input_value("#need-delivery") == floor.deliveries[serial]
    one.choose("receive", location=DOCK).type(serial)
    one.shows("done", serial)
    assert floor.device(serial)["state"] == "received"
    one.choose("put_away")
    assert one.page.input_value("#need-location") == SHELF


def test_the_first_load_over_slow_3g_is_light_and_soon_of_use(phone: Open, floor: Aisle):
    one = phone()
    line = one.context.new_cdp_session(one.page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    weight: list[int] = []
    line.on("Network.loadingFinished", lambda event: weight.append(event["encodedDataLength"]))
    one.enter(CLERK)
    usable = one.page.evaluate("performance.now()")
    assert sum(weight) < HEAVIEST_BYTES
    assert usable < USABLE_WITHIN_MS


def test_without_script_the_form_takes_the_scan(phone: Open, floor: Aisle):
    (serial,) = floor.received(1)
    one = phone(java_script_enabled=False)
    one.go()
    one.page.fill("[name=login]", CLERK)
    one.page.fill("[name=password]", "un long mot de passe")
    one.page.keyboard.press("Enter")
    one.page.select_option("#action", "put_away")
    one.page.fill("#location", SHELF)
    one.page.fill("#plain-code", serial)
    one.page.keyboard.press("Enter")
    expect(one.page.get_by_role("status").filter(has_text="Fait")).to_contain_text(SHELF)
    assert floor.device(serial)["location"] == SHELF


def test_the_page_can_be_installed_and_runs_nothing_but_its_own(phone: Open):
    one = phone().enter(TECHNICIAN, "shipping")
    answer = one.page.request.get(f"{one.url}/shipping/scan")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    manifest: Any = one.page.request.get(one.url + one.page.get_attribute("link[rel=manifest]", "href")).json()
    assert manifest["start_url"] == "/shipping/scan"
    assert manifest["display"] == "standalone"
    errors = one.context.new_cdp_session(one.page).send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A window that nobody sees is what Chromium has against it, and nothing else.
    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []


def test_an_order_is_chosen_from_those_that_are_open_and_without_a_network_from_those_last_seen(
    phone: Open, floor: Aisle
):
    (serial,) = floor.announced(1)
    one = phone().enter(CLERK).choose("receive", location=DOCK)
    listed = one.page.locator("#choose-delivery")
    one.page.locator("#choose-delivery summary").click()
    mine = listed.get_by_role("button", name=floor.deliveries[serial])
    mine.click()
    expect(one.page.locator("#need-delivery")).to_have_value(floor.deliveries[serial])
    expect(one.page.locator("#counter")).to_contain_text("0 / 1")
    one.context.set_offline(True)
    one.choose("put_away").choose("receive")
    one.page.locator("#choose-delivery summary").click()
    expect(mine).to_be_visible()


def test_the_truck_is_one_tap_from_the_aisle_and_a_board_finds_no_loading(phone: Open):
    one = phone().enter(CLERK)
    one.page.get_by_role("navigation").get_by_role("link", name="Charger").click()
    one.ready()
    expect(one.page.locator("#mode")).to_have_text("Charger")
    one.choose("load", shipment="E999999").type("RC000000258")
    one.shows("refused", "envoi")
    board = phone().enter(TECHNICIAN, "shipping")
    expect(board.page.locator("#mode-accept")).to_be_attached()
    expect(board.page.locator("#mode-load")).to_have_count(0)
