"""Every route and page of every service, from the route map: 401 to nobody, 403 to a role that it does not name."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.run import keys, prepare, running
from services.chassis.settings import from_environment
from services.chassis.web.rule import rule_of
from services.contracts.roles import BOARD, Person, Role
from services.contracts.values import BoardCode
from services.everything import SERVICES


class Door:
    """One service's application with every way into it."""

    def __init__(self, application: Any, signing: Any) -> None:
        self.application, self.signing = application, signing
        self.client = application.test_client()

    def ways(self) -> list[tuple[str, str, frozenset[Role] | None]]:
        """Method, path and admitted roles (None: anybody) of each view that opens a transaction."""
        found = []
        for one in self.application.url_map.iter_rules():
            rule = rule_of(self.application.view_functions[one.endpoint])
            if not rule.bare:
                methods = sorted(one.methods - {"HEAD", "OPTIONS"})
                found += [(method, sample(one.rule), rule.roles) for method in methods]
        return found

    def ask(self, method: str, path: str, role: Role | None) -> int:
        headers = {"Authorization": f"Bearer {self._token(role)}"} if role else {}
        return int(self.client.open(path, method=method, headers=headers).status_code)

    def _token(self, role: Role) -> str:
        board = BoardCode("762000") if role in BOARD else None
        return str(self.signing.sign(Person("u-1", role, board, csrf="c")))


def sample(pattern: str) -> str:
    """A path that the pattern of a route matches: a UUID where it wants one, the first of a choice, else a code."""
    pattern = re.sub(r"<uuid:\w+>", str(uuid4()), pattern)
    pattern = re.sub(r"<any\('?(\w+)[^)]*\):\w+>", r"\1", pattern)
    return re.sub(r"<\w+>", "762000", pattern)


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Door]]:
    settings = from_environment({"RESERVE_VAR": str(tmp_path_factory.mktemp("doors"))})
    prepare(SERVICES, settings)
    services = [running(service, settings) for service in SERVICES]
    yield {one.service.name: Door(one.application(), keys(settings)) for one in services}
    for one in services:
        one.database.close()


@pytest.mark.parametrize("name", [service.name for service in SERVICES])
def test_nobody_passes_a_route_that_names_roles(doors: dict[str, Door], name: str) -> None:
    closed = [way for way in doors[name].ways() if way[2] is not None]
    assert len(closed) >= 5
    wrong = []
    for method, path, _ in closed:
        status = doors[name].ask(method, path, None)
        if status != (401 if "/api/" in path else 307):
            wrong.append((method, path, status))
    assert wrong == []


@pytest.mark.parametrize("name", [service.name for service in SERVICES])
def test_a_role_that_a_route_does_not_name_is_forbidden_and_one_that_it_names_is_not(
    doors: dict[str, Door], name: str
) -> None:
    wrong = []
    for method, path, roles in doors[name].ways():
        for role in Role if roles is not None else ():
            forbidden = doors[name].ask(method, path, role) == 403
            if forbidden == (role in roles):
                wrong.append((method, path, role.value))
    assert wrong == []


def test_what_is_open_to_anybody_is_the_door_alone(doors: dict[str, Door]) -> None:
    open_to_all = {path for door in doors.values() for _, path, roles in door.ways() if roles is None}
    assert open_to_all == {
        "/portal/sign-in",
        "/portal/renew",
        "/portal/api/v1/sign-in",
        "/portal/api/v1/tokens",
    }
