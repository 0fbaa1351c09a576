"""Portraits, addresses and requests through the routes, on a real SQLite file, the outbox read back."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from services.chassis import inbox, migrate, run, tables
from services.chassis.act import Act, now
from services.contracts.envelope import Envelope
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.contracts.warehouse import StockChanged
from services.intake.model.portrait import Portrait
from services.intake.service import SERVICE
from tests.integration.databases import copied, installation

pytestmark = pytest.mark.databases("sqlite", "postgresql")

API, OURS, OTHER = "/intake/api/v1", "762000", "711000"
SITE = {"street": "5100, rue Sherbrooke Est", "town": "Montréal", "postal_code": "h1v3r9"}
SITE |= {"contact": "Service des technologies", "phone": "514 555-0123"}


class House:
    """Intake with a person for each role; every creating call gets a fresh key."""

    def __init__(self, running: run.Running) -> None:
        self.running = running
        self.application = running.application()
        self.keys = run.keys(running.settings)

    def call(
        self, who: str, method: str, path: str, body: Any = None, board: str | None = OURS, key: str | None = None
    ) -> tuple[int, Any]:
        role = Role(who)
        bound = BoardCode(board) if board and role in (Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN) else None
        token = self.keys.sign(Person(f"u-{who}-{board}", role, bound))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or str(uuid4()), "Accept-Language": "en"}
        answer = self.application.test_client().open(API + path, method=method, json=body, headers=headers)
        return answer.status_code, answer.get_json()

    def events(self) -> list[tuple[str, Any]]:
        with self.running.database.reading() as session:
            bodies = [json.loads(body) for body in session.scalars(select(tables.outbox.c.body).order_by("id"))]
        return [(body["type"].split(".", 3)[3], body["data"]) for body in bodies]

    def hear_stock(self, **free: int) -> None:
        data = StockChanged(free=free)
        one = Envelope(uuid4(), "/warehouse", data.subject(), now(), int(now().timestamp() * 1000), "w", data)
        inbox.take(self.running.database, SERVICE, [one.to_wire()])

    def needs(self, count: int, board: str = OURS) -> None:
        """A portrait with an unmet need of `count` laptops, and an address."""
        line = {"type": "laptop", "by_category": {"no_access": count + 15}, "own_available": 10, "on_order": 5}
        body = {"weekly_capacity": 40, "lines": [line]}
        assert self.call("board_manager", "POST", f"/boards/{board}/portraits", body, board)[0] == 201
        assert self.call("board_manager", "PUT", f"/boards/{board}/sites/quai", SITE, board)[0] == 200

    def draft(self, quantity: int, board: str = OURS) -> str:
        status, answer = self.call("board_technician", "POST", "/requests", asking(quantity), board)
        assert status == 201, answer
        return str(answer["id"])

    def submit(self, quantity: int, board: str = OURS) -> str:
        request = self.draft(quantity, board)
        status, answer = self.call(
            "board_manager", "POST", f"/requests/{request}/submit", {"freight_accepted": True}, board
        )
        assert status == 200, answer
        return request


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set-up installation, copied for each test: migrating once is enough."""
    folder = tmp_path_factory.mktemp("prepared")
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


@pytest.fixture
def house(prepared: Path, tmp_path: Path) -> Iterator[House]:
    settings = copied(prepared, tmp_path, SERVICE)
    running = run.running(SERVICE, settings)
    yield House(running)
    running.database.close()


def asking(quantity: int, **other: Any) -> dict[str, Any]:
    lines = [{"type": "laptop", "category": "no_access", "quantity": quantity}]
    return {"site": "quai", "justification": "Classes fermées", "urgency": "normal", "lines": lines} | other


def test_the_migrated_database_is_what_the_model_says(house: House):
    assert migrate.differences(house.running.database, SERVICE) == []


def test_every_version_of_a_portrait_is_kept_and_told(house: House):
    house.needs(5)
    house.needs(8)
    _, found = house.call("ministry", "GET", f"/boards/{OURS}/portraits")
    assert [(one["version"], one["lines"][0]["by_category"]) for one in found["items"]] == [
        (2, {"no_access": 23}),
        (1, {"no_access": 20}),
    ]
    told = [data for kind, data in house.events() if kind == "portrait.updated.v1"]
    assert [(one["version"], one["lines"][0]["need"]) for one in told] == [(1, 20), (2, 23)]


