"""The day's board: each lane with what waits in it, oldest first, in both languages, at the same statements."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.contracts.intake import WithdrawalAsked
from services.contracts.roles import Person, Role
from services.contracts.shipping import DeviceDamaged
from tests.integration.clock import clock_set
from tests.integration.floor_site import API, BOARD, CLERK, HEAD, FloorSite, opened

pytestmark = pytest.mark.databases("sqlite", "postgresql")

CART, SHELF, DOCK = "CHAR-01", "A-01-03", "QUAI-01"
EMPTY = (
    "Aucune livraison n’est en cours de réception.",
    "Il ne reste rien à ranger.",
    "Aucune commande n’attend.",
    "Aucune vague n’est en cours.",
    "Rien de prélevé ne reste à emballer.",
    "Aucun colis n’attend au quai.",
    "Aucun comptage n’est ouvert et aucun n’attend une seconde personne.",
    "Rien ne sort de l’ordinaire.",
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[FloorSite]:
    for one in opened(tmp_path):
        one.places(DOCK, SHELF, CART)
        yield one


def lanes(site: FloorSite) -> dict[str, Any]:
    status, found = site.call("GET", "/board")
    assert status == 200
    return dict(found)


def told(lane: Any) -> list[tuple[str, str]]:
    return [(one["title"].split(" – ")[0], one["told"]) for one in lane["tasks"]]


def close_carton(site: FloorSite, order: str, *serials: str) -> None:
    """A carton of these devices, picked before."""
    carton = site.call("POST", "/cartons", {"order": order})[1]
    assert {site.scan("pack", one, carton=carton["code"])["outcome"] for one in serials} == {"done"}
    assert site.call("POST", f"/cartons/{carton['id']}/close")[0] == 200


def test_where_nothing_waits_each_lane_says_so_in_words(site: FloorSite):
    page = site.page("/")
    shown = [re.search(rf"<p data-unless=[^>]*>{re.escape(sentence)}</p>", page) for sentence in EMPTY]
    assert [bool(found) and " hidden" not in found[0] for found in shown] == [True] * len(EMPTY)
    assert {lane["figure"] for name, lane in lanes(site).items() if name != "free"} == {0}


def test_what_comes_in_is_told_with_how_far_it_is_and_how_long_it_waits(site: FloorSite):
    with clock_set("2026-09-01") as clock:
        site.announce(4, "5CA")
        clock.set("2026-09-02")
        site.announce(2, "5CB")
        clock.set("2026-09-03")
        site.scan("receive", "5CA0000000", location=DOCK)
        site.scan("receive", "5CA0000001", location=DOCK)
        clock.set("2026-09-03", "13:00")
        found = lanes(site)
        assert told(found["arrivals"]) == [("L000001, S", "2 of 4 received"), ("L000002, S", "0 of 2 received")]
        assert [one["waits"] for one in found["arrivals"]["tasks"]] == ["2 d", "27 h"]
        assert (found["put_away"]["figure"], told(found["put_away"])) == (2, [(DOCK, "2 devices")])
        assert found["put_away"]["tasks"][0]["waits"] == "3 h"
        clock.set("2026-09-15", "12:00")
        late = lanes(site)["arrivals"]
        assert (late["late"], [one["late"] for one in late["tasks"]]) == (1, [True, False])
        site.cookie = f"reserve_token={site.keys.sign(Person('w1', Role.WAREHOUSE, csrf='c'))}"
        page = site.page("/")
        assert page.count('<span class="late" data-mark="late">en retard</span>') == 1
        assert "14 j" in page


def announce_for(site: FloorSite, day: str) -> Any:
    """A delivery that is to come on this day, as the page's form announces it."""
    file = (io.BytesIO(f"{HEAD}\nC1,HP,9UZ86UT,5CX0000001,".encode()), "avis.csv")
    return site.send("/deliveries/announce", supplier="HP", reference="BL-7", file=file, expected_on=day)


