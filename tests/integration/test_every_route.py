"""Who may do what, on every route and page of every service: made from the route map and the table in `ways.py`.

Each route first answers well to every role that it names, with real ids and a real body; then not to another board with
the very same, not to any other role, and not to nobody. All of it is tried on the default databases in each run; on
PostgreSQL a third, the next days' runs the others, and `make fuzz` all.
"""

from typing import Any

import pytest

from services.contracts.roles import BOARD, Role
from tests.integration.databases import POSTGRESQL, SQLITE
from tests.integration.house import OTHER, someone
from tests.integration.stage import Stage, board_for, status
from tests.integration.ways import DOOR, WAYS

pytestmark = [pytest.mark.databases(SQLITE, POSTGRESQL), pytest.mark.thirds]


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
    views = set(stage.views)
    assert sorted(views - set(WAYS) - DOOR) == [], "routes without a line in tests/integration/ways_*.py"
    assert sorted((set(WAYS) | DOOR) - views) == [], "lines without a route"


def test_what_is_open_to_anybody_is_the_door_alone(stage: Stage) -> None:
    assert {name for name, rule in stage.views.items() if rule.roles is None} == DOOR


def test_most_routes_that_a_board_may_call_name_something_of_it(stage: Stage) -> None:
    """The proof against another board would prove nothing, were the things of the table nobody's."""
    for_boards = [name for name in WAYS if (stage.rule(name).roles or frozenset()) & BOARD]
    named = [name for name in for_boards if stage.of_our_board(name)]
    assert len(named) > len(for_boards) / 2
