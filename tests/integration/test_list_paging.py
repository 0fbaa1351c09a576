"""Every list of every service, found in the table of ways: its next page keeps what was asked, and nothing is lost."""

from collections.abc import Mapping
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from uuid import uuid4

import pytest
from flask import render_template_string

from services.chassis.web import filtering
from services.contracts.roles import Role
from services.warehouse.shapes.supplier_claim import SupplierClaimQuery
from tests.integration.house import someone
from tests.integration.lists import FILTERS, LISTS, Asking, asked, paged
from tests.integration.lists import Page as Shown
from tests.integration.stage import Stage, board_for
from tests.integration.ways import WAYS

PAGES = sorted(name for name in WAYS if name.startswith("GET") and "/api/" not in name and ":kind>" not in name)
# What no page filters by: a list may refuse it, and must not carry it on.
STRANGER = {"colour": "red"}
FOOT = '{% import "parts.html" as parts %}{{ parts.foot("/warehouse/supplier-claims", "c-1") }}'


def shortest(stage: Stage, name: str, **more: str) -> tuple[str, Shown | None]:
    """A page by its address with one row, and what it showed; None where it is no such page."""
    role = min(stage.rule(name).roles or ())
    sent: Mapping[str, str] = stage.things.put_in(WAYS[name].of(role).sent().get("query_string", {}))
    address = stage.addresses(name)[0]
    asked_for = f"{address}?{urlencode({**sent, 'limit': '1', **more})}"
    answer = asked(stage, asked_for, someone(role, board_for(role, name)))
    good = answer.status_code == 200 and answer.mimetype == "text/html"
    return address, Shown(answer.text) if good else None


@pytest.mark.parametrize("name", PAGES)
def test_the_next_page_is_the_same_list_as_it_was_asked(stage: Stage, name: str) -> None:
    address, page = shortest(stage, name)
    if page and page.next:
        link = urlsplit(page.next)
        assert (link.path, parse_qs(link.query).get("limit")) == (address, ["1"])
        person = someone(min(stage.rule(name).roles or ()), board_for(min(stage.rule(name).roles or ()), name))
        assert asked(stage, page.next, person).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_what_a_list_does_not_know_is_not_carried_on(stage: Stage, name: str) -> None:
    _, page = shortest(stage, name, **STRANGER)
    assert not page or not page.next or "colour" not in page.next


def test_the_lists_that_go_on_are_many(stage: Stage) -> None:
    going_on = [name for name in PAGES if (page := shortest(stage, name)[1]) and page.next]
    assert len(going_on) >= 16, going_on


@pytest.mark.parametrize(
    "address", ["/warehouse/stock?state=stored", "/shipping/devices?state=at_board", "/warehouse/care"]
)
def test_page_after_page_gives_each_row_once(stage: Stage, address: str) -> None:
    joined, person = "&" if "?" in address else "?", someone(Role.MINISTRY)
    (once,) = paged(stage, f"{address}{joined}limit=200", person)
    step_by_step = [row for page in paged(stage, f"{address}{joined}limit=3", person) for row in page.listed.rows]
    assert once.listed is not None
    assert step_by_step == once.listed.rows
    assert len(set(step_by_step)) == len(step_by_step)


def test_a_list_on_the_page_of_a_refused_form_goes_on_at_its_own_address(stage: Stage) -> None:
    person = someone(Role.WAREHOUSE)
    headers = {"Cookie": f"reserve_token={stage.house.keys.sign(person)}", "Idempotency-Key": "refused-form"}
    refused = stage.house.ask("POST", "/warehouse/deliveries/announce", headers, data={"csrf": person.csrf})
    assert refused.status_code == 422
    assert Shown(refused.text).files == ["/warehouse/deliveries.csv", "/warehouse/deliveries.xlsx"]


def test_a_list_under_a_filter_that_was_refused_is_the_whole_one(stage: Stage) -> None:
    answer = asked(stage, "/warehouse/stock?state=lost-in-space&type=tablet", someone(Role.WAREHOUSE))
    assert answer.status_code == 422
    assert Shown(answer.text).files == ["/warehouse/stock.csv", "/warehouse/stock.xlsx"]


def test_a_filter_stands_in_a_link_as_it_was_typed_and_breaks_out_of_none(stage: Stage) -> None:
    typed = '"><script>&state=x é'
    address = f"/warehouse/supplier-claims?{urlencode({'supplier': typed, 'limit': '7', 'lang': 'en'})}"
    with stage.house.applications["warehouse"].test_request_context(address):
        filtering.asked(SupplierClaimQuery)
        written = render_template_string(FOOT)
    page = Shown(written)
    assert "<script" not in written
    assert parse_qs(urlsplit(page.next).query) == {"supplier": [typed], "limit": ["7"], "cursor": ["c-1"]}
    assert [parse_qs(urlsplit(link).query) for link in page.files] == [{"supplier": [typed]}] * 2


@pytest.mark.parametrize(
    ("address", "shown_as"),
    [
        ("/warehouse/waves?state=open", '<option value="open" selected>'),
        ("/warehouse/counts?state=ended", '<option value="ended" selected>'),
        ("/warehouse/papers?kind=repair_order", '<option value="repair_order" selected>'),
        ("/shipping/slips?school=762217", 'value="762217"'),
        ("/shipping/shipments?board=762000", 'value="762000"'),
        ("/shipping/devices?board=762000", 'value="762000"'),
    ],
)
def test_a_page_says_by_what_it_is_filtered(stage: Stage, address: str, shown_as: str) -> None:
    assert shown_as in asked(stage, address, someone(Role.MINISTRY)).text


HIDDEN = ["/shipping/devices?aside=true&taken_by=u-1&state=at_board", "/warehouse/orders?state=reserved&request={one}"]
HIDDEN += ["/warehouse/stock?delivery={one}&type=tablet", "/intake/requests?board=762000&state=granted"]
FILTERED = [f"{address}?{given}" for address, all_ in FILTERS.items() for given in all_] + HIDDEN


@pytest.mark.parametrize("address", FILTERED)
def test_a_lists_form_sent_again_as_it_stands_asks_the_same(stage: Stage, address: str) -> None:
    """Also by what the form has no field for: a link led here."""
    path, given = address.format(one=uuid4()).split("?")
    roles = stage.rule(LISTS[path]).roles or ()
    asks = Asking(asked(stage, f"{path}?{given}", someone(max(roles), board_for(max(roles), path))).text, path).asks
    assert asks is None or urlencode(sorted(asks.items())) == urlencode(sorted(parse_qsl(given)))


def test_the_forms_that_filter_lists_are_many(stage: Stage) -> None:
    ministry = someone(Role.MINISTRY)
    formed = [one for one in LISTS if Asking(asked(stage, one, ministry).text, one).asks is not None]
    assert len(formed) >= 10, formed
