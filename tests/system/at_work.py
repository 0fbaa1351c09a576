"""A station that scans and a person who reads pages, over TLS that they verify, whatever is done meanwhile."""

import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from threading import Event, Thread
from typing import Any

import httpx

from scanner.journal import Journal
from scanner.scan import Scan
from scanner.send import follow
from scanner.station import Station
from services.chassis.act import Act, now
from services.chassis.run import running
from services.contracts.roles import Role
from services.portal import operations
from services.portal.service import SERVICE
from tests.servers.process import LOOPBACK
from tests.system.installed import NAME, Installed
from tests.system.waiting import wait_until

SHELVES = ("A-01-02", "A-01-01")
PAGE = "/warehouse/stock"
LOGIN, PASSWORD = "someone.who.reads", "correct horse battery"


@dataclass
class AtWork:
    """What came of the work so far. The scans carry one device to and fro, so that each of them is another move."""

    journal: Journal
    scan_every_s: float = 0.03
    look_every_s: float = 0.1
    scanned: list[str] = field(default_factory=list)
    results: dict[str, list[str]] = field(default_factory=dict)
    links: list[dict[str, Any]] = field(default_factory=list)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    unanswered: list[str] = field(default_factory=list)

    def told(self, one: dict[str, Any]) -> None:
        """What the scanner's own sender says: a scan's result, or how its link is."""
        if "link" in one:
            self.links.append(one)
        else:
            self.results.setdefault(one["id"], []).append(one["outcome"])

    def goes_on(self, scans: int = 20, pages: int = 5) -> None:
        """Wait until so much more of both is answered well."""
        done, read = len(self.results), self.read
        wait_until(lambda: len(self.results) >= done + scans and self.read >= read + pages)

    @property
    def read(self) -> int:
        """How often the person was shown the page."""
        return self.answers[PAGE, 200]

    def scan(self, number: str, stop: Event) -> None:
        """One scan after the other into the journal, for as long as the work lasts."""
        for shelf in cycle(SHELVES):
            if stop.wait(self.scan_every_s):
                return
            one = Scan("warehouse", "quai", "put_away", ((number, "Code128"),), {"location": shelf})
            self.journal.keep([one])
            self.scanned.append(one.id)

    def look(self, http: httpx.Client, stop: Event) -> None:
        """The page again and again, as a browser does: with its cookies, and following where it is sent."""
        while not stop.wait(self.look_every_s):
            try:
                http.get(PAGE, follow_redirects=True)
            except httpx.TransportError as trouble:
                self.unanswered.append(repr(trouble))


def known(machine: Installed) -> str:
    """The person has an account from here on; and the key of a station, told this once."""
    portal = running(SERVICE, machine.settings)
    try:
        with portal.database.writing(Act("operator", now())) as session:
            operations.add_account(session, LOGIN, PASSWORD, Role.AUDITOR, None)
            return operations.add_station(session, "quai", None)
    finally:
        portal.database.close()


@contextmanager
def at_work(machine: Installed, trusted: ssl.SSLContext, number: str) -> Iterator[AtWork]:
    """Both work for the block, on the device of this number; at its end the scanner has sent what it had."""
    work = AtWork(Journal(machine.folder / "journal"))
    key = known(machine)
    shelf = machine.call(Role.WAREHOUSE_MANAGER, "POST", "/warehouse/api/v1/locations", json={"codes": SHELVES[:1]})
    assert shelf.is_success, shelf.text
    with (
        client(machine, trusted, work) as scanner,
        client(machine, trusted, work) as browser,
        working(work, Station(scanner, key, "op-7"), browser, PASSWORD, number),
    ):
        yield work


@contextmanager
def working(work: AtWork, station: Station, browser: httpx.Client, password: str, number: str) -> Iterator[None]:
    """The person signs in; then both work for the block."""
    idle, sent = Event(), Event()
    came_in = browser.post("/portal/sign-in", data={"login": LOGIN, "password": password, "next": PAGE})
    assert (came_in.status_code, came_in.headers["Location"]) == (303, PAGE)
    doing = [Thread(target=work.scan, args=(number, idle)), Thread(target=work.look, args=(browser, idle))]
    sending = Thread(target=follow, args=(work.journal, station, sent, work.told))
    for thread in [*doing, sending]:
        thread.start()
    try:
        yield
    finally:
        idle.set()
        for thread in doing:
            thread.join()
        try:
            wait_until(lambda: not work.journal.count_waiting())
        finally:
            sent.set()
            sending.join()


def client(machine: Installed, trusted: ssl.SSLContext, work: AtWork) -> httpx.Client:
    """Speaks to the proxy by the site's name, keeps its connections, and notes each answer."""
    return httpx.Client(
        base_url=f"https://{LOOPBACK}:{machine.ports['HTTPS_PORT']}",
        headers={"Host": NAME},
        verify=trusted,
        timeout=30,
        event_hooks={"request": [by_name], "response": [partial(note, work)]},
    )


def by_name(request: httpx.Request) -> None:
    request.extensions["sni_hostname"] = NAME


def note(work: AtWork, answer: httpx.Response) -> None:
    work.answers[answer.request.url.path, answer.status_code] += 1
