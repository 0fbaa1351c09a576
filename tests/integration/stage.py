"""A furnished reserve on which every route is called well, by whoever; what a call changed is put back after it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from werkzeug.exceptions import HTTPException

from services.chassis.web.rule import Rule, rule_of
from services.contracts.roles import BOARD, Person, Role
from services.contracts.values import BoardCode
from tests.integration import house as houses
from tests.integration.databases import keep, put_back
from tests.integration.house import OURS, House
from tests.integration.maker import Maker
from tests.integration.things import Things
from tests.integration.ways import WAYS, Way

SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Stage:
    """A furnished reserve; `fresh` gives a service its database as it was before any call changed it."""

    house: House
    things: Things
    kept: dict[str, Path]

    def rule(self, name: str) -> Rule:
        """The rule of the view behind a method and rule of the route map."""
        return self.views[name]

    @cached_property
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
                put_back(self.house.services[service], self.kept[service])

    def call(self, name: str, person: Person | None, key: str | None = None) -> Any:
        """The good call of a route by this person: a program with a bearer token, a page with a cookie and its form."""
        way, (method, rule) = WAYS[name].of(person and person.role), name.split(" ", 1)
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

    def addresses(self, name: str) -> list[str]:
        """The addresses of a page about one thing for each that there is of its noun; else its one address."""
        way, rule = WAYS[name], name.split(" ", 1)[1]
        named = next((word for word in way.path if word.startswith("@")), "")
        noun = named[1:].split()[0] if named else ""
        same = [
            one for one in self.things.known if one.split()[0] == noun and "code" not in one and "number" not in one
        ]
        ways = [Way(*(f"@{one}" if word == named else word for word in way.path)) for one in same] or [way]
        return [self.address(one, rule) for one in ways]

    def view(self, method: str, address: str) -> Any:
        """The view that answers there; None where nothing does."""
        application = self.house.applications[address.split("/")[1]]
        try:
            endpoint, _ = application.url_map.bind("").match(address.split("?")[0], method=method)
        except HTTPException:
            return None
        return application.view_functions[endpoint]

    def of_our_board(self, name: str) -> bool:
        """Whether the good call names something that is our board's own."""
        return not {self.things[one] for one in self.things.ours}.isdisjoint(self.given(name))

    def given(self, name: str) -> list[str]:
        """Every text that the good call gives."""
        way = WAYS[name]
        return _words(self.things.put_in([list(way.path), way.sent()]))


@contextmanager
def furnished(folder: Path) -> Iterator[Stage]:
    """The stage, made in an empty folder."""
    with houses.house(folder / "house") as house:
        things = Maker(house).all()
        kept = {name: keep(one, folder) for name, one in house.services.items()}
        yield Stage(house, things, kept)


def board_for(role: Role, name: str, board: BoardCode = OURS) -> BoardCode | None:
    """The board that someone of a role has: a board's people theirs, a station too unless it is the warehouse's."""
    ours = role in BOARD or (role is Role.STATION and not name.split()[1].startswith("/warehouse"))
    return board if ours else None


def caller(stage: Stage, name: str) -> Person:
    """Who may call a route: the first of its roles."""
    role = min(stage.rule(name).roles or ())
    return houses.someone(role, board_for(role, name))


def status(answer: Any) -> int:
    """The answer's status; of a batch of one scan, that of the scan."""
    if answer.is_json and answer.request.path.endswith("/scans") and "results" in answer.json:
        (result,) = answer.json["results"]
        return int(result["problem"]["status"]) if result["problem"] else 200
    return int(answer.status_code)


def _words(form: Any) -> list[str]:
    """Every text in a form of the table."""
    if isinstance(form, dict):
        return _words(list(form.values()))
    if isinstance(form, list):
        return [word for one in form for word in _words(one)]
    return [form] if isinstance(form, str) else []
