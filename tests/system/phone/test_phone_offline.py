"""Without a network: nothing scanned is lost, all is applied once and in order, and who came late is told."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.system.phone.aisle import CLERK, FAR_SHELF, OTHER_CLERK, OTHER_SHELF, SHELF, Aisle
from tests.system.phone.conftest import Open
from tests.system.phone.network import Network, network
from tests.system.phone.phone import Phone

MANY = 200
# What is left in a browser: pages that were kept, and by name what was chosen or typed.
LEFT = """async () => [
    (await caches.keys()).filter((name) => name.endsWith("page")), Object.keys(localStorage), sessionStorage.length,
]"""
NOTHING = [[], ["station-name"], 0]


@pytest.fixture
def air(floor: Aisle) -> Iterator[Network]:
    with network(floor.url) as one:
        yield one


def kept(phone: Open, air: Network, login: str, mode: str, **context: str) -> None:
    """A phone whose page is kept for when there is no network."""
    one = phone(air.url).enter(login).choose(mode, **context)
    one.until("Boolean(navigator.serviceWorker.controller)")
    air.phones.append(one)


def test_two_phones_at_one_shelf_scan_a_day_without_a_network_and_all_is_applied_once_in_order(
    phone: Open, floor: Aisle, air: Network
):
    serials = floor.received(MANY)
    set_aside, twice = serials[7], serials[20:25]
    kept(phone, air, CLERK, "put_away", location=FAR_SHELF)
    kept(phone, air, OTHER_CLERK, "quarantine", reason="Écran fendu")
    first, second = air.phones
    air.off()
    second.scan([set_aside])
    second.choose("put_away", location=FAR_SHELF).scan(twice)
    first.scan(serials)
    first.waits(MANY)
    second.waits(6)

    first.close()
    first.open()
    first.context.set_offline(True)
    first.go()
    first.ready().waits(MANY)

    second.context.set_offline(False)
    air.proxy.heal()
    second.waits(0)
    assert first.sent() == []
    air.on()
    first.waits(0)
    first.shows("refused", set_aside)
    row = first.page.locator("#refused-list li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(set_aside)
    expect(row).to_contain_text("quarantaine")
    assert [scan["codes"][0]["text"] for scan in first.sent()] == serials

    ids = {one["serial"]: one["id"] for one in floor.devices(FAR_SHELF)}
    assert ids.keys() == set(serials) - {set_aside}
    wanted = [*twice, *(one for one in serials if one not in {set_aside, *twice})]
    stored = [one for one in floor.told("stored") if one in ids.values()]
    assert stored == [ids[serial] for serial in wanted]

    first.page.get_by_role("button", name="Réglé").last.click()
    expect(row).to_have_count(0)


def test_a_session_that_is_over_keeps_the_scans_and_another_person_does_not_get_them(phone: Open, floor: Aisle):
    mine, theirs = floor.received(2)
    one = phone().enter(CLERK).choose("put_away", location=SHELF)
    one.context.clear_cookies()
    one.scan([mine])
    expect(one.page.locator("#link.signed_out")).to_contain_text("Connectez-vous")
    one.page.click("#link a")
    one.page.wait_for_selector("[name=login]")

    one.sign_in(OTHER_CLERK)
    expect(one.page.locator("#link")).to_contain_text("quelqu’un d’autre")
    one.choose("put_away", location=OTHER_SHELF).scan([theirs])
    one.shows("done", theirs)
    assert floor.device(mine)["state"] == "received"

    leaves(one)
    one.sign_in(CLERK)
    one.waits(0)
    one.shows("done", mine)
    assert floor.device(mine)["location"] == SHELF

    # What signing out takes away it takes away as well where nobody answers.
    one.page.evaluate("sessionStorage.setItem('reserve/request', 'typed')")
    one.context.set_offline(True)
    with one.page.expect_event("requestfailed"):
        one.page.click(".who button")
    one.context.set_offline(False)
    one.page.goto(f"{one.url}/portal/sign-in")
    assert one.page.evaluate(LEFT) == NOTHING


def leaves(one: Phone) -> None:
    """Sign out here, beside a tab that shows something and holds what was typed: both are left with nothing."""
    other = one.context.new_page()
    other.goto(f"{one.url}/portal/account")
    other.evaluate("sessionStorage.setItem('reserve/request', 'typed')")
    one.until("caches.keys().then((names) => names.includes('warehouse page'))")
    one.page.click(".who button")
    for page in (one.page, other):
        page.wait_for_selector("[name=login]")
        assert page.evaluate(LEFT) == NOTHING
    other.close()
