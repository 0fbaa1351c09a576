"""The pages as a browser meets them: both languages, forms posted, refusals shown where one typed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from services.chassis import inbox, run
from services.chassis.act import Act, now
from services.contracts.envelope import Envelope
from services.contracts.intake import Quantity, TypeNeed
from services.contracts.reference import boards
from services.contracts.roles import Person, Role
from services.contracts.shipping import DeviceAccepted, DeviceMissing, DeviceStolen
from services.contracts.values import BoardCode
from services.contracts.warehouse import OrderReserved, OrderShort, Shortage, StockChanged, WithdrawalRefused
from services.intake.operations.portrait import update_portrait
from services.intake.service import SERVICE
from tests.integration.databases import copied, installation

BOARD = BoardCode("762000")
ADDRESS = {"site": "quai", "street": "5100, rue Sherbrooke Est", "town": "Montréal", "postal_code": "H1V 3R9"}
ADDRESS |= {"contact": "Service des technologies", "phone": "514 555-0123"}
PORTRAIT = {"weekly_capacity": "40", "need.laptop.no_access": "30", "need.laptop.at_risk": "10"}
PORTRAIT |= {"own_available.laptop": "10", "on_order.laptop": "5"}
ASKED = {"site": "quai", "urgency": "normal", "justification": "Classes fermées", "ask.laptop.at_risk": "12"}


class Browser:
    """A signed-in person's browser."""

    def __init__(self, running: run.Running, application: Any, role: Role) -> None:
        board = BOARD if role.value.startswith("board") else None
        token = run.keys(running.settings).sign(Person(f"u-{role}", role, board, csrf="c"))
        self.client: FlaskClient = application.test_client()
        self.client.set_cookie("reserve_token", token)

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status)
        return answer.get_data(as_text=True)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Status, and where one is sent or what is shown."""
        hidden = {"csrf": "c", "idempotency_key": str(uuid4())}
        answer = self.client.post(path, data=fields | hidden)
        return answer.status_code, answer.headers.get("Location") or answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set-up installation, copied for each test: migrating once is enough."""
    folder = tmp_path_factory.mktemp("prepared")
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


@pytest.fixture
def running(prepared: Path, tmp_path: Path) -> Iterator[run.Running]:
    settings = copied(prepared, tmp_path, SERVICE)
    one = run.running(SERVICE, settings)
    data = StockChanged(free={"laptop": 100})
    told = Envelope(uuid4(), "/warehouse", data.subject(), now(), 1, "w-1", data)
    inbox.take(one.database, SERVICE, [told.to_wire()])
    yield one
    one.database.close()


@pytest.fixture
def people(running: run.Running) -> dict[str, Browser]:
    application = running.application()
    return {role.value: Browser(running, application, role) for role in Role}


def ready(manager: Browser) -> str:
    """Address, portrait and a draft, all through the forms; the draft's page."""
    assert manager.post("/intake/sites/keep", **ADDRESS) == (303, "/intake/sites")
    assert manager.post("/intake/portrait/update", **PORTRAIT) == (303, "/intake/portrait")
    status, place = manager.post("/intake/requests/create", **ASKED)
    assert status == 303, place
    return place


def alert(page: str) -> str:
    found = re.search(r'role="alert">(.*?)</div>', page, re.DOTALL)
    return found.group(1) if found else ""


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("board_manager", "/intake/portrait"),
        ("ministry", "/intake/picture"),
        ("auditor", "/intake/picture"),
        ("warehouse", "/portal/"),
    ],
)
def test_each_role_is_sent_to_its_own_first_page(people: dict[str, Browser], role: str, place: str):
    answer = people[role].client.get("/intake/")
    assert (answer.status_code, answer.headers["Location"]) == (303, place)