def test_a_portrait_sent_twice_with_one_key_is_one_version(house: House):
    body = {"weekly_capacity": 1, "lines": [{"type": "laptop", "by_category": {"no_access": 1}}]}
    answers = [house.call("board_manager", "POST", f"/boards/{OURS}/portraits", body, key="k") for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(house.events()) == 1


def test_the_need_is_given_with_all_its_terms_also_before_any_portrait(house: House):
    assert house.call("board_technician", "GET", f"/boards/{OURS}/need") == (200, [])
    house.needs(20)
    _, (laptop,) = house.call("board_technician", "GET", f"/boards/{OURS}/need")
    figures = ("need", "own_available", "on_order", "held", "unmet", "satisfaction")
    assert [laptop[name] for name in figures] == [35, 10, 5, 0, 20, 0.4286]
    assert laptop["categories"] == [{"category": "no_access", "need": 35, "covered": 15}]


def test_boards_are_current_stale_or_missing(house: House):
    house.needs(5)
    house.needs(5, OTHER)
    age(house, OTHER, 15)
    _, found = house.call("auditor", "GET", "/boards")
    standing = {one["code"]: one["portrait"] for one in found}
    assert (len(standing), standing[OURS], standing[OTHER], standing["712000"]) == (72, "current", "stale", "missing")


def age(house: House, board: str, days: int) -> None:
    """Make the board's portraits so many days older."""
    with house.running.database.writing(Act("test", now())) as session:
        session.execute(
            update(Portrait).where(Portrait.board == board).values(answered_at=now() - timedelta(days=days))
        )


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/boards/{OURS}", None),
        ("GET", f"/boards/{OURS}/need", None),
        ("GET", f"/boards/{OURS}/portraits", None),
        ("GET", f"/boards/{OURS}/sites", None),
        ("PUT", f"/boards/{OURS}/sites/quai", SITE),
        ("POST", f"/boards/{OURS}/portraits", {"weekly_capacity": 1, "lines": [{"type": "laptop", "by_category": {}}]}),
        ("GET", "/requests/{id}", None),
        ("PUT", "/requests/{id}", {"site": "quai", "justification": "x", "lines": []}),
        ("DELETE", "/requests/{id}", None),
        ("POST", "/requests/{id}/submit", {"freight_accepted": True}),
        ("POST", "/requests/{id}/give-up", {"given_up": [{"type": "laptop", "quantity": 1}]}),
    ],
)
def test_another_boards_things_are_not_there(house: House, method: str, path: str, body: Any):
    house.needs(5)
    request = house.draft(5)
    status, _ = house.call("board_manager", method, path.replace("{id}", request), body, OTHER)
    assert status == 404


def test_another_boards_requests_are_not_in_the_list_even_when_asked_for(house: House):
    house.needs(5)
    house.draft(5)
    assert house.call("board_manager", "GET", f"/requests?board={OURS}", board=OTHER)[1]["items"] == []
    assert house.call("board_manager", "GET", "/requests", board=OTHER)[1]["items"] == []


@pytest.mark.parametrize("who", ["ministry", "auditor"])
def test_a_draft_is_in_its_boards_list_alone(house: House, who: str):
    house.needs(5)
    house.draft(5)
    submitted = house.submit(5)
    assert len(house.call("board_technician", "GET", "/requests")[1]["items"]) == 2
    assert [one["id"] for one in house.call(who, "GET", "/requests")[1]["items"]] == [submitted]
    assert house.call(who, "GET", f"/requests?board={OURS}&state=draft")[1]["items"] == []


def test_a_draft_is_written_anew_whole_and_quoted_again(house: House):
    house.needs(25)
    request = house.draft(5)
    lines = [{"type": "tablet", "category": "at_risk", "quantity": 2}, asking(25)["lines"][0]]
    status, changed = house.call(
        "board_manager", "PUT", f"/requests/{request}", asking(1, lines=lines, urgency="normal")
    )
    assert (status, changed["id"], changed["number"], changed["state"]) == (200, request, "D000001", "draft")
    _, shown = house.call("board_manager", "GET", f"/requests/{request}")
    assert [(one["type"], one["quantity"]) for one in shown["lines"]] == [("tablet", 2), ("laptop", 25)]
    assert [(one["type"], one["asked"]) for one in shown["types"]] == [("tablet", 2), ("laptop", 25)]
    assert (shown["urgency"], shown["freight_cents"]) == ("normal", 4600 + 4 * 1225)


