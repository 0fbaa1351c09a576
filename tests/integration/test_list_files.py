"""Every list that leaves as a file: the same rows as its page under the same filter, for the same people, in words."""

import io
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from services.chassis import paging
from services.chassis.sheet.writing import Format
from services.chassis.web import turn
from services.chassis.web.admission import COOKIE
from services.contracts.roles import BOARD, Person, Role
from services.warehouse.queries import device as queries
from tests.integration.house import OTHER, OURS, someone
from tests.integration.lists import BY_TYPE, FILTERS, LISTS, asked, paged, saved, shown
from tests.integration.stage import Stage, board_for
from tests.integration.walk import served

# What a row of the page tells of a row of the file: the column whose text stands in it.
KEYS = {"/warehouse/care": "Serial", "/warehouse/care/repairs": "Serial", "/warehouse/short-picks": "Location"}
KEYS |= {"/warehouse/claims": "Serial"}
CASES = [(address, given) for address in LISTS for given in ("", *FILTERS.get(address, []))]


def readers(stage: Stage, address: str) -> list[Person]:
    """Someone of each role that the list names, of our board where it is a board's."""
    way = LISTS[address]
    return [someone(role, board_for(role, way)) for role in sorted(stage.rule(way).roles or ())]


def keys(address: str, rows: list[dict[str, str]]) -> list[str]:
    """What tells one row of the page from the next."""
    found = [row[KEYS[address]] if address in KEYS else next(iter(row.values())) for row in rows]
    return [key for key, _ in groupby(found)] if address in BY_TYPE else found


def take(answer: httpx.Response, into: bytearray) -> None:
    for piece in answer.iter_bytes():
        into += piece


def filtered(address: str, given: str) -> str:
    return f"{address}?{given}" if given else address


def plain(row: dict[str, str]) -> dict[str, object]:
    """Amounts as numbers: a spreadsheet keeps no zeros behind the point."""
    return {name: Decimal(text) if name.endswith("($)") and text else text for name, text in row.items()}


@pytest.mark.parametrize(("address", "given"), CASES)
def test_a_file_has_the_rows_of_its_page_under_the_same_filter(stage: Stage, address: str, given: str) -> None:
    for person in readers(stage, address):
        listed = [page for page in paged(stage, filtered(address, given), person) if page.listed]
        rows = [row for page in listed for row in page.listed.rows]
        file = keys(address, saved(stage, filtered(f"{address}.csv", given), person))
        if address.endswith("/access"):
            # Newest first, each page's own look has come in meanwhile.
            file = file[len(file) - len(rows) :]
        assert len(file) == len(rows), person.role
        assert [key for key, row in zip(file, rows, strict=True) if key not in row] == [], person.role


@pytest.mark.parametrize(("address", "given"), CASES)
def test_the_links_below_a_list_keep_its_filter_and_nothing_else(stage: Stage, address: str, given: str) -> None:
    person = readers(stage, address)[0]
    long = f"{given}&limit=1" if given and "queue" not in address else given
    page = shown(stage, filtered(address, f"{long}&lang=en".lstrip("&")), person)
    kept = parse_qs(given)
    for link in page.files:
        assert (urlsplit(link).path.rpartition(".")[0], parse_qs(urlsplit(link).query)) == (address, kept)
        assert asked(stage, link, person).status_code == 200
    assert len(page.files) in ((2,) if page.listed else (0,))
    if page.next:
        following = parse_qs(urlsplit(page.next).query)
        assert urlsplit(page.next).path == address
        assert following.keys() - {"cursor"} == parse_qs(long).keys()
        assert {name: following[name] for name in kept} == kept


@pytest.mark.parametrize("address", LISTS)
def test_both_kinds_of_file_say_the_same(stage: Stage, address: str) -> None:
    person, given = readers(stage, address)[0], FILTERS.get(address, [""])[0]
    of_csv, of_xlsx = (saved(stage, filtered(f"{address}.{kind}", given), person) for kind in Format)
    assert [plain(row) for row in of_csv] == [plain(row) for row in of_xlsx]


@pytest.mark.parametrize("address", LISTS)
def test_a_file_is_for_those_who_read_the_page(stage: Stage, address: str) -> None:
    assert stage.rule(LISTS[address]).roles == stage.rule(f"GET {address}").roles


