"""Shipping's pages as a board and the warehouse use them, in French and in English, without JavaScript."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.chassis import tables
from services.chassis.act import Act, now
from services.chassis.keyfiles import make_keys
from services.chassis.run import Running, keys, running
from services.contracts.envelope import Envelope, from_wire
from services.contracts.event import Event
from services.contracts.intake import Address, RequestGranted
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode, CartonCode, Serial
from services.contracts.warehouse import CartonClosed, OrderPacked, PackedDevice
from services.shipping.operations import grow_shipments, keep_addresses, note_cartons
from services.shipping.service import SERVICE
from tests.integration.databases import installation

BOARD, OTHER = BoardCode("762000"), BoardCode("831000")
SERIALS = ("C02XL0GTJGH5", "5CD0123ABC")


class Page(HTMLParser):
    """What must be right on every page: one h1, labels for inputs, ids once."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[str] = []
        self._in_label = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [str(given["id"])] if "id" in given else []
        self._in_label = tag == "label" or (self._in_label and tag == "input")
        if tag == "label" and given.get("for"):
            self.labelled.add(str(given["for"]))
        if tag in {"input", "select"} and given.get("type") != "hidden" and not self._in_label:
            self.inputs.append(given.get("id") or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_label = self._in_label and tag != "label"


class Site:
    """Shipping with one shipment ready, and a browser for anybody."""

    def __init__(self, one: Running) -> None:
        self.running, self.application = one, one.application()
        order, request, carton = uuid4(), uuid4(), uuid4()
        self.request = request
        self.devices = [
            PackedDevice(device=uuid7(), maker="Apple", serial=Serial(one), model="MYLD2C/A", type="tablet")
            for one in SERIALS
        ]
        code = CartonCode.numbered(1, None)
        address = Address(
            site="quai", street="1, rue du Quai", town="Laval", postal_code="H7A 1A1", contact="TI", phone="514"
        )
        closed = CartonClosed(carton=carton, code=code, order=order, request=request, board=BOARD, devices=self.devices)
        packed = OrderPacked(order=order, request=request, board=BOARD, cartons=[carton], final=True)
        granted = RequestGranted(
            request=request, number="D000001", board=BOARD, granted=[], address=address, freight_cents=0
        )
        with one.database.writing(Act("service:shipping", now())) as session:
            note_cartons(session, [heard(closed)])
            grow_shipments(session, [heard(packed)])
            keep_addresses(session, [heard(granted)])
        self.shipment: UUID = self.told()[-1].shipment
        self.path = f"/shipping/shipments/{self.shipment}"

    def told(self) -> list[Any]:
        with self.running.database.reading() as session:
            rows = session.scalars(select(tables.outbox.c.body).order_by(tables.outbox.c.id))
            return [from_wire(body).data for body in rows]

    def open(self, path: str, role: Role = Role.BOARD_TECHNICIAN, board: BoardCode | None = BOARD, **form: str) -> Any:
        client = self.application.test_client()
        token = keys(self.running.settings).sign(Person(f"u-{role}", role, board, csrf="c"))
        client.set_cookie("reserve_token", token)
        return client.post(path, data={"csrf": "c", **form}) if form else client.get(path)

    def another(self, serial: str) -> str:
        """Another shipment of the same request that stands ready, with one device. Gives its path."""
        order, request, carton = uuid4(), self.request, uuid4()
        line = PackedDevice(device=uuid7(), maker="HP", serial=Serial(serial), model="9UZ86UT", type="laptop")
        code = CartonCode.numbered(2, None)
        closed = CartonClosed(carton=carton, code=code, order=order, request=request, board=BOARD, devices=[line])
        packed = OrderPacked(order=order, request=request, board=BOARD, cartons=[carton], final=True)
        with self.running.database.writing(Act("service:shipping", now())) as session:
            note_cartons(session, [heard(closed)])
            grow_shipments(session, [heard(packed)])
        return f"/shipping/shipments/{self.told()[-1].shipment}"

    def dispatched(self) -> None:
        form = {"carrier": "Transport", "tracking": "TD-1", "freight": "45,50"}
        assert self.open(f"{self.path}/dispatch", Role.WAREHOUSE, None, **form).status_code == 303


def heard(event: Any) -> Envelope[Any]:
    assert isinstance(event, Event)
    return Envelope(uuid7(), f"/{event.owner}", event.subject(), now(), 1, "u-1", event)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    settings = installation(tmp_path, SERVICE)
    make_keys(settings.var / "keys")
    one = running(SERVICE, settings)
    yield Site(one)
    one.database.close()


def test_every_page_renders_in_both_languages_and_can_be_used_by_all(site: Site) -> None:
    site.dispatched()
    site.open(f"{site.path}/deliver", x="")
    paths = ["/shipping/shipments", site.path, "/shipping/devices", f"/shipping/devices/{site.devices[0].device}"]
    for path in paths:
        for language in ("fr", "en"):
            answer = site.open(f"{path}?lang={language}")
            page = Page(answer.text)
            assert answer.status_code == 200, path
            assert f'<html lang="{language}-CA">' in answer.text
            assert page.tags.count("h1") == 1
            assert len(page.ids) == len(set(page.ids)), f"{path}: an id twice"
            assert set(page.inputs) <= page.labelled, f"{path}: an input without its label"
            assert page.tags.count("table") == page.tags.count("caption")


def test_the_warehouse_dispatches_with_an_amount_as_people_write_it(site: Site) -> None:
    site.dispatched()
    assert site.told()[-1].freight_cents == 4550
    assert "45,50\N{NO-BREAK SPACE}$" in site.open(site.path).text
    assert "$45.50" in site.open(f"{site.path}?lang=en").text


def test_a_refused_form_shows_its_page_again_with_the_reason_and_what_was_typed(site: Site) -> None:
    form = {"carrier": "Transport Démo", "tracking": "é", "freight": "12"}
    answer = site.open(f"{site.path}/dispatch", Role.WAREHOUSE, None, **form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="Transport Démo"' in answer.text
    assert len(site.told()) == 1


@pytest.mark.parametrize(
    ("wrong", "label", "rule"),
    [
        ({"tracking": "é"}, "Tracking number", "letters without accents"),
        ({"freight": "douze"}, "Freight", "an amount in dollars"),
        ({"freight": "100000.01"}, "Freight", "an amount in dollars"),
        ({"freight": "1.234"}, "Freight", "at most two decimals"),
        ({"carrier": ""}, "Carrier", "This field is needed"),
    ],
)
def test_a_refused_field_is_named_as_on_the_page_with_its_rule(
    site: Site, wrong: dict[str, str], label: str, rule: str
) -> None:
    form = {"carrier": "Transport", "tracking": "TD-1", "freight": "12"} | wrong
    answer = site.open(f"{site.path}/dispatch?lang=en", Role.WAREHOUSE, None, **form)
    assert answer.status_code == 422
    assert re.search(rf'<li><strong data-fault><a href="#[a-z-]+">{label}</a></strong> – [^<]*{rule}', answer.text)


def test_forms_stand_only_where_their_step_is_possible(site: Site) -> None:
    def forms(role: Role, board: BoardCode | None) -> set[str]:
        return set(re.findall(rf'action="{site.path}/([a-z-]+)"', site.open(site.path, role, board).text))

    seen = [(forms(Role.WAREHOUSE, None), forms(Role.BOARD_MANAGER, BOARD), forms(Role.AUDITOR, None))]
    site.dispatched()
    seen.append((forms(Role.WAREHOUSE, None), forms(Role.BOARD_MANAGER, BOARD), forms(Role.AUDITOR, None)))
    site.open(f"{site.path}/deliver", x="")
    seen.append((forms(Role.WAREHOUSE, None), forms(Role.BOARD_MANAGER, BOARD), forms(Role.AUDITOR, None)))
    assert seen == [
        ({"dispatch", "labels", "release", "void"}, set(), set()),
        ({"deliver", "void", "undo"}, {"deliver", "scan"}, set()),
        ({"undo"}, {"close-receipt", "scan", "undo"}, set()),
    ]


def test_a_code_typed_on_the_page_is_a_scan(site: Site) -> None:
    site.dispatched()
    answer = site.open(f"{site.path}/scan", action="accept", code=SERIALS[0].lower(), idempotency_key="k")
    assert answer.status_code == 200
    assert 'role="status"' in answer.text
    assert [f"{one.noun}.{one.verb}" for one in site.told()[-2:]] == ["shipment.delivered", "device.accepted"]


def test_the_same_form_sent_twice_acts_once_and_another_code_is_another_scan(site: Site) -> None:
    site.dispatched()
    for code in (SERIALS[0], SERIALS[0], SERIALS[1]):
        answer = site.open(f"{site.path}/scan", action="accept", code=code, idempotency_key="k")
        assert "est accepté" in answer.text
    assert [one.verb for one in site.told()].count("accepted") == 2


def test_a_refused_code_says_so_and_leaves_the_field_free_for_the_next(site: Site) -> None:
    site.dispatched()
    answer = site.open("/shipping/devices/scan", action="configure", code=SERIALS[0], idempotency_key="k")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert 'name="code" value=""' in answer.text


def test_a_refusal_names_the_device_once(site: Site) -> None:
    site.dispatched()
    answer = site.open("/shipping/devices/scan", action="configure", code=SERIALS[0].lower(), idempotency_key="k")
    (alert,) = re.findall(r'<div class="alert".*?</div>', answer.text, re.DOTALL)
    assert alert.upper().count(SERIALS[0]) == 1


@pytest.mark.parametrize("again", [False, True])
def test_what_was_taken_stands_large_where_it_is_read_aloud(site: Site, again: bool) -> None:
    site.dispatched()
    for key in "ab" if again else "a":
        answer = site.open(f"{site.path}/scan", action="accept", code=SERIALS[0], idempotency_key=key)
    (heading,) = re.findall(r'<div class="good" role="status">\s*<h2>(.*?)</h2>', answer.text, re.DOTALL)
    assert SERIALS[0] in heading


def test_the_number_of_a_return_stands_in_the_result(site: Site) -> None:
    site.dispatched()
    for one in SERIALS:
        site.open(f"{site.path}/scan", action="accept", code=one, idempotency_key=one)
        sent = {"action": "send_back", "code": one, "reason": "Surplus"}
        answer = site.open("/shipping/devices/scan", **sent, idempotency_key=one)
        assert "R000001" in answer.text.split('role="status"')[1]


def test_only_the_receipt_asks_for_a_carton(site: Site) -> None:
    site.dispatched()
    hints = [
        re.findall(r'id="code-hint">([^<]+)<', site.open(path).text)[0] for path in (site.path, "/shipping/devices")
    ]
    assert ["colis" in hint for hint in hints] == [True, False]


@pytest.mark.parametrize(("language", "words"), [("fr", "inconnu"), ("en", "unknown")])
def test_what_nobody_said_of_an_unexpected_device_is_worded_by_the_page(site: Site, language: str, words: str) -> None:
    site.dispatched()
    site.open(f"{site.path}/scan", action="accept", code="5CG9999999", idempotency_key="k")
    shown = site.open(f"{site.path}?lang={language}").text
    assert re.search(rf"5CG9999999</code></th><td>{words}</td><td>–</td>", shown)


def test_a_table_that_scrolls_is_reached_by_keyboard_and_named(site: Site) -> None:
    for path in ("/shipping/shipments", site.path, "/shipping/devices"):
        shown = site.open(path).text
        named = re.findall(
            r'class="scroll" tabindex="0" role="region" aria-label="([^"]+)"><table>\s*<caption><span>([^<]+)<', shown
        )
        assert len(named) == shown.count("<table>") >= 1
        assert all(label == caption for label, caption in named)


def test_the_address_of_a_form_leads_back_to_its_page(site: Site) -> None:
    for form in ("dispatch", "deliver", "close-receipt", "scan", "void", "release", "undo"):
        assert site.open(f"{site.path}/{form}?lang=en").headers["Location"] == site.path
    assert site.open("/shipping/devices/scan?lang=en").headers["Location"] == "/shipping/devices"
    device = f"/shipping/devices/{site.devices[0].device}"
    for form in ("step", "undo"):
        assert site.open(f"{device}/{form}?lang=en").headers["Location"] == device


def test_a_damaged_device_needs_what_was_seen(site: Site) -> None:
    site.dispatched()
    form = {"action": "damage", "code": SERIALS[0]}
    assert site.open(f"{site.path}/scan", **form, idempotency_key="a").status_code == 422
    answer = site.open(f"{site.path}/scan", **form, idempotency_key="b", reason="Écran fendu")
    assert answer.status_code == 200
    assert answer.text.count("Écran fendu") >= 1
    assert site.told()[-1].reason == "Écran fendu"


def test_a_board_takes_a_device_from_its_box_to_a_student(site: Site) -> None:
    site.dispatched()
    site.open(f"{site.path}/scan", action="accept", code=SERIALS[0], idempotency_key="1")
    site.open("/shipping/devices/scan", action="configure", code=SERIALS[0], idempotency_key="2")
    handed = site.open(
        "/shipping/devices/scan", action="hand_over", code=SERIALS[0], student="yes", idempotency_key="3"
    )
    loan = site.told()[-1].loan
    assert loan in handed.text
    assert loan in site.open(f"/shipping/devices/{site.devices[0].device}").text


def test_a_receipt_is_ended_on_the_page(site: Site) -> None:
    site.dispatched()
    site.open(f"{site.path}/deliver", x="")
    assert site.open(f"{site.path}/close-receipt", reason="").status_code == 422
    assert site.open(f"{site.path}/close-receipt", reason="Pas dans le camion").status_code == 303
    assert site.told()[-1].missing == 2


def test_another_boards_pages_are_not_found(site: Site) -> None:
    assert site.open(site.path, Role.BOARD_MANAGER, OTHER).status_code == 404
    assert site.open(f"/shipping/devices/{site.devices[0].device}", Role.BOARD_MANAGER, OTHER).status_code == 404
    assert SERIALS[0] not in site.open("/shipping/devices", Role.BOARD_MANAGER, OTHER).text


def test_the_filter_stays_when_the_list_goes_on(site: Site) -> None:
    first = site.open("/shipping/devices?state=packed&limit=1").text
    (more,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = site.open(more.replace("&amp;", "&")).text
    assert "state=packed" in more
    assert (SERIALS[1] in first, SERIALS[0] in second) == (True, True)
    assert "E000001" in site.open("/shipping/shipments?state=ready").text
    assert "E000001" not in site.open("/shipping/shipments?state=received").text


def usable(html: str) -> bool:
    page = Page(html)
    return len(page.ids) == len(set(page.ids)) and set(page.inputs) <= page.labelled and page.tags.count("h1") == 1


def test_a_carton_is_released_and_the_shipment_voided_on_the_page(site: Site) -> None:
    shown = site.open(site.path, Role.WAREHOUSE, None).text
    assert usable(shown)
    (carton,) = re.findall(r'<option value="([0-9a-f-]{36})"', shown)
    refused = site.open(f"{site.path}/release", Role.WAREHOUSE, None, carton=carton, reason="")
    assert (refused.status_code, "Motif" in refused.text) == (422, True)
    assert site.open(f"{site.path}/release", Role.WAREHOUSE, None, carton=carton, reason="Erreur").status_code == 303
    assert site.told()[-1].verb == "released"
    assert site.open(f"{site.path}/void", Role.WAREHOUSE, None, reason="Annulé au quai").status_code == 303
    voided = site.open(site.path, Role.WAREHOUSE, None).text
    assert ("Annulé au quai" in voided, usable(voided)) == (True, True)
    assert not re.findall(rf'action="{site.path}/([a-z-]+)"', voided), "nothing can be done with it any more"


def test_a_carton_is_released_on_the_page_of_its_own_shipment_alone(site: Site) -> None:
    (carton,) = re.findall(r'<option value="([0-9a-f-]{36})"', site.open(site.path, Role.WAREHOUSE, None).text)
    other = site.another("5CD0999XYZ")
    for path in (other, f"/shipping/shipments/{uuid4()}"):
        answer = site.open(f"{path}/release", Role.WAREHOUSE, None, carton=carton, reason="Erreur")
        assert (answer.status_code, site.told()[-1].verb) == (404, "readied")
    assert site.open(f"{site.path}/release", Role.WAREHOUSE, None, carton=carton, reason="Erreur").status_code == 303


@pytest.mark.parametrize("action", ["accept", "damage"])
def test_what_is_typed_on_a_shipments_page_came_in_that_shipment(site: Site, action: str) -> None:
    site.dispatched()
    other, form = site.path, {"action": action, "code": SERIALS[0], "reason": "Fendu"}
    site.path = site.another("5CD0999XYZ")
    site.dispatched()
    refused = site.open(f"{site.path}/scan", **form, idempotency_key="a")
    assert (refused.status_code, site.told()[-1].verb) == (409, "dispatched")
    assert site.open(f"{other}/scan", **form, idempotency_key="b").status_code == 200
    assert site.told()[-1].verb == {"accept": "accepted", "damage": "damaged"}[action]


def test_a_dispatch_and_a_receipt_are_undone_on_the_page(site: Site) -> None:
    site.dispatched()
    assert usable(site.open(site.path, Role.WAREHOUSE, None).text)
    assert site.open(f"{site.path}/undo", Role.WAREHOUSE, None, reason="Mauvais camion").status_code == 303
    assert "dispatch" in site.open(site.path, Role.WAREHOUSE, None).text
    site.dispatched()
    assert "de la réception" not in site.open(site.path, Role.WAREHOUSE, None).text.split("Annuler une étape")[1][:200]
    site.open(f"{site.path}/deliver", x="")
    site.open(f"{site.path}/close-receipt", reason="Pas dans le camion")
    ended = site.open(site.path).text
    assert ("réception terminée" in ended, usable(ended)) == (True, True)
    assert site.open(f"{site.path}/undo", reason="").status_code == 422
    assert site.open(f"{site.path}/undo", reason="Retrouvés").status_code == 303
    assert [one.verb for one in site.told()[-3:]] == ["undone"] * 3
    assert "il ne vous revient pas" not in site.open(site.path).text.lower()


def test_a_page_says_why_a_step_cannot_be_undone(site: Site) -> None:
    site.dispatched()
    assert "Il ne vous revient pas" in site.open(site.path).text
    device = f"/shipping/devices/{site.devices[0].device}"
    assert "There is no step to undo here" in site.open(f"{device}?lang=en").text


def test_a_device_is_lost_found_lent_and_undone_on_its_own_page(site: Site) -> None:
    site.dispatched()
    one, page = SERIALS[0], f"/shipping/devices/{site.devices[0].device}"
    assert "/step" not in site.open(page).text, "nobody has it yet"
    site.open(f"{site.path}/scan", action="accept", code=one, idempotency_key="1")
    site.open("/shipping/devices/scan", action="configure", code=one, idempotency_key="2")
    site.open("/shipping/devices/scan", action="hand_over", code=one, school="762217", idempotency_key="3")
    assert usable(site.open(page).text)
    assert site.open(f"{page}/step", action="lend", school="").status_code == 422
    assert site.open(f"{page}/step", action="lend", school="762217").status_code == 409
    assert site.open(f"{page}/step", action="lend", school="762218").status_code == 303
    assert site.open(f"{page}/step", action="lost").status_code == 422
    assert site.open(f"{page}/step", action="lost", reason="Introuvable").status_code == 303
    lost = site.open(page).text
    assert ("762218" in lost, "perdu" in lost, usable(lost)) == (True, True, True)
    assert site.open(f"{page}/undo", reason="Retrouvé au vestiaire").status_code == 303
    assert site.open(f"{page}/step", action="stolen", reason="Vol").status_code == 303
    assert site.open(f"{page}/step", action="found").status_code == 303
    verbs = [one.verb for one in site.told()[-5:]]
    assert verbs == ["lent", "lost", "undone", "stolen", "found"]
    assert "762218" not in site.open(page).text
    assert site.open(f"{page}/undo", Role.BOARD_MANAGER, OTHER, reason="x").status_code == 404
    assert site.open(f"{page}/step", Role.BOARD_MANAGER, OTHER, action="found").status_code == 404


MARKUP = "<script>alert(1)</script>"


def test_what_people_write_is_shown_as_they_wrote_it_and_never_run(site: Site) -> None:
    site.dispatched()
    shown = site.open(f"{site.path}/scan", action="damage", code=SERIALS[0], reason=MARKUP, idempotency_key="a").text
    page = f"/shipping/devices/{site.devices[0].device}"
    shown += site.open(page).text + site.open("/shipping/devices").text
    shown += site.open(f"{page}/step", action="lost", reason=MARKUP).text + site.open(page).text
    shown += site.open(f"{page}/undo", reason=MARKUP + "ABCD12345678").text
    shown += site.open("/shipping/devices/scan", action="configure", code=MARKUP, idempotency_key="b").text
    shown += site.open(f"{site.path}/scan", action="accept", code="5CG9999999", idempotency_key="c").text
    site.open(f"{site.path}/void", Role.WAREHOUSE, None, reason=MARKUP)
    shown += site.open(site.path).text
    assert MARKUP not in shown
    assert "&lt;script&gt;" in shown


def test_a_voided_shipments_reason_is_escaped_too(site: Site) -> None:
    site.open(f"{site.path}/void", Role.WAREHOUSE, None, reason=MARKUP)
    shown = site.open(site.path).text
    assert (MARKUP in shown, "&lt;script&gt;" in shown) == (False, True)
