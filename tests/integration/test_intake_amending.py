"""A board amends what it asked, and is quoted anew: through the API and on the pages, the card changing meanwhile."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.contracts.roles import BOARD, Role
from services.intake.model import freight
from services.intake.model.freight import Dated
from tests.integration.house import OURS, House, house, someone
from tests.integration.things import INTAKE, SITE

pytestmark = pytest.mark.databases("sqlite", "postgresql")

QUOTED = 4600 + 1225
CLOSURE = {"closed": "class", "school": "762217", "first_day": "2020-10-13", "students": 24}
ACCEPT = {"freight_accepted": True}
FIELDS = {"site": "quai", "urgency": "normal", "justification": "Moins", "freight_accepted": "true"}


@pytest.fixture
def reserve(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as one:
        one.call(Role.BOARD_MANAGER, "PUT", f"{INTAKE}/boards/{OURS}/sites/quai", json=SITE)
        line = {"type": "tablet", "by_category": {"no_access": 200}}
        body = {"weekly_capacity": 9, "lines": [line]}
        one.call(Role.BOARD_MANAGER, "POST", f"{INTAKE}/boards/{OURS}/portraits", json=body)
        yield one


@pytest.fixture
def dearer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """From the moment that it is called, a new card is in force."""
    known = freight._card

    def card(name: str) -> tuple[Dated, ...]:
        since = date(2026, 1, 1)
        return (Dated("road", (9000, 2000), since, None), *known(name)) if name == "rates.csv" else known(name)

    return lambda: monkeypatch.setattr(freight, "_card", card)


def asking(count: int, **more: Any) -> dict[str, Any]:
    line = {"type": "tablet", "category": "no_access", "quantity": count}
    return {"site": "quai", "justification": "x", "lines": [line], **more}


def do(reserve: House, role: Role, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    answer = reserve.act(role, method, f"{INTAKE}/requests{path}", OURS if role in BOARD else None, json=body)
    return answer.status_code, answer.json


def drafted(reserve: House, count: int = 20) -> str:
    return str(do(reserve, Role.BOARD_TECHNICIAN, "POST", "", asking(count))[1]["id"])


def submitted(reserve: House, count: int = 20) -> str:
    request = drafted(reserve, count)
    assert do(reserve, Role.BOARD_MANAGER, "POST", f"/{request}/submit", ACCEPT)[0] == 200
    return request


def read(reserve: House, request: str, what: str = "") -> Any:
    return do(reserve, Role.AUDITOR, "GET", f"/{request}{what}")[1]


def read_by_board(reserve: House, request: str) -> Any:
    return do(reserve, Role.BOARD_MANAGER, "GET", f"/{request}")[1]


def form(reserve: House, path: str, fields: dict[str, str] | None = None) -> Any:
    person = someone(Role.BOARD_MANAGER, OURS)
    headers = {"Cookie": f"reserve_token={reserve.keys.sign(person)}"}
    if fields is None:
        return reserve.ask("GET", f"/intake/requests{path}?lang=en", headers)
    return reserve.ask("POST", f"/intake/requests{path}?lang=en", headers, data={"csrf": person.csrf, **fields})


def test_a_request_is_amended_in_its_place_and_every_version_is_kept(reserve: House):
    request = submitted(reserve)
    place = read(reserve, request)["submitted_at"]
    body = asking(15, urgency="urgent", closure=CLOSURE, **ACCEPT)
    assert do(reserve, Role.BOARD_MANAGER, "POST", f"/{request}/amend", body)[0] == 200
    whole = read(reserve, request)
    assert (whole["state"], whole["submitted_at"], whole["types"][0]["asked"]) == ("submitted", place, 15)
    assert whole["closure"] == CLOSURE | {"last_day": None}
    assert (whole["freight_accepted_as"], whole["freight_accepted_by"]) == ("board_manager", f"u-board_manager-{OURS}")
    versions = read(reserve, request, "/revisions")
    assert [(one["number"], one["lines"][0]["quantity"], one["kept_place"]) for one in versions] == [
        (1, 20, False),
        (2, 15, True),
    ]
    assert [one["closure"] and one["closure"]["students"] for one in versions] == [None, 24]


def test_who_asks_for_more_stands_behind_those_who_came_meanwhile(reserve: House):
    first, second = submitted(reserve, 5), submitted(reserve, 5)
    assert do(reserve, Role.BOARD_MANAGER, "POST", f"/{first}/amend", asking(6, **ACCEPT))[0] == 200
    assert read(reserve, first)["submitted_at"] > read(reserve, second)["submitted_at"]


def test_another_amount_of_freight_is_told_and_not_assumed(reserve: House):
    request = submitted(reserve)
    status, problem = do(reserve, Role.BOARD_MANAGER, "POST", f"/{request}/amend", asking(21, **ACCEPT))
    assert (status, problem["code"]) == (409, "request.freight_changed")
    assert read(reserve, request)["types"][0]["asked"] == 20
    body = asking(21, **ACCEPT, freight_cents=QUOTED + 1225)
    assert do(reserve, Role.BOARD_MANAGER, "POST", f"/{request}/amend", body)[0] == 200
    whole = read(reserve, request)
    assert (whole["freight_cents"], whole["quote"]["cartons"]) == (QUOTED + 1225, {"tablet": 2})


def test_when_the_card_changes_before_the_submission_the_freight_is_quoted_and_accepted_anew(
    reserve: House, dearer: Any
):
    request = drafted(reserve)
    assert read_by_board(reserve, request)["quote"]["cents"] == QUOTED
    dearer()
    status, problem = do(reserve, Role.BOARD_MANAGER, "POST", f"/{request}/submit", ACCEPT)
    assert (status, problem["code"]) == (409, "request.freight_changed")
    quote = read_by_board(reserve, request)["quote"]
    assert (quote["cents"], quote["since"], quote["shipment_cents"]) == (11000, "2026-01-01", 9000)
    assert do(reserve, Role.BOARD_MANAGER, "POST", f"/{request}/submit", {**ACCEPT, "freight_cents": 11000})[0] == 200
    assert read(reserve, request)["freight_cents"] == 11000


def test_the_terms_that_were_accepted_stay_when_the_card_changes_after(reserve: House, dearer: Any):
    request = submitted(reserve)
    dearer()
    whole = read(reserve, request)
    assert (whole["freight_cents"], whole["quote"]["shipment_cents"]) == (QUOTED, 4600)
    assert "$58.25" in form(reserve, f"/{request}").text


def test_what_is_decided_is_amended_no_more(reserve: House):
    request = submitted(reserve)
    assert do(reserve, Role.MINISTRY, "POST", f"/{request}/refuse", {"reason": "x"})[0] == 200
    status, problem = do(reserve, Role.BOARD_MANAGER, "POST", f"/{request}/amend", asking(5, **ACCEPT))
    assert (status, problem["code"]) == (409, "request.not_amendable")
    assert form(reserve, f"/{request}/amendment").status_code == 409


def test_no_code_permanent_comes_in_with_an_amendment(reserve: House):
    request = submitted(reserve)
    body = asking(5, **ACCEPT) | {"justification": "TREM12345678"}
    status, problem = do(reserve, Role.BOARD_MANAGER, "POST", f"/{request}/amend", body)
    assert (status, "TREM" in str(problem), read(reserve, request)["justification"]) == (422, False, "x")


@pytest.mark.parametrize(
    ("closure", "urgency"),
    [
        (None, "urgent"),
        (CLOSURE, "normal"),
        (CLOSURE | {"students": 0}, "urgent"),
        (CLOSURE | {"school": "x"}, "urgent"),
    ],
)
def test_urgency_without_its_event_is_refused(reserve: House, closure: Any, urgency: str):
    body = asking(5, urgency=urgency) | ({"closure": closure} if closure else {})
    assert do(reserve, Role.BOARD_TECHNICIAN, "POST", "", body)[0] == 422


def test_on_its_page_the_new_freight_is_shown_with_what_was_typed_and_accepted_with_the_next_click(reserve: House):
    request = submitted(reserve)
    place = f"/{request}/amendment"
    shown = form(reserve, place).text
    seen = re.search(r'name="freight_cents" value="(\d+)"', shown)
    assert seen
    assert seen[1] == str(QUOTED)
    fields = FIELDS | {"ask.tablet.no_access": "25", "freight_cents": seen[1]}
    refused = form(reserve, f"{place}/amend", fields)
    assert (refused.status_code, "$70.50" in refused.text, 'value="25"' in refused.text) == (409, True, True)
    again = re.search(r'name="freight_cents" value="(\d+)"', refused.text)
    assert again
    assert again[1] == str(QUOTED + 1225)
    assert form(reserve, f"{place}/amend", fields | {"freight_cents": again[1]}).status_code == 303
    assert "Every version that was asked" in form(reserve, f"/{request}").text


def test_the_form_tells_the_procedure_and_the_models_of_the_day_in_both_languages(reserve: House):
    person = someone(Role.BOARD_MANAGER, OURS)
    headers = {"Cookie": f"reserve_token={reserve.keys.sign(person)}"}
    for language, words in (
        ("fr", ("La démarche", "48 à 72 heures", "paie la livraison", "caractéristiques techniques", "10,2 po")),
        ("en", ("The procedure", "48 to 72 hours", "pays the delivery", "specifications", "10.2 in")),
    ):
        shown = reserve.ask("GET", f"/intake/requests?lang={language}", headers).text
        assert [word for word in (*words, "MYLD2C/A", "Chromebook 311") if word not in shown] == []


def test_an_urgent_request_is_asked_on_the_form_and_shown_to_whoever_decides(reserve: House):
    fields = {**FIELDS, "idempotency_key": "k", "urgency": "urgent", "ask.tablet.no_access": "5"}
    fields |= {name: str(value) for name, value in CLOSURE.items()} | {"last_day": ""}
    place = form(reserve, "/create", fields).headers["Location"].removeprefix("/intake/requests")
    shown = form(reserve, place).text
    assert all(text in shown for text in ("a class (762217), from 2020-10-13", "until further notice", "24"))
    wrong = form(reserve, "/create", fields | {"idempotency_key": "l", "students": ""})
    assert (wrong.status_code, "Students concerned" in wrong.text) == (422, True)


def test_beside_the_decision_stand_portrait_other_requests_and_deliveries(reserve: House):
    first, second = submitted(reserve, 5), submitted(reserve, 6)
    figures = read(reserve, second, "/figures")
    assert (figures["standing"], figures["weekly_capacity"], figures["needs"][0]["unmet"]) == ("current", 9, 200)
    assert [one["id"] for one in figures["others"]] == [first]
    assert figures["deliveries"] == {"count": 0, "mean": None, "fastest": None, "slowest": None, "road": None}
    assert figures["devices"] == []
