"""A walk through the pages of the furnished reserve in a browser: what stands in somebody's way on each of them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from services.chassis.run import gateway
from services.chassis.web.admission import COOKIE
from services.chassis.web.threaded import listen, serve
from services.commands.jobs import start
from services.contracts.places import RENEW_API
from services.contracts.roles import Role
from tests.integration.house import someone
from tests.integration.stage import Stage, board_for
from tests.integration.ways import WAYS, Way
from tests.servers.barriers import barriers
from tests.servers.browser import Browser
from tests.servers.process import free_port

# What is found at once sends on: a search that was not begun, one that finds several, and one that finds nothing.
SEARCH, SEARCHES = "GET /portal/search", ("q=", "q=C02XL", "q=INCONNU")
# A page of the API's that takes a form and one that takes scans.
OPERATION, API = "GET /warehouse/api-docs", "operation=warehouse_"
OPERATIONS = (f"{API}delivery_api_announce_deliveries_post", f"{API}scan_api_scans_scans_post")
LOADS_MS = 30_000


@dataclass(frozen=True)
class Door:
    """A page by its name in the route map, and who opens it; nobody in particular what is open to anybody. `asked` is
    what is asked of it where that is not what the table of ways says."""

    name: str
    roles: tuple[Role, ...]
    asked: str = ""

    def role(self, language: str) -> Role | None:
        """In one language the first role that may, in the other the last, as they often see different pages."""
        return self.roles[0 if language == "fr" else -1] if self.roles else None


@dataclass
class Walker:
    """A browser at a served stage. `heard` is what the page under it threw, was refused and asked of another origin."""

    stage: Stage
    url: str
    language: str
    context: Any
    heard: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.heard.append(("throws", str(error))))
        self.page.on("console", self._complains)
        self.page.on("request", self._asks)
        self.page.on("response", self._hears)

    def _complains(self, told: Any) -> None:
        """Also of what the policy of its contents refused."""
        # What was not answered well is heard as an answer, which always tells its address.
        if told.type == "error" and not told.text.startswith("Failed to load resource"):
            self.heard.append(("complains", told.text))

    def _hears(self, answer: Any) -> None:
        # Nobody signed in on the stage: a page of scans asks for a fresh token in vain.
        if answer.status >= 400 and not answer.url.endswith(RENEW_API):
            self.heard.append(("is refused", f"{answer.status} {answer.url}"))

    def _asks(self, request: Any) -> None:
        if not request.url.startswith((f"{self.url}/", "data:", "blob:")):
            self.heard.append(("leaves its origin", request.url))

    def look(self, door: Door, by_tab: bool) -> list[Any]:
        """What stands in the way on this page; `by_tab` by the keys that lead to each of its controls too."""
        self._be(door.role(self.language), door.name)
        answer = self.page.goto(self.url + address(self.stage, door, self.language), timeout=LOADS_MS)
        if answer.status != 200 or self.page.get_attribute("html", "lang") != f"{self.language}-CA":
            return [("answers", answer.status, self.page.get_attribute("html", "lang"))]
        found = barriers(self.page, by_tab)
        told, self.heard = self.heard, []
        return [*found, *told]

    def _be(self, role: Role | None, name: str) -> None:
        # What the page before still asks for ends with it: another person would be refused it.
        self.page.goto("about:blank")
        self.context.clear_cookies()
        if role:
            token = self.stage.house.keys.sign(someone(role, board_for(role, name)))
            self.context.add_cookies([{"name": COOKIE, "value": token, "url": self.url}])


@contextmanager
def walking(stage: Stage, browser: Browser, profile: Path, language: str, **size: int) -> Iterator[Walker]:
    """A walker of this language, with a screen of this size, who asked for no motion."""
    options = {"locale": f"{language}-CA", "reduced_motion": "reduce", "service_workers": "block", "viewport": size}
    with served(stage) as url:
        context = browser.open(profile, **options)
        yield Walker(stage, url, language, context)
        context.close()


@contextmanager
def served(stage: Stage) -> Iterator[str]:
    """The stage's applications behind an address of this machine."""
    settings = replace(stage.house.services["portal"].settings, port=free_port())
    web, stop = listen(gateway(dict(stage.house.applications)), settings), threading.Event()
    threads = start({"web": partial(serve, web)}, stop)
    try:
        yield web.url
    finally:
        stop.set()
        for one in threads:
            one.join()


def address(stage: Stage, door: Door, language: str) -> str:
    """The page's address as whoever opens it in this language asks for it."""
    rule = door.name.removeprefix("GET ")
    # At the door itself nothing is known by name.
    way = WAYS.get(door.name, Way(*["nobody"] * rule.count("<"))).of(door.role(language))
    asked = stage.things.put_in(way.sent()).get("query_string", {})
    return f"{stage.address(way, rule)}?{door.asked or urlencode(asked)}&lang={language}"


def text(stage: Stage, door: Door, language: str) -> str:
    """The page as it is sent to whoever opens it in this language; of a search that sends on, nothing."""
    role = door.role(language)
    token = stage.house.keys.sign(someone(role, board_for(role, door.name))) if role else ""
    answer = stage.house.ask("GET", address(stage, door, language), {"Cookie": f"{COOKIE}={token}"} if role else {})
    assert answer.status_code == 200 or door.asked, door.name
    return str(answer.text) if answer.status_code == 200 else ""


def doors(stage: Stage) -> list[Door]:
    """Every page of the route map, by what it answers: what is no HTML is a file, what sends on leads to another."""
    found = []
    for name, rule in sorted(stage.views.items()):
        if name.startswith("GET ") and "/api/" not in name:
            door = Door(name, tuple(sorted(rule.roles or ())))
            answer = _answer(stage, door)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                found.append(door)
    found += [Door(OPERATION, (), one) for one in OPERATIONS]
    return found + [Door(SEARCH, tuple(sorted(stage.rule(SEARCH).roles or ())), one) for one in SEARCHES]


def _answer(stage: Stage, door: Door) -> Any:
    if not door.roles:
        return stage.house.ask("GET", address(stage, door, "fr"), {})
    role = door.roles[0]
    return stage.call(door.name, someone(role, board_for(role, door.name)))
