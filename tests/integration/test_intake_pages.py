"""The pages as a browser meets them: both languages, forms posted, refusals shown where one typed."""

import re
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from services.chassis import inbox, run
from services.chassis.act import Act, now
from services.chassis.settings import from_environment
from services.contracts.envelope import Envelope
from services.contracts.intake import TypeNeed
from services.contracts.reference import boards
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.contracts.warehouse import StockChanged
from services.intake.operations.portrait import update_portrait
from services.intake.service import SERVICE

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
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set-up installation, copied for each test: migrating once is enough."""
    folder = tmp_path_factory.mktemp("prepared")
    run.prepare([SERVICE], from_environment({"RESERVE_VAR": str(folder)}))
    return folder


@pytest.fixture
def running(prepared: Path, tmp_path: Path) -> Iterator[run.Running]:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    settings = from_environment({"RESERVE_VAR": str(tmp_path)})
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
        ("ministry", "/intake/portraits"),
        ("auditor", "/intake/portraits"),
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


def test_over_the_need_the_page_says_why_with_the_figures_and_keeps_the_request(people: dict[str, Browser]):
    place = ready(people["board_manager"])
    people["board_manager"].post("/intake/portrait/update", **PORTRAIT | {"own_available.laptop": "30"})
    status, page = people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    assert status == 422
    assert "12 demandés, besoin non comblé de 5" in alert(page)
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
    [("board_manager", ["submit"]), ("board_technician", []), ("auditor", []), ("ministry", ["grant", "refuse"])],
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