def test_a_draft_is_refused_anew_by_the_rules_of_the_first_writing(house: House):
    house.needs(5)
    path = f"/requests/{house.draft(5)}"
    assert house.call("board_manager", "PUT", path, asking(1, site="nowhere"))[1]["code"] == "request.unknown_site"
    assert house.call("board_manager", "PUT", path, asking(1, lines=[]))[1]["code"] == "request.nothing"


def test_a_discarded_draft_is_gone(house: House):
    house.needs(5)
    path = f"/requests/{house.draft(5)}"
    assert house.call("board_technician", "DELETE", path) == (204, None)
    assert house.call("board_technician", "GET", path)[0] == 404
    assert house.call("board_technician", "DELETE", path)[0] == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_what_is_submitted_is_neither_changed_nor_discarded(house: House, method: str):
    house.needs(5)
    path = f"/requests/{house.submit(5)}"
    status, answer = house.call("board_manager", method, path, asking(1) if method == "PUT" else None)
    assert (status, answer["code"]) == (409, "request.no_draft")
    assert house.call("board_manager", "GET", path)[1]["types"][0]["asked"] == 5


def test_a_boards_account_without_a_board_sees_nothing(house: House):
    status, answer = house.call("board_manager", "GET", "/requests", board=None)
    assert (status, answer["code"]) == (403, "board.none")


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        ("ministry", "POST", "/requests"),
        ("board_technician", "POST", "/requests/{id}/submit"),
        ("board_manager", "POST", "/requests/{id}/grant"),
        ("auditor", "POST", "/requests/{id}/grant"),
        ("board_manager", "POST", "/requests/{id}/refuse"),
        ("board_technician", "POST", "/requests/{id}/give-up"),
        ("board_technician", "PUT", f"/boards/{OURS}/sites/quai"),
        ("ministry", "POST", f"/boards/{OURS}/portraits"),
        ("board_manager", "GET", "/stock"),
        ("warehouse", "GET", "/requests"),
    ],
)
def test_a_role_does_only_what_is_its_own(house: House, who: str, method: str, path: str):
    status, answer = house.call(who, method, path.replace("{id}", str(uuid4())), {})
    assert (status, answer["code"]) == (403, "role.forbidden")