def test_a_delivery_is_late_once_its_day_is_past_in_quebec(site: FloorSite):
    assert announce_for(site, "bientôt").status_code == 422
    with clock_set("2026-09-01") as clock:
        site.cookie = f"reserve_token={site.keys.sign(Person('w1', Role.WAREHOUSE, csrf='c'))}"
        made = announce_for(site, "2026-09-03")
        assert made.status_code == 303
        assert "<dd>2026-09-03</dd>" in site.page(made.headers["Location"].removeprefix("/warehouse"))
        (announced,) = site.told("delivery.announced")
        assert str(announced.expected_on) == "2026-09-03"
        clock.set("2026-09-03", "23:30")
        assert lanes(site)["arrivals"]["late"] == 0
        clock.set("2026-09-04", "00:30")
        lane = lanes(site)["arrivals"]
        assert (lane["late"], told(lane)) == (1, [("L000001, HP", "0 of 1 received, expected on 2026-09-03")])


def test_a_receipt_that_was_taken_back_and_done_again_waits_since_its_last_time(site: FloorSite):
    with clock_set("2026-09-01") as clock:
        site.announce(2, "5CA")
        for serial in ("5CA0000000", "5CA0000001"):
            site.scan("receive", serial, location=DOCK)
        clock.set("2026-09-02")
        site.scan("put_away", "5CA0000001", location=SHELF)
        site.scan("undo", "5CA0000001", reason="Mauvaise étagère")
        assert lanes(site)["put_away"]["tasks"][0]["waits"] == "26 h"
        site.scan("undo", "5CA0000000", reason="Mauvais appareil")
        assert lanes(site)["put_away"]["figure"] == 1, "the one that was put back waits as it did"
        assert lanes(site)["put_away"]["tasks"][0]["waits"] == "26 h"


def test_what_goes_out_passes_from_lane_to_lane(site: FloorSite):
    site.shelve(5, "5CD")
    first, second = site.grant("D000001", laptop=2), site.grant("D000002", laptop=3)
    assert told(lanes(site)["picking"]) == [("D000001", "2 to pick"), ("D000002", "3 to pick")]
    wave = site.call("POST", "/waves", {"cart": CART, "orders": [first]})[1]
    site.scan("pick", "5CD0000000", wave=CART)
    found = lanes(site)
    assert told(found["picking"]) == [("D000001", "1 to pick, in wave V000001"), ("D000002", "3 to pick")]
    assert told(found["waves"]) == [("V000001", "1 of 2 picked, cart CHAR-01")]
    assert found["waves"]["tasks"][0]["link"] == f"/warehouse/waves/{wave['id']}"
    assert (found["packing"]["figure"], told(found["packing"])) == (1, [("D000001", "1 picked, to be packed")])
    carton = site.call("POST", "/cartons", {"order": first})[1]
    site.scan("pack", "5CD0000000", carton=carton["code"])
    found = lanes(site)
    assert (found["packing"]["figure"], told(found["packing"])) == (1, [(carton["code"], "1 in an open carton")])
    site.call("POST", f"/cartons/{carton['id']}/close")
    found = lanes(site)
    assert (found["packing"]["figure"], found["dock"]["figure"]) == (0, 1)
    assert told(found["dock"]) == [("D000001", "1 carton, 1 device")]
    assert [one["board"] for one in found["picking"]["tasks"]] == [BOARD, BOARD]
    assert found["picking"]["tasks"][1]["link"] == f"/warehouse/orders/{second}"
    assert found["free"]["laptop"] == 0


def test_counts_and_exceptions_are_told_each_with_its_page(site: FloorSite):
    site.shelve(6, "5CD")
    assert site.call("POST", "/counts", {"location": SHELF})[0] == 201
    (count,) = lanes(site)["counts"]["tasks"]
    assert (count["title"], count["told"]) == ("C000001, A-01-03", "being counted")
    key = count["link"].rsplit("/", 1)[1]
    assert site.call("POST", f"/counts/{key}/end")[0] == 200
    assert lanes(site)["counts"]["tasks"][0]["told"] == "counted, waits for a second person"
    order = site.grant("D000001", laptop=2)
    site.scan("pick", "5CD0000000", order="D000001")
    asked = {"device": site.device("5CD0000001")["id"], "order": order, "reason": "damaged"}
    assert site.call("POST", "/short-picks", asked)[0] == 201
    asked_back = WithdrawalAsked(request=UUID(site.order(order)["request"]), board=BOARD, reason="Plus requis")
    site.hear(asked_back, sequence=2)
    device = UUID(site.device("5CD0000005")["id"])
    board = {"type": "laptop", "board": BOARD, "shipment": uuid4(), "request": uuid4(), "reason": "Écran"}
    site.hear(DeviceDamaged(device=device, **board))
    found = lanes(site)["exceptions"]
    assert {one["title"]: one["told"] for one in found["tasks"]} == {
        "In quarantine": "1 device",
        "Picked for a cancelled order, to be put back": "1 device",
        "Reported damaged by boards": "1 device",
    }, "a place that is being counted needs no other count"
    assert found["figure"] == 3
    assert site.call("POST", f"/counts/{key}/discard")[0] == 200
    assert ("To count after a short pick", "1 place") in told(lanes(site)["exceptions"])
    for one in lanes(site)["exceptions"]["tasks"]:
        assert site.page(one["link"].removeprefix("/warehouse"))


