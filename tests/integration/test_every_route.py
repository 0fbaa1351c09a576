"""Who may do what, on every route and page of every service: made from the route map and the table in `ways.py`.

Each route first answers well to every role that it names, with real ids and a real body; then not to another board with
the very same, not to any other role, and not to nobody.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from services.chassis.web.rule import Rule, rule_of
from services.contracts.roles import BOARD, Person, Role
from services.contracts.values import BoardCode
from tests.integration import house as houses
from tests.integration.house import OTHER, OURS, House, someone
from tests.integration.things import Maker, Things
from tests.integration.ways import DOOR, WAYS, Way

SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Stage:
    """A furnished reserve; `fresh` gives a service its database as it was before any call changed it."""

    house: House
    things: Things
    kept: dict[str, Path]

    def rule(self, name: str) -> Rule:
        """The rule of the view behind a method and rule of the route map."""
        return self.views()[name]

    def views(self) -> dict[str, Rule]:
        """Every view that opens a transaction, as `METHOD rule`."""
        found = {}
        for application in self.house.applications.values():
            for one in application.url_map.iter_rules():
                rule = rule_of(application.view_functions[one.endpoint])
                if not rule.bare:
                    found |= {f"{method} {one.rule}": rule for method in one.methods - {"HEAD", "OPTIONS"}}
        return found

    @contextmanager
    def fresh(self, name: str) -> Iterator[None]:
        """After a call that may have changed something, all is as before."""
        try:
            yield
        finally:
            if name.split()[0] not in SAFE:
                service = name.split("/")[1]
                houses.put_back(self.house.services[service], self.kept[service])

    def call(self, name: str, person: Person | None, key: str | None = None) -> Any:
        """The good call of a route by this person: a program with a bearer token, a page with a cookie and its form."""
        way, (method, rule) = WAYS[name], name.split(" ", 1)
        sent, headers = self.things.put_in(way.sent()), {"Idempotency-Key": key or str(uuid4())}
        if person and "/api/" in rule:
            headers["Authorization"] = f"Bearer {self.house.keys.sign(person)}"
        elif person:
            headers["Cookie"] = f"reserve_token={self.house.keys.sign(person)}"
            if method == "POST":
                sent["data"] = {"csrf": person.csrf, **sent.get("data", {})}
        return self.house.ask(method, self.address(way, rule), headers, **sent)

    def address(self, way: Way, rule: str) -> str:
        values = iter(self.things.put_in(list(way.path)))
        return re.sub(r"<[^<>]+>", lambda _: quote(next(values)), rule)

    def of_our_board(self, name: str) -> bool:
        """Whether the good call names something that is our board's own."""
        return not {self.things[one] for one in self.things.ours}.isdisjoint(self.given(name))

    def given(self, name: str) -> list[str]:
        """Every text that the good call gives."""
        way = WAYS[name]
        return _words(self.things.put_in([list(way.path), way.sent()]))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with houses.house(tmp_path_factory.mktemp("house")) as house:
        things = Maker(house).all()
        aside = tmp_path_factory.mktemp("kept")
        kept = {name: houses.keep(one, aside) for name, one in house.services.items()}
        yield Stage(house, things, kept)


def board_for(role: Role, name: str, board: BoardCode = OURS) -> BoardCode | None:
    """The board that someone of a role has: a board's people theirs, a station too unless it is the warehouse's."""
    ours = role in BOARD or (role is Role.STATION and not name.split()[1].startswith("/warehouse"))
    return board if ours else None


def status(answer: Any) -> int:
    """The answer's status; of a batch of one scan, that of the scan."""
    if answer.is_json and answer.request.path.endswith("/scans") and "results" in answer.json:
        (result,) = answer.json["results"]
        return int(result["problem"]["status"]) if result["problem"] else 200
    return int(answer.status_code)


def went_well(answer: Any, name: str) -> bool:
    """A page may send on; one that takes a form and shows itself again must not do so with a refusal."""
    if "/api/" in name:
        return 200 <= status(answer) < 300
    refused = name.startswith("POST") and 'class="alert"' in answer.text
    return status(answer) in (200, 303) and not refused


@pytest.mark.parametrize("name", sorted(WAYS))
def test_a_route_answers_every_role_that_it_names(stage: Stage, name: str) -> None:
    wrong = []
    for role in sorted(stage.rule(name).roles or ()):
        with stage.fresh(name):
            answer = stage.call(name, someone(role, board_for(role, name)))
            if not went_well(answer, name):
                wrong.append((role.value, answer.status_code, answer.text))
    assert wrong == []


@pytest.mark.parametrize("name", sorted(WAYS))
def test_another_board_gets_at_nothing_of_ours(stage: Stage, name: str) -> None:
    expected = WAYS[name].abroad or 404
    # What the caller typed stands in the form again.
    mine = {stage.things[one] for one in stage.things.ours} - set(stage.given(name))
    wrong = []
    for role in sorted((stage.rule(name).roles or frozenset()) & (BOARD | {Role.STATION})):
        if board_for(role, name) is not None:
            with stage.fresh(name):
                answer = stage.call(name, someone(role, board_for(role, name, OTHER)))
                if stage.of_our_board(name) and status(answer) != expected:
                    wrong.append((role.value, answer.status_code, answer.text))
                if told := sorted(one for one in mine if one in answer.text):
                    wrong.append((role.value, "tells", told))
    assert wrong == []


@pytest.mark.parametrize("name", sorted(WAYS))
def test_a_role_that_a_route_does_not_name_is_forbidden(stage: Stage, name: str) -> None:
    others = sorted(frozenset(Role) - (stage.rule(name).roles or frozenset()))
    answers = {role: stage.call(name, someone(role, board_for(role, name))).status_code for role in others}
    assert answers == dict.fromkeys(others, 403)


@pytest.mark.parametrize("name", sorted(WAYS))
def test_nobody_passes(stage: Stage, name: str) -> None:
    assert stage.call(name, None).status_code == (401 if "/api/" in name else 307)


@pytest.mark.parametrize("name", sorted(WAYS))
def test_a_boards_role_without_a_board_does_and_sees_nothing(stage: Stage, name: str) -> None:
    roles = sorted((stage.rule(name).roles or frozenset()) & BOARD)
    answers = {role: stage.call(name, someone(role, None)).status_code for role in roles}
    assert answers == dict.fromkeys(roles, 403)


def test_every_route_stands_in_the_table_of_ways(stage: Stage) -> None:
    views = set(stage.views())
    assert sorted(views - set(WAYS) - DOOR) == [], "routes without a line in tests/integration/ways.py"
    assert sorted((set(WAYS) | DOOR) - views) == [], "lines without a route"


def test_what_is_open_to_anybody_is_the_door_alone(stage: Stage) -> None:
    assert {name for name, rule in stage.views().items() if rule.roles is None} == DOOR


def test_most_routes_that_a_board_may_call_name_something_of_it(stage: Stage) -> None:
    """The proof against another board would prove nothing, were the things of the table nobody's."""
    for_boards = [name for name in WAYS if (stage.rule(name).roles or frozenset()) & BOARD]
    named = [name for name in for_boards if stage.of_our_board(name)]
    assert len(named) > len(for_boards) / 2


def _words(form: Any) -> list[str]:
    """Every text in a form of the table."""
    if isinstance(form, dict):
        return _words(list(form.values()))
    if isinstance(form, list):
        return [word for one in form for word in _words(one)]
    return [form] if isinstance(form, str) else []
