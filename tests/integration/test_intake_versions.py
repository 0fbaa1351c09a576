"""Two people edit the same thing: whoever says what he saw never writes over what another changed since."""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from services.chassis import run
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.intake.service import SERVICE
from tests.integration.databases import installation

pytestmark = pytest.mark.databases("sqlite", "postgresql")
API, BOARD = "/intake/api/v1", BoardCode("762000")
SITE = {"street": "1, rue A", "town": "Montréal", "postal_code": "H1A 1A1", "contact": "TI", "phone": "514 555-0100"}
ASKED = {"site": "quai", "justification": "Classes fermées"}
ASKED |= {"lines": [{"type": "laptop", "category": "no_access", "quantity": 5}]}
FORM = {"site": "quai", "urgency": "normal", "justification": "Autre raison", "ask.laptop.at_risk": "12"}
PORTRAIT = {"weekly_capacity": 40, "lines": [{"type": "laptop", "by_category": {"no_access": 30}}]}


class Caller:
    """Someone who calls the API or sends a page's form."""

    def __init__(self, running: run.Running, role: Role) -> None:
        self.application = running.application()
        bound = BOARD if role.value.startswith("board") else None
        self.token = run.keys(running.settings).sign(Person(f"u-{role}", role, bound, csrf="c"))

    def call(self, method: str, path: str, body: Any = None, seen: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid4()), "Accept-Language": "fr"}
        headers |= {"If-Match": seen} if seen else {}
        return self.application.test_client().open(API + path, method=method, json=body, headers=headers)

    def send(self, path: str, fields: Mapping[str, str]) -> Any:
        browser = self.application.test_client()
        browser.set_cookie("reserve_token", self.token)
        return browser.post(path, data={"csrf": "c", "idempotency_key": str(uuid4()), **fields})

    def page(self, path: str) -> str:
        browser = self.application.test_client()
        browser.set_cookie("reserve_token", self.token)
        return str(browser.get(path).text)


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Caller]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    one = Caller(running, Role.BOARD_MANAGER)
    assert one.call("PUT", f"/boards/{BOARD}/sites/quai", SITE).status_code == 200
    yield one
    running.database.close()


def draft(manager: Caller) -> tuple[str, str]:
    """A draft's id and its version, as an entity tag."""
    answer = manager.call("POST", "/requests", ASKED)
    assert answer.headers["ETag"] == f'"{answer.json["version"]}"'
    return answer.json["id"], answer.headers["ETag"]


def test_a_draft_is_changed_by_who_saw_it_as_it_is_and_not_by_who_saw_it_before(manager: Caller) -> None:
    request, seen = draft(manager)
    changed = manager.call("PUT", f"/requests/{request}", ASKED | {"justification": "Mieux dit"}, seen)
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    late = manager.call("PUT", f"/requests/{request}", ASKED | {"justification": "Écrase tout"}, seen)
    assert (late.status_code, late.json["code"]) == (412, "changed.meanwhile")
    assert "Rouvrez" in late.json["detail"]
    now = manager.call("GET", f"/requests/{request}")
    assert (now.json["justification"], now.headers["ETag"]) == ("Mieux dit", '"2"')
    for seen in ("*", None, '"1", "4"'):
        assert manager.call("PUT", f"/requests/{request}", ASKED, seen).status_code == 200


def test_of_two_who_change_at_once_what_both_saw_one_is_told(manager: Caller) -> None:
    request, seen = draft(manager)
    start = Barrier(4)

    def change(number: int) -> int:
        start.wait()
        body = ASKED | {"justification": f"Version {number}"}
        return int(manager.call("PUT", f"/requests/{request}", body, seen).status_code)

    with ThreadPoolExecutor(4) as pool:
        assert Counter(pool.map(change, range(4))) == {200: 1, 412: 3}


def test_a_step_is_refused_on_a_request_that_was_written_anew_since_it_was_read(manager: Caller) -> None:
    request, seen = draft(manager)
    assert manager.call("PUT", f"/requests/{request}", ASKED).status_code == 200
    assert manager.call("POST", f"/requests/{request}/submit", {"freight_accepted": True}, seen).status_code == 412
    assert manager.call("DELETE", f"/requests/{request}", seen=seen).status_code == 412
    assert manager.call("DELETE", f"/requests/{request}").status_code == 204


def test_a_form_says_what_was_seen_and_shows_what_was_typed_when_that_is_old(manager: Caller) -> None:
    request, _ = draft(manager)
    assert 'name="version" value="1"' in manager.page(f"/intake/requests/{request}/draft")
    first = manager.send(f"/intake/requests/{request}/draft/change", FORM | {"version": "1"})
    assert first.status_code == 303
    late = manager.send(f"/intake/requests/{request}/draft/change", FORM | {"version": "1", "justification": "Tapé"})
    assert late.status_code == 412
    assert "Quelqu’un a modifié ceci entre-temps" in late.text
    assert "Tapé" in late.text
    # Sent again as it stands it is still refused: it must be opened anew.
    assert 'name="version" value="1"' in late.text


def test_an_address_and_a_portrait_are_not_written_over_unseen(manager: Caller) -> None:
    place = f"/boards/{BOARD}/sites/quai"
    assert manager.call("PUT", place, SITE | {"phone": "514 555-0111"}, '"1"').headers["ETag"] == '"2"'
    assert manager.call("PUT", place, SITE, '"1"').status_code == 412
    assert manager.call("PUT", f"/boards/{BOARD}/sites/autre", SITE, '"1"').status_code == 412
    assert manager.call("GET", f"/boards/{BOARD}/sites").json[0]["version"] == 2
    portraits = f"/boards/{BOARD}/portraits"
    assert manager.call("POST", portraits, PORTRAIT, '"0"').headers["ETag"] == '"1"'
    assert manager.call("POST", portraits, PORTRAIT, '"0"').status_code == 412
    assert manager.call("POST", portraits, PORTRAIT, '"1"').status_code == 201


def test_two_who_add_the_same_address_at_once_both_succeed(manager: Caller) -> None:
    start = Barrier(4)

    def add(_: int) -> int:
        start.wait()
        return int(manager.call("PUT", f"/boards/{BOARD}/sites/annexe", SITE).status_code)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(add, range(4))) == [200] * 4
    assert [one["version"] for one in manager.call("GET", f"/boards/{BOARD}/sites").json] == [4, 1]