def test_a_request_goes_from_form_to_grant_on_the_pages_alone(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    assert people["board_manager"].post(f"{place}/submit", freight_accepted="true") == (303, place)
    assert people["ministry"].post(f"{place}/grant", **{"granted.laptop": "7"}) == (303, place)
    page = people["board_manager"].get(f"{place}?lang=en")
    assert "partly granted" in page
    assert "awaited" in page


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("fr", ["Besoin non comblé", "Comblé à", "Ordinateur portable", "38\u202f%", "Ce portrait est à jour"]),
        ("en", ["Unmet need", "Laptop", "38%", "This portrait is current"]),
    ],
)
def test_the_portrait_is_shown_in_the_readers_language(people: dict[str, Browser], language: str, sentences: list[str]):
    ready(people["board_manager"])
    page = people["board_manager"].get(f"/intake/portrait?lang={language}").replace("\N{NO-BREAK SPACE}%", "\u202f%")
    assert [one for one in sentences if one not in page] == []
    assert page.count("<h1>") == 1


def test_every_page_opens_for_whoever_may_see_it(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    for role, language in product(("board_manager", "board_technician", "ministry", "auditor"), ("fr", "en")):
        own = ["/intake/portrait", "/intake/sites"] if role.startswith("board") else ["/intake/portraits"]
        for path in [place, "/intake/requests", *own]:
            page = people[role].get(f"{path}?lang={language}")
            assert page.count("<h1>") == 1, path
            assert not re.search(r"%\(\w+\)s|\bNone\b", page), path


def test_a_draft_is_changed_and_discarded_on_its_pages(people: dict[str, Browser]):
    technician, place = people["board_technician"], ready(people["board_manager"])
    form = technician.get(f"{place}/draft?lang=en")
    assert re.search(r'name="ask\.laptop\.at_risk"[^>]*value="12"', form)
    assert "Classes fermées</textarea>" in form
    changed = ASKED | {"ask.laptop.at_risk": "9", "justification": "Éclosion"}
    assert technician.post(f"{place}/draft/change", **changed) == (303, place)
    assert "Éclosion" in technician.get(place)
    status, page = technician.post(f"{place}/draft/change", **changed | {"ask.laptop.at_risk": "-9"})
    assert (status, "Laptop, At risk" in alert(page)) == (422, True)
    assert technician.post(f"{place}/discard") == (303, "/intake/requests")
    assert technician.client.get(place).status_code == 404


def test_a_draft_that_is_submitted_meanwhile_is_changed_no_more(people: dict[str, Browser]):
    manager = people["board_manager"]
    place = ready(manager)
    manager.post(f"{place}/submit", freight_accepted="true")
    assert manager.client.get(f"{place}/draft").status_code == 409
    assert manager.post(f"{place}/draft/change", **ASKED)[0] == 409


@pytest.mark.parametrize(
    ("page", "form", "wrong", "words"),
    [
        ("portrait/update", PORTRAIT, {"need.laptop.at_risk": "-1"}, "Ordinateur portable, À risque"),
        ("portrait/update", PORTRAIT, {"own_available.laptop": "-1"}, "Ordinateur portable, Appareils disponibles"),
        ("portrait/update", PORTRAIT, {"weekly_capacity": "x"}, "Appareils que vous pouvez"),
        ("requests/create", ASKED, {"ask.laptop.at_risk": "x"}, "Ordinateur portable, À risque"),
        ("requests/create", ASKED, {"justification": ""}, "Justification"),
        ("sites/keep", ADDRESS, {"postal_code": "H1V"}, "Code postal"),
    ],
)
def test_a_field_that_is_wrong_is_named_as_its_form_names_it(
    people: dict[str, Browser], page: str, form: dict[str, str], wrong: dict[str, str], words: str
):
    ready(people["board_manager"])
    status, shown = people["board_manager"].post(f"/intake/{page}", **form | wrong)
    assert (status, words in alert(shown)) == (422, True), alert(shown)
    assert not re.search(r"lines|by_category|>/", alert(shown).replace("</", ""))


def test_a_grant_that_is_wrong_names_the_type(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    _, shown = people["ministry"].post(f"{place}/grant", **{"granted.laptop": "-1"})
    assert "<strong>Ordinateur portable</strong>" in alert(shown)


def test_a_request_names_no_account_and_orders_types_alike_in_its_tables(people: dict[str, Browser]):
    ready(people["board_manager"])
    asked = ASKED | {"ask.tablet.at_risk": "2", "ask.laptop.at_risk": "2"}
    portrait = PORTRAIT | {"need.tablet.at_risk": "5"}
    people["board_manager"].post("/intake/portrait/update", **portrait)
    place = people["board_manager"].post("/intake/requests/create", **asked)[1]
    people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    page = people["ministry"].get(f"{place}?lang=en")
    assert "u-board_manager" not in page
    assert "(accepted on " in page
    tables = re.findall(r"<table>(.*?)</table>", page, re.DOTALL)
    orders = [list(dict.fromkeys(re.findall(r'<th scope="row">(\w+)', table))) for table in tables]
    assert orders == [["Tablet", "Laptop"]] * 5


def test_the_ministry_is_told_what_granting_again_means_and_the_board_closes_what_is_short(
    running: run.Running, people: dict[str, Browser]
):
    place = ready(people["board_manager"])
    people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    people["ministry"].post(f"{place}/grant", **{"granted.laptop": "12"})
    lines = [Shortage(type="laptop", asked=12, reserved=0)]
    request = UUID(place.rsplit("/", 1)[1])
    data = OrderShort(order=uuid4(), request=request, board=BOARD, lines=lines, free={"laptop": 0})
    inbox.take(
        running.database, SERVICE, [Envelope(uuid4(), "/warehouse", data.subject(), now(), 1, "w", data).to_wire()]
    )
    assert "ends the wait for what is short" in people["ministry"].get(f"{place}?lang=en")
    assert "12 at most" in people["board_manager"].get(f"{place}?lang=en")
    assert people["board_manager"].post(f"{place}/give-up", **{"given_up.laptop": "12"}) == (303, place)
    assert "fulfilled" in people["board_manager"].get(f"{place}?lang=en")


def test_give_up_is_not_offered_while_all_is_reserved_or_on_its_way(running: run.Running, people: dict[str, Browser]):
    place = ready(people["board_manager"])
    people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    people["ministry"].post(f"{place}/grant", **{"granted.laptop": "12"})
    request = UUID(place.rsplit("/", 1)[1])
    data = OrderReserved(
        order=uuid4(),
        request=request,
        board=BOARD,
        reserved=[Quantity(type="laptop", quantity=12)],
        free={"laptop": 88},
    )
    inbox.take(
        running.database, SERVICE, [Envelope(uuid4(), "/warehouse", data.subject(), now(), 1, "w", data).to_wire()]
    )
    page = people["board_manager"].get(place)
    assert "attendus" not in page, "the warehouse has answered"
    assert "/give-up" not in page
    assert people["board_manager"].post(f"{place}/give-up", **{"given_up.laptop": "1"})[0] == 422


def test_a_table_that_scrolls_sideways_is_reached_by_keyboard_and_named(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    for role, path in (("board_manager", "portrait"), ("board_manager", "sites"), ("ministry", "portraits")):
        for page in (
            people[role].get(f"/intake/{path}"),
            people[role].get(place),
            people[role].get("/intake/requests"),
        ):
            frames = re.findall(r'<div class="scroll"([^>]*)><table>\s*<caption><span>(.*?)</span></caption>', page)
            assert len(frames) == page.count("<table>") > 0
            assert {f' tabindex="0" role="region" aria-label="{caption}"' for _, caption in frames} == {
                attributes for attributes, _ in frames
            }


def test_over_the_need_the_page_says_why_with_the_figures_and_keeps_the_request(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    people["board_manager"].post("/intake/portrait/update", **PORTRAIT | {"own_available.laptop": "30"})
    status, page = people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    assert status == 422
    assert alert(page).count("12 demandés, besoin non comblé de 5") == 1
    assert 'name="freight_accepted"' in page


def test_what_was_typed_stays_in_a_form_that_is_refused(people: dict[str, Browser]):
    ready(people["board_manager"])
    fields = ASKED | {"justification": "TREM12345678", "ask.laptop.at_risk": "9"}
    status, page = people["board_manager"].post("/intake/requests/create", **fields)
    assert status == 422
    assert "code permanent" in alert(page)
    assert re.search(r'name="ask\.laptop\.at_risk"[^>]*value="9"', page)


def test_the_freight_is_accepted_by_a_tick_and_not_without(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    status, page = people["board_manager"].post(f"{place}/submit")
    assert status == 422
    assert "Acceptez les frais de livraison" in alert(page)


def test_a_form_of_another_session_changes_nothing(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    answer = people["board_manager"].client.post(f"{place}/submit", data={"csrf": "x", "freight_accepted": "true"})
    assert answer.status_code == 403
    assert "brouillon" in people["board_manager"].get(place)


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        ("board_manager", ["submit", "discard"]),
        ("board_technician", ["discard"]),
        ("auditor", []),
        ("ministry", ["grant", "weigh", "refuse", "send-back", "pause"]),
    ],
)
def test_each_role_is_offered_only_its_own_steps(people: dict[str, Browser], role: str, buttons: list[str]):
    place = ready(people["board_manager"])
    if role == "ministry":
        people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    assert re.findall(r'action="/intake/requests/[^"]+/([^"]+)"', people[role].get(place)) == buttons


def test_the_ministrys_picture_tells_stale_from_missing_and_adds_up(people: dict[str, Browser]):
    ready(people["board_manager"])
    page = people["ministry"].get("/intake/portraits?lang=en")
    assert page.count("never answered") == 71 + 1
    assert "25 / 40" in page


def test_orders_are_given_by_day_on_the_form_and_shown_in_it_again(people: dict[str, Browser]):
    manager, day = people["board_manager"], (now() + timedelta(days=60)).date().isoformat()
    orders = {"order.laptop.0.expected": day, "order.laptop.0.quantity": "3"}
    assert manager.post("/intake/portrait/update", **PORTRAIT | orders)[0] == 303
    form = manager.get("/intake/portrait?lang=en")
    assert re.search(rf'name="order\.laptop\.0\.expected" type="date" value="{day}"', form)
    status, page = manager.post(
        "/intake/portrait/update", **PORTRAIT | orders | {"order.laptop.0.expected": "2020-01-01"}
    )
    assert (status, "Laptop, Own orders" in alert(page)) == (422, True), alert(page)
    assert 'value="2020-01-01"' in page


def test_a_version_is_shown_with_what_it_changed_in_words(people: dict[str, Browser]):
    ready(people["board_manager"])
    people["board_manager"].post("/intake/portrait/update", **PORTRAIT | {"need.laptop.at_risk": "12"})
    for role in ("board_technician", "ministry"):
        page = people[role].get(f"/intake/boards/{BOARD}/portraits?lang=en")
        assert re.search(r"Laptop, At risk\s*</th>\s*<td[^>]*>10</td>\s*<td[^>]*>12</td>", page)
        assert "by u-board_manager" in page


def test_a_wrong_file_shows_each_fault_by_row_and_column_where_it_was_sent(people: dict[str, Browser]):
    manager = people["board_manager"]
    file = (BytesIO(b"type,no_access,weekly_capacity\nlaptop,x,5\n"), "portrait.csv")
    sent = {"csrf": "c", "idempotency_key": str(uuid4()), "file": file}
    answer = manager.client.post("/intake/portrait/file/import", data=sent)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "ligne 2, colonne no_access" in alert(page)) == (422, True), alert(page)
    assert 'type="file"' in page


def test_the_board_is_told_of_an_open_collection_until_it_answers(people: dict[str, Browser]):
    opened = {"title": "Portrait de septembre", "deadline": "2030-09-30"}
    status, place = people["ministry"].post("/intake/campaigns/open", **opened)
    assert status == 303
    page = people["board_manager"].get("/intake/portrait")
    assert "« Portrait de septembre »" in page.replace("\N{NO-BREAK SPACE}", " ")
    people["board_manager"].post("/intake/portrait/update", **PORTRAIT)
    assert "Portrait de septembre" not in people["board_manager"].get("/intake/portrait")
    assert "2030-09-30 23:59" in people["auditor"].get(f"{place}?lang=en")
    assert people["ministry"].post(f"{place}/remind") == (303, place)
    assert people["ministry"].post(f"{place}/close") == (303, place)
    status, page = people["ministry"].post(f"{place}/extend", deadline="2030-10-01")
    assert (status, "Cette collecte est close" in alert(page)) == (409, True)


def test_the_picture_of_a_past_day_says_that_it_is_one(people: dict[str, Browser]):
    ready(people["board_manager"])
    page = people["ministry"].get("/intake/portraits?on=2020-10-01&lang=en")
    assert "stood at the end of 2020-10-01" in page
    assert page.count("never answered") == 72 + 1


def test_the_ministrys_picture_takes_the_same_statements_however_many_boards_answered(
    running: run.Running, people: dict[str, Browser]
):
    statements: list[str] = []
    event.listen(running.database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    taken = []
    for codes in ([BOARD], list(boards())):
        with running.database.writing(Act("u-1", now())) as session:
            for code in codes:
                line = TypeNeed(
                    type="laptop", need=1, by_category={"no_access": 1}, own_available=0, on_order=0, in_repair=0
                )
                update_portrait(session, None, BoardCode(code), 1, [line])
        statements.clear()
        people["ministry"].get("/intake/portraits")
        taken.append(len(statements))
    assert taken[0] == taken[1] < 10


def hear(running: run.Running, sequence: int, data: Any) -> None:
    body = Envelope(uuid4(), data.source(), data.subject(), now(), sequence, "w", data).to_wire()
    inbox.take(running.database, SERVICE, [body])


def submitted(people: dict[str, Browser]) -> str:
    place = ready(people["board_manager"])
    people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    return place


def granted(running: run.Running, people: dict[str, Browser]) -> str:
    place = submitted(people)
    people["ministry"].post(f"{place}/grant", **{"granted.laptop": "12"})
    reserved = [Quantity(type="laptop", quantity=12)]
    request = UUID(place.rsplit("/", 1)[1])
    hear(running, 1, OrderReserved(order=request, request=request, board=BOARD, reserved=reserved, free={"laptop": 88}))
    return place


def offered_steps(page: str) -> set[str]:
    return set(re.findall(r'action="/intake/requests/[^"]+/([^"]+)"', page))


def test_a_request_is_sent_back_and_completed_on_the_pages(people: dict[str, Browser]):
    manager, place = people["board_manager"], submitted(people)
    assert people["ministry"].post(f"{place}/send-back", reason="Précisez l’école") == (303, place)
    page = manager.get(place)
    assert "retournée, à compléter" in page
    assert "Précisez l’école" in page
    assert manager.post(f"{place}/draft/change", **ASKED | {"ask.laptop.at_risk": "9"}) == (303, place)
    assert manager.post(f"{place}/submit", freight_accepted="true") == (303, place)
    assert "Précisez l’école" not in manager.get(place)


def test_a_pause_is_shown_to_the_board_and_ends(people: dict[str, Browser]):
    ministry, place = people["ministry"], submitted(people)
    assert ministry.post(f"{place}/pause", reason="Relâche") == (303, place)
    page = people["board_manager"].get(place)
    assert ("suspendue" in page, "Relâche" in page) == (True, True)
    assert "suspendue" in ministry.get("/intake/requests")
    assert ministry.post(f"{place}/resume") == (303, place)
    assert "Relâche" not in people["board_manager"].get(place)


def test_a_grant_is_undone_on_its_page_and_why_it_cannot_be_is_said(running: run.Running, people: dict[str, Browser]):
    ministry, place = people["ministry"], granted(running, people)
    assert {"undo", "pause", "grant", "weigh"} == offered_steps(ministry.get(place))
    assert ministry.post(f"{place}/undo", reason="Mauvais organisme") == (303, place)
    page = ministry.get(f"{place}?lang=en")
    assert "grant being taken back" in page
    assert offered_steps(page) == {"pause"}
    request = UUID(place.rsplit("/", 1)[1])
    hear(running, 1, WithdrawalRefused(order=uuid4(), request=request, board=BOARD, free={"laptop": 88}))
    page = ministry.get(f"{place}?lang=en")
    assert "part of it is dispatched" in page
    assert "undo" not in offered_steps(page)
    assert "Only a grant or a refusal can be undone" in page


def test_a_board_withdraws_with_a_reason_and_keeps_it_when_refused(running: run.Running, people: dict[str, Browser]):
    manager, place = people["board_manager"], granted(running, people)
    status, page = manager.post(f"{place}/withdraw", reason="TREM12345678")
    assert status == 422
    assert "code permanent" in alert(page)
    assert re.search(r'<textarea id="reason-withdraw"[^>]*>TREM12345678', page)
    assert manager.post(f"{place}/withdraw", reason="Plus de besoin") == (303, place)
    assert "en cours de retrait" in manager.get(place)
    assert "withdraw" not in offered_steps(manager.get(place))


def test_a_missing_device_is_replaced_on_the_page(running: run.Running, people: dict[str, Browser]):
    place = granted(running, people)
    lost = {"device": uuid4(), "type": "laptop", "board": BOARD, "shipment": uuid4(), "reason": "x"}
    hear(running, 1, DeviceMissing(**lost, request=UUID(place.rsplit("/", 1)[1])))
    assert "replace" in offered_steps(people["ministry"].get(place))
    assert people["ministry"].post(f"{place}/replace", **{"replace.laptop": "1"}) == (303, place)
    assert people["ministry"].post(f"{place}/replace", **{"replace.laptop": "1"})[0] == 409


def test_what_people_write_is_shown_as_text_and_never_as_html(people: dict[str, Browser]):
    manager, bad = people["board_manager"], '<script>alert("x")</script>'
    place = ready(manager)
    manager.post(f"{place}/draft/change", **ASKED | {"justification": bad})
    manager.post("/intake/sites/keep", **ADDRESS | {"street": bad, "town": bad, "contact": bad, "phone": bad})
    manager.post(f"{place}/submit", freight_accepted="true")
    people["ministry"].post(f"{place}/pause", reason=bad)
    pages = [people["ministry"].get(place), manager.get(place), manager.get("/intake/sites?site=quai")]
    people["ministry"].post(f"{place}/send-back", reason=bad)
    pages += [manager.get(place), manager.get(f"{place}/draft")]
    manager.post(f"{place}/withdraw", reason=bad)
    pages.append(people["auditor"].get(place))
    for page in pages:
        assert bad not in page
        assert "&lt;script&gt;alert(" in page


def test_the_ministry_sees_what_waits_and_where_a_boards_devices_are(running: run.Running, people: dict[str, Browser]):
    place = submitted(people)
    people["ministry"].post(f"{place}/grant", **{"granted.laptop": "12"})
    request = UUID(place.rsplit("/", 1)[1])
    lines = [Shortage(type="laptop", asked=12, reserved=2)]
    hear(running, 1, OrderShort(order=uuid4(), request=request, board=BOARD, lines=lines, free={"laptop": 0}))
    device = {"device": uuid4(), "type": "laptop", "board": BOARD}
    hear(running, 1, DeviceAccepted(**device, shipment=uuid4(), request=request))
    hear(running, 2, DeviceStolen(**device, reason="x"))
    waiting = people["ministry"].get("/intake/waiting?lang=en")
    assert re.search(r"D000001.*?<td class=\"n\">10</td>", waiting, re.DOTALL)
    assert "Volés" in people["ministry"].get(f"/intake/boards/{BOARD}?lang=fr")
    assert "Stolen" in people["board_manager"].get("/intake/portrait?lang=en")
    assert people["board_manager"].client.get("/intake/boards/711000").status_code == 404
    assert people["board_manager"].client.get("/intake/waiting").status_code == 403


def test_every_field_of_the_new_forms_has_its_label(running: run.Running, people: dict[str, Browser]):
    place = granted(running, people)
    for role in ("ministry", "board_manager"):
        page = people[role].get(place)
        fields = re.findall(r'<(?:input|textarea|select) id="([^"]+)"', page)
        assert len(fields) == len(set(fields)) > 0
        assert [one for one in fields if f'<label for="{one}">' not in page] == []