def test_an_address_is_cleaned_kept_and_changed(house: House):
    house.call("board_manager", "PUT", f"/boards/{OURS}/sites/Quai", SITE)
    house.call("ministry", "PUT", f"/boards/{OURS}/sites/quai", SITE | {"phone": "514 555-9999"})
    _, found = house.call("board_technician", "GET", f"/boards/{OURS}/sites")
    assert [(one["site"], one["postal_code"], one["phone"]) for one in found] == [("quai", "H1V 3R9", "514 555-9999")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lines": []}, "request.nothing"),
        ({"lines": [{"type": "toaster", "category": "no_access", "quantity": 1}]}, "request.lines"),
        ({"lines": [{"type": "laptop", "category": "rich", "quantity": 1}]}, "request.lines"),
        ({"lines": [{"type": "laptop", "category": "at_risk", "quantity": 1}] * 2}, "request.lines"),
        ({"lines": [{"type": "laptop", "category": "at_risk", "quantity": 0}]}, "fields.invalid"),
        ({"site": "nowhere"}, "request.unknown_site"),
        ({"justification": "TREM12345678 n’a rien"}, "fields.invalid"),
        ({"surprise": 1}, "fields.invalid"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_once(house: House, change: dict[str, Any], code: str):
    house.needs(5)
    status, answer = house.call("board_manager", "POST", "/requests", asking(1, **change))
    assert (status, answer["code"]) == (422, code)
    assert "TREM" not in json.dumps(answer)


def test_submitting_is_refused_with_the_figures_and_changes_nothing(house: House):
    house.needs(5)
    request = house.draft(6)
    accept = {"freight_accepted": True}
    status, answer = house.call("board_manager", "POST", f"/requests/{request}/submit", accept)
    assert (status, answer["code"]) == (422, "request.over_need")
    assert "6 asked, 5 unmet (need 20, own available 10, on order 5" in answer["detail"]
    house.needs(6)
    assert house.call("board_manager", "POST", f"/requests/{request}/submit", {})[1]["code"] == (
        "request.freight_not_accepted"
    )
    age(house, OURS, 15)
    status, answer = house.call("board_manager", "POST", f"/requests/{request}/submit", accept)
    assert (status, answer["code"]) == (409, "request.stale_portrait")
    assert [kind for kind, _ in house.events()] == ["portrait.updated.v1"] * 2


def test_a_board_that_never_gave_its_portrait_cannot_submit(house: House):
    house.call("board_manager", "PUT", f"/boards/{OURS}/sites/quai", SITE)
    path = f"/requests/{house.draft(1)}/submit"
    status, answer = house.call("board_manager", "POST", path, {"freight_accepted": True})
    assert (status, answer["code"]) == (409, "request.missing_portrait")


def test_a_request_is_quoted_submitted_and_granted_with_its_address(house: House):
    house.needs(20)
    house.hear_stock(laptop=20)
    request = house.submit(20)
    _, shown = house.call("board_manager", "GET", f"/requests/{request}")
    assert (shown["number"], shown["freight_cents"]) == ("D000001", 4600 + 2 * 1225)
    assert shown["freight_accepted_by"] == f"u-board_manager-{OURS}"
    assert house.call("ministry", "POST", f"/requests/{request}/grant", {})[1]["state"] == "granted"
    kind, told = house.events()[-1]
    assert (kind, told["granted"], told["partly"]) == (
        "request.granted.v1",
        [{"type": "laptop", "quantity": 20}],
        False,
    )
    assert told["address"] == SITE | {"site": "quai", "postal_code": "H1V 3R9"}
    assert house.call("ministry", "GET", "/stock")[1] == [{"type": "laptop", "heard": 20, "pending": 20, "free": 0}]


def test_what_is_granted_lowers_the_unmet_need(house: House):
    house.needs(20)
    house.hear_stock(laptop=20)
    request = house.submit(20)
    house.call("ministry", "POST", f"/requests/{request}/grant", {"granted": [{"type": "laptop", "quantity": 12}]})
    _, (laptop,) = house.call("board_manager", "GET", f"/boards/{OURS}/need")
    assert (laptop["held"], laptop["unmet"]) == (12, 8)


def test_two_requests_may_not_both_be_granted_for_one_need(house: House):
    house.needs(20)
    house.hear_stock(laptop=100)
    first, second = house.submit(20), house.submit(20)
    assert house.call("ministry", "POST", f"/requests/{first}/grant", {})[0] == 200
    status, answer = house.call("ministry", "POST", f"/requests/{second}/grant", {})
    assert (status, answer["code"]) == (409, "grant.over_need")


def test_a_grant_over_the_stock_is_refused_whole_with_the_figures(house: House):
    house.needs(20)
    house.hear_stock(laptop=19)
    request = house.submit(20)
    status, answer = house.call("ministry", "POST", f"/requests/{request}/grant", {})
    assert (status, answer["code"]) == (409, "grant.over_stock")
    assert "20 more would be granted, 19 free" in answer["detail"]
    assert house.call("ministry", "GET", f"/requests/{request}")[1]["state"] == "submitted"
    assert house.call("ministry", "GET", "/stock")[1][0]["pending"] == 0


def test_grants_at_the_same_moment_never_promise_more_than_is_free(house: House):
    boards = ["711000", "712000", "713000", "714000", "721000", "722000"]
    for board in boards:
        house.needs(10, board)
    house.hear_stock(laptop=35)
    requests = [house.submit(10, board) for board in boards]
    statuses: list[int] = []

    def grant(request: str) -> None:
        statuses.append(house.call("ministry", "POST", f"/requests/{request}/grant", {})[0])

    threads = [threading.Thread(target=grant, args=[request]) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 3 + [409] * 3
    assert house.call("ministry", "GET", "/stock")[1] == [{"type": "laptop", "heard": 35, "pending": 30, "free": 5}]


def test_a_refusal_gives_its_reason_to_the_board(house: House):
    house.needs(5)
    request = house.submit(5)
    body = {"reason": "Portrait à revoir"}
    assert house.call("ministry", "POST", f"/requests/{request}/refuse", body)[1]["state"] == "refused"
    assert house.call("board_manager", "GET", f"/requests/{request}")[1]["reason"] == "Portrait à revoir"
    assert house.events()[-1][1] == {"request": request, "board": OURS, "reason": "Portrait à revoir"}


def test_the_list_is_paged_newest_first(house: House):
    house.needs(5)
    made = [house.draft(1) for _ in range(3)]
    _, first = house.call("board_manager", "GET", "/requests?limit=2")
    _, last = house.call("board_manager", "GET", f"/requests?limit=2&cursor={first['next']}")
    assert [one["id"] for one in first["items"] + last["items"]] == made[::-1]
    assert last["next"] is None
