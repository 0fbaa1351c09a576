"""Labels as people ask for them on the warehouse's pages, and the numbers of new asset tags."""

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import numpy as np
import pypdfium2
import pytest

from scanner.codes import own_asset_tag
from scanner.reading.symbol import THOROUGH, read_upright
from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts.roles import Role
from services.contracts.values import AssetTag
from services.warehouse import operations
from services.warehouse.operations.tag import give_tags
from services.warehouse.service import SERVICE
from tests.integration.databases import installation
from tests.integration.test_warehouse_pages import Browser, grant, place
from tests.integration.toy import statements

ROWS = ["C1,HP,9UZ86UT,5CD0000001,RA000000038", "C1,HP,9UZ86UT,5CD0000002,", "C2,HP,9UZ86UT,5CD0000003,"]
SHELVES = "code\nA-01-03\nA-01-04\nAB-01-01\nQUAI-01"


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Running]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    with running.database.writing(Act("w1", now())) as session:
        operations.import_locations(session, SHELVES)
    yield running
    running.database.close()


@pytest.fixture
def browser(warehouse: Running) -> Browser:
    return Browser(warehouse)


def read(pdf: bytes) -> set[str]:
    """What the scanner's first pass reads on all pages, at 300 dots an inch."""
    drawn = [page.render(scale=300 / 72, grayscale=True).to_numpy() for page in pypdfium2.PdfDocument(pdf)]
    return {code.text for page in drawn for code in read_upright(np.ascontiguousarray(page), THOROUGH)}


def asked(browser: Browser, path: str) -> bytes:
    answer = browser.client.get(f"/warehouse{path}")
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.data


def delivery(browser: Browser, *rows: str) -> str:
    return place(browser.announce(*rows).headers["Location"], r"/warehouse(/deliveries/[0-9a-f-]{36})")


def test_the_devices_of_a_delivery_get_their_labels(browser: Browser):
    path = delivery(browser, *ROWS)
    assert f'action="/warehouse{path}/labels"' in browser.read(path)
    assert read(asked(browser, f"{path}/labels?media=5160")) == {
        "5CD0000001",
        "RA000000038",
        "5CD0000002",
        "5CD0000003",
    }
    assert read(asked(browser, f"{path}/labels?media=5160&first=2&last=2&symbol=qr")) == {"5CD0000002"}


def test_the_cartons_of_an_order_get_their_labels(warehouse: Running, browser: Browser):
    delivery(browser, *ROWS)
    for serial in ("5CD0000001", "5CD0000002"):
        browser.scan("receive", serial, location="QUAI-01")
        browser.scan("put_away", serial, location="A-01-03")
    grant(warehouse, 2)
    order = place(browser.read("/orders"), r'href="/warehouse(/orders/[0-9a-f-]{36})"')
    assert browser.client.get(f"/warehouse{order}/labels").status_code == 409, "no carton yet"
    browser.send(f"{order}/open-carton")
    browser.send(f"{order}/open-carton")
    page = browser.read(order)
    codes = set(re.findall(r"<code>(RC\w{9})</code>", page))
    assert len(codes) == 2
    assert read(asked(browser, f"{order}/labels?media=4x2&dpi=300")) == codes
    told = asked(browser, f"{order}/labels?media=4x2&form=zpl").decode()
    assert told.count("^XZ") == 2
    assert "D000001 – 762000" in told


@pytest.mark.parametrize(
    ("asking", "expected"),
    [
        ("", {"RLA0103J", "RLA0104H", "RLAB0101M", "RLQUAI01B"}),
        ("?aisle=A", {"RLA0103J", "RLA0104H"}),
        ("?codes=A-01-04, QUAI-01", {"RLA0104H", "RLQUAI01B"}),
    ],
)
def test_places_get_their_labels(browser: Browser, asking: str, expected: set[str]):
    found = read(asked(browser, f"/labels/locations{asking}"))
    assert {one[:-1] for one in found} == {one[:-1] for one in expected}


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/labels/locations?codes=Z-99", 404, "Z-99"),
        ("/labels/locations?aisle=Z", 404, "Z"),
        ("/labels/locations?codes=nowhere", 422, "A-01-03"),
        ("/labels/locations?media=5167&symbol=code128", 422, "5167 datamatrix"),
        ("/labels/locations?media=9999", 422, "media"),
        ("/labels/locations?start_at=11", 422, "première place libre"),
        ("/labels/locations?form=zpl", 422, "rouleau"),
        ("/labels/locations?copies=21", 422, "trop grand"),
        ("/labels/tags/1/30/file", 404, "attribuées"),
        ("/labels/tags/0/0", 404, "attribuées"),
    ],
)
def test_what_cannot_be_labelled_is_told_on_the_page_where_it_was_asked(
    browser: Browser, path: str, status: int, told: str
):
    page = browser.read(path, status=status)
    assert told in page
    assert "Traceback" not in page


def test_new_tags_are_reserved_then_printed_as_often_as_wanted(browser: Browser):
    answer = browser.send("/labels/tags", count="3")
    path = place(answer.headers["Location"], r"/warehouse(/labels/tags/1/3)")
    assert "RA00000001" in browser.read(path)
    tags = {own_asset_tag(number) for number in (1, 2, 3)}
    assert read(asked(browser, f"{path}/file?media=5167")) == read(asked(browser, f"{path}/file?media=2x1")) == tags
    assert {AssetTag(tag) for tag in tags} == tags
    assert browser.send("/labels/tags", count="2").headers["Location"].endswith("/labels/tags/4/5")
    assert browser.send("/labels/tags", count="0").status_code == 422


def test_a_file_holds_so_many_labels_and_no_more(browser: Browser):
    browser.send("/labels/tags", count="301")
    path = "/labels/tags/1/301/file?media=2x1&form=zpl"
    assert asked(browser, f"{path}&copies=9").decode().count("^PQ9") == 301
    assert "3000 étiquettes au plus" in browser.read(f"{path}&copies=10", status=422)


def test_a_number_that_a_device_bears_already_is_not_given_out(warehouse: Running, browser: Browser):
    delivery(browser, f"C1,HP,9UZ86UT,5CD0000001,{own_asset_tag(2)}")
    with warehouse.database.writing(Act("w1", now())) as session:
        assert list(give_tags(session, 2)) == [3, 4]


def test_no_number_is_given_twice_whoever_asks_at_once(warehouse: Running):
    given: list[int] = []
    ready = Barrier(4)

    def ask() -> None:
        ready.wait()
        for _ in range(5):
            with warehouse.database.writing(Act("w1", now())) as session:
                run = give_tags(session, 7)
            given.extend(run)

    threads = [Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(given) == list(range(1, 141))


def test_labels_take_the_same_number_of_statements_for_any_number_of_devices(warehouse: Running, browser: Browser):
    counts = []
    for size in (1, 60):
        path = delivery(browser, *[f"C{size},HP,9UZ86UT,5CD{size:03}{number:04}," for number in range(size)])
        with statements(warehouse.database) as sent:
            assert asked(browser, f"{path}/labels?form=zpl&media=2x1").decode().count("^XZ") == size
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_who_only_reads_is_offered_no_labels(warehouse: Running, browser: Browser):
    path = delivery(browser, *ROWS)
    auditor = Browser(warehouse, Role.AUDITOR)
    assert "/labels" not in auditor.read(path)
    auditor.read(f"{path}/labels", status=403)
    auditor.read("/labels", status=403)