@pytest.mark.parametrize("address", LISTS)
def test_another_boards_rows_are_in_no_file(stage: Stage, address: str) -> None:
    for role in sorted((stage.rule(LISTS[address]).roles or frozenset()) & BOARD):
        for given in ("", *FILTERS.get(address, [])):
            ours = saved(stage, filtered(f"{address}.csv", given), someone(role, OURS))
            assert all(row.get("Board (code)", OURS) == OURS for row in ours)
            assert saved(stage, filtered(f"{address}.csv", given), someone(role, OTHER)) == []


@pytest.mark.parametrize("address", LISTS)
def test_a_moment_has_its_zone_and_a_code_its_words(stage: Stage, address: str) -> None:
    person, given = readers(stage, address)[0], FILTERS.get(address, [""])[0]
    for row in saved(stage, filtered(f"{address}.csv", given), person):
        for name, text in row.items():
            if re.match(r"\d{4}-\d\d-\d\dT", text):
                assert datetime.fromisoformat(text).utcoffset() is not None
            elif name.endswith(" (code)") and text:
                assert row[name.removesuffix(" (code)")] != ""


@pytest.mark.parametrize("address", LISTS)
def test_a_misspelled_filter_is_refused_and_gives_no_whole_list(stage: Stage, address: str) -> None:
    assert asked(stage, f"{address}.csv?stat=stored", readers(stage, address)[0]).status_code == 422


@pytest.mark.parametrize("kind", list(Format))
def test_a_title_that_is_a_formula_stays_a_text(stage: Stage, kind: Format) -> None:
    body = {"title": "=HYPERLINK(A1)", "deadline": "2100-09-30T16:00:00-04:00"}
    with stage.fresh("POST /intake/api/v1/campaigns"):
        stage.house.call(Role.MINISTRY, "POST", "/intake/api/v1/campaigns", json=body)
        file = asked(stage, f"/intake/campaigns.{kind}", someone(Role.MINISTRY))
    written = file.data.decode("utf-8-sig", "replace") if kind is Format.CSV else _first_sheet(file.data)
    assert "'=HYPERLINK(A1)" in written


def test_a_long_list_begins_to_leave_before_its_last_row_is_read(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    reads, page = [], paging.page
    monkeypatch.setattr(paging, "AT_ONCE", 12)
    monkeypatch.setattr(queries, "page", lambda *given: reads.append(given) or page(*given))
    leaving = asked(stage, "/warehouse/stock.csv?lang=en", someone(Role.WAREHOUSE))
    pieces = leaving.iter_encoded()
    head, begun = next(pieces).decode("utf-8-sig"), len(reads)
    rows = b"".join(pieces).count(b"\r\n")
    assert (leaving.content_length, head.split(",")[0], begun) == (None, "Serial", 1)
    assert len(reads) - 1 == -(-rows // 12) > 2


def test_a_list_that_breaks_off_says_so_and_no_browser_takes_it_for_the_whole(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "AT_ONCE", 5)
    monkeypatch.setattr(paging, "MOST", 12)
    clerk = someone(Role.WAREHOUSE)
    cookie = {"Cookie": f"{COOKIE}={stage.house.keys.sign(clerk)}"}
    with served(stage) as url:
        for kind in Format:
            with httpx.stream("GET", f"{url}/warehouse/stock.{kind}?lang=en", headers=cookie) as answer:
                assert answer.status_code == 200
                came = bytearray()
                with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
                    take(answer, came)
            if kind is Format.CSV:
                assert "THIS FILE IS NOT WHOLE. This list has more than 12 rows" in came.decode("utf-8-sig")
            else:
                assert not zipfile.is_zipfile(io.BytesIO(came))
    # The turn was given back.
    monkeypatch.undo()
    assert len(saved(stage, "/warehouse/stock.csv", clerk)) > 12


def test_of_long_lists_one_is_made_at_a_time_and_short_ones_wait_for_none(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "AT_ONCE", 12)
    clerk = someone(Role.WAREHOUSE)
    with turn.Turn() as theirs:
        theirs.take()
        busy = asked(stage, "/warehouse/stock.csv", clerk)
        assert (busy.status_code, "Another long list" in busy.text) == (503, True)
        assert len(saved(stage, "/warehouse/supplier-claims.csv", clerk)) == 3
    whole = saved(stage, "/warehouse/stock.csv", clerk)
    monkeypatch.undo()
    assert whole == saved(stage, "/warehouse/stock.csv", clerk)


def _first_sheet(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read("xl/worksheets/sheet1.xml").decode()