def test_what_nobody_claimed_of_a_closed_delivery_is_an_exception(site: FloorSite):
    site.announce(2, "5CA")
    (arrival,) = lanes(site)["arrivals"]["tasks"]
    delivery = arrival["link"].rsplit("/", 1)[1]
    assert site.call("POST", f"/deliveries/{delivery}/close", {"reason": "Rien n’est venu"})[0] == 200
    found = lanes(site)
    assert (found["arrivals"]["figure"], told(found["exceptions"])) == (
        0,
        [("Closed with differences, not claimed", "1 delivery")],
    )


def test_only_the_oldest_are_shown_and_the_rest_is_counted(site: FloorSite):
    site.shelve(12, "5CD")
    for number in range(11):
        site.grant(f"D{number:06d}", laptop=1)
    lane = lanes(site)["picking"]
    assert (lane["figure"], len(lane["tasks"]), lane["more"]) == (11, 8, 3)
    assert lane["tasks"][0]["title"].startswith("D000000")
    assert 'Non affichés : <span data-figure="picking.more">3</span>' in site.page("/")


def test_who_asks_again_is_told_that_nothing_changed(site: FloorSite):
    def ask(**headers: str) -> Any:
        told = {"Authorization": f"Bearer {site.keys.sign(CLERK)}", **headers}
        return site.client.get(f"{API}/board?lang=en", headers=told)

    with clock_set("2026-09-01"):
        first = ask()
        assert (first.status_code, "Set-Cookie" in first.headers) == (200, False)
        again = ask(**{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        site.announce(1, "5CA")
        changed = ask(**{"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, changed.json["arrivals"]["figure"]) == (200, 1)
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_the_page_and_the_api_say_the_same_in_both_languages(site: FloorSite):
    site.shelve(3, "5CD")
    site.grant("D000001", laptop=2)
    for language, title, waits in (("fr", "Tableau du jour", "Attend depuis"), ("en", "The day’s board", "Waiting")):
        page = site.page(f"/?lang={language}")
        assert (f"<h1>{title}</h1>" in page, waits in page, f'data-ask="{API}/board?lang={language}"' in page) == (
            True,
            True,
            True,
        )
        found = site.client.get(f"{API}/board?lang={language}", headers={"Cookie": site.cookie}).json
        for name, lane in found.items():
            if name != "free":
                assert f'data-figure="{name}.figure" data-label=' in page
                assert re.search(rf'data-figure="{name}\.figure"[^>]*>{lane["figure"]}<', page)
                assert [one["told"] in page for one in lane["tasks"]] == [True] * len(lane["tasks"])


def test_who_only_reads_has_the_board_without_its_buttons(site: FloorSite):
    cookie = f"reserve_token={site.keys.sign(Person('a1', Role.AUDITOR, csrf='c'))}"
    page = site.client.get("/warehouse/", headers={"Cookie": cookie}).text
    assert ("/warehouse/scan" in page, "Tableau du jour" in page) == (False, True)


def test_five_of_each_or_two_hundred_take_the_same_statements(site: FloorSite):
    def grown(count: int, prefix: str) -> int:
        site.announce(count, f"{prefix}A")
        site.shelve(2 * count, f"{prefix}S")
        for number in range(count):
            order = site.grant(f"{prefix}{number:05d}", laptop=2)
            if number < 10:
                serials = [f"{prefix}S{2 * number + one:07d}" for one in (0, 1)]
                for serial in serials:
                    site.scan("pick", serial, order=f"{prefix}{number:05d}")
                close_carton(site, order, serials[0])
        return site.statements(lambda: site.call("GET", "/board"))

    assert grown(5, "5CE") == grown(200, "5CF")
