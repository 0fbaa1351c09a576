"""The lists that leave as files, found in the table of ways: a page's rows, its links, and its file as rows."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from services.chassis.sheet.reading import read_sheet
from services.contracts.roles import Person
from tests.integration.stage import Stage
from tests.integration.ways import WAYS

FILE = re.compile(r"GET (/[\w/-]+)\.<any\(.*csv.*xlsx.*\):kind>")
# The address of each list that leaves as a file, and the way of its file.
LISTS: Mapping[str, str] = {found[1]: name for name in sorted(WAYS) if (found := FILE.fullmatch(name))}
# Whose file has a row a type: as many rows as the page has lines in one.
BY_TYPE = frozenset({"/warehouse/orders", "/intake/requests", "/intake/rounds"})

# A filter of each kind that a list knows; those that nothing is under are asked too.
FILTERS = {
    "/warehouse/stock": [
        "state=stored",
        "type=tablet",
        "location=A-01-01",
        "state=announced&type=tablet",
        "serial=ZZ00000000",
    ],
    "/warehouse/orders": ["state=reserved", "state=departed"],
    "/warehouse/waves": ["state=open", "state=closed"],
    "/warehouse/counts": ["state=ended", "state=open"],
    "/warehouse/supplier-claims": ["state=sent", "supplier=app", "supplier=a%26b"],
    "/warehouse/care": ["state=retired", "state=destroyed", "state=in_repair"],
    "/warehouse/care/repairs": ["act=wipe", "act=retire"],
    "/warehouse/papers": ["kind=retirement_decision"],
    "/portal/access": ["sees=journeys", "actor=u-auditor-all", "about=nothing"],
    "/shipping/access": ["sees=loans", "sees=incidents&actor=u-privacy-all"],
    "/shipping/shipments": ["state=ready", "state=received&board=762000", "board=711000"],
    "/shipping/devices": ["state=at_board", "school=762218", "aside=true", "aside=false", "board=711000"],
    "/shipping/loans": ["overdue=true"],
    "/shipping/slips": ["school=762217"],
    "/shipping/queue": ["board=762000", "board=711000"],
    "/shipping/returns": ["stage=announced", "stage=received&board=762000", "board=711000"],
    "/shipping/transfers": ["stage=offered", "stage=approved&board=762000", "board=831000"],
    "/intake/requests": ["state=submitted", "state=granted&board=762000", "board=711000"],
}


@dataclass
class Table:
    """The text of each row with a head of its own."""

    rows: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """The last table before the links to the files, and every link by what it says of itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[Table] = []
        self.listed: Table | None = None
        self.files: list[str] = []
        self.next: str | None = None
        self._row, self._is_head = "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        address = given.get("href", "")
        if tag == "table":
            self.tables.append(Table())
        elif tag == "tr":
            self._row, self._is_head = "", False
        elif tag == "th" and given.get("scope") == "row":
            self._is_head = True
        elif tag == "a" and given.get("rel") == "next" and "cursor=" in address:
            self.next = address
        elif tag == "a" and given.get("class") == "button second" and _ending(address) in ("csv", "xlsx"):
            self.files.append(address)
            self.listed = self.listed or (self.tables[-1] if self.tables else None)

    def handle_endtag(self, tag: str) -> None:
        # A row of a template, which a script fills in, is in no table.
        if tag == "tr" and self._is_head and self.tables:
            self.tables[-1].rows.append(" ".join(self._row.split()))

    def handle_data(self, data: str) -> None:
        self._row += f" {data} "


def _ending(address: str) -> str:
    return address.split("?")[0].rpartition(".")[2]


def shown(stage: Stage, address: str, person: Person) -> Page:
    answer = asked(stage, address, person)
    assert answer.status_code == 200, (address, answer.status_code)
    return Page(answer.text)


def asked(stage: Stage, address: str, person: Person) -> Any:
    """What a browser is answered, in English."""
    cookies = f"reserve_token={stage.house.keys.sign(person)}; reserve_language=en"
    return stage.house.ask("GET", address, {"Cookie": cookies})


def saved(stage: Stage, address: str, person: Person) -> list[dict[str, str]]:
    """A file's rows by the names of their columns."""
    answer = asked(stage, address, person)
    assert answer.status_code == 200, (address, answer.status_code, answer.text)
    if answer.mimetype == "text/csv":
        return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    head, *rows = (row.cells for row in read_sheet(answer.data))
    return [dict(zip(head, [*row, *[""] * (len(head) - len(row))], strict=True)) for row in rows]


def paged(stage: Stage, address: str, person: Person) -> Iterator[Page]:
    """Page after page, by the links alone."""
    following: str | None = address
    while following:
        page = shown(stage, following, person)
        yield page
        following = page.next


class Asking(HTMLParser):
    """What the form that filters a list asks as it stands: its fields that have a value; None where there is none."""

    def __init__(self, text: str, address: str) -> None:
        super().__init__()
        self.asks: dict[str, str] | None = None
        self._address, self._is_inside, self._select = address, False, ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = given.get("method") == "get" and given.get("action") == self._address
            self.asks = self.asks or ({} if self._is_inside else None)
        elif tag == "select":
            self._select = given["name"]
        elif self._is_inside and self.asks is not None:
            name = self._select if tag == "option" and "selected" in given else given.get("name", "")
            if name and given.get("value") and tag in ("option", "input"):
                self.asks[name] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False
        elif tag == "select":
            self._select = ""
