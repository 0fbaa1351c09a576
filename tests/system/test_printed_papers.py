"""Papers as a browser prints them: letter pages with the document alone, heads on each page, bars that are read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Route

from scanner.codes import Kind, read_label
from scanner.reading.symbol import THOROUGH, read_upright
from services.contracts.roles import Role
from tests.integration.shipping_site import BOARD, Site, opened, some
from tests.servers.browser import Browser
from tests.unit.printing import Gray, pages

LETTER = (612, 792)
STYLE = Path(__file__).resolve().parents[2] / "services/chassis/static/reserve.css"
# What stands on the screen around a document, and on no paper.
AROUND = (
    "Aller au contenu",
    "Chercher",
    "Fermer la session",
    "d’équipements informatiques\n",
    "Prêt à imprimer",
    "connectivité",
)

Print = Callable[[str], bytes]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path / "site")


@pytest.fixture
def printed(site: Site, browser: Browser, tmp_path: Path) -> Print:
    """A page of the site as PDF, asked as a technician."""
    chromium = browser.open(tmp_path / "profile")

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://reserve.test/shipping")
        found = site.asked(path, Role.BOARD_TECHNICIAN, BOARD)
        route.fulfill(status=found.status_code, headers=dict(found.headers), body=found.data)
        found.close()

    def print_(path: str) -> bytes:
        page = chromium.new_page()
        page.route("**/*", answer)
        page.goto(f"http://reserve.test/shipping{path}")
        pdf: bytes = page.pdf(prefer_css_page_size=True)
        return pdf

    return print_


def on_screen(site: Site, path: str) -> list[str]:
    """What stands around the document on its page, of what no paper may bear."""
    page = site.page(path, Role.BOARD_TECHNICIAN, BOARD).replace("</a>", "\n")
    return [one for one in AROUND if one in page]


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    assert {tuple(round(side) for side in page.get_size()) for page in document} == {LETTER}
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def read(page: Gray) -> list[tuple[Kind, str]]:
    """The documents and cartons whose bars stand on a printed page."""
    found = [read_label([(code.text, code.symbology)]) for code in read_upright(page, THOROUGH)]
    return [(one.kind, one.value) for label in found for kind in (Kind.DOCUMENT, Kind.CARTON) for one in label.of(kind)]


def test_a_packing_list_begins_a_page_with_each_carton_and_repeats_its_heads(site: Site, printed: Print) -> None:
    path = site.sent(some(90), some(2, "C03XL"))
    codes = {one["code"] for one in site.get(path)["cartons"]}
    pdf = printed(f"{path}/packing-list")
    papers = texts(pdf)
    assert on_screen(site, f"{path}/packing-list") == list(AROUND)
    assert [one for one in AROUND for paper in papers if one in paper] == []
    assert len(papers) >= 4
    assert [number for number, paper in enumerate(papers) if "Numéro de série" not in paper] == []
    starts = [read(page) for page in pages(pdf, 200)]
    assert starts[0][0] == (Kind.DOCUMENT, "E000001")
    cartons = [[value for kind, value in one if kind is Kind.CARTON] for one in starts]
    assert {one for page in cartons for one in page} == codes
    assert max(len(page) for page in cartons) == 1


def test_a_delivery_note_that_fills_its_page_is_signed_under_a_line_of_it_and_names_itself_there(
    site: Site, printed: Print
) -> None:
    """Twelve cartons leave no room for the signatures: alone on a sheet they would attest nothing."""
    path = site.sent(*[some(1, f"C0{number:02d}") for number in range(12)])
    papers = texts(printed(f"{path}/note"))
    assert [one for one in AROUND for paper in papers if one in paper] == []
    assert [f"{number} / {len(papers)}" in paper for number, paper in enumerate(papers, 1)] == [True, True]
    (signed,) = [" ".join(paper.split()) for paper in papers if "Nom et fonction" in paper]
    last = site.get(path)["cartons"][-1]["code"]
    wanted = ("Signatures – E000001", last, "La réserve", "Le conducteur", "Le centre de services")
    assert [one for one in wanted if one not in signed] == []


def test_a_table_of_several_pages_says_its_total_once_after_a_last_line(browser: Browser, tmp_path: Path) -> None:
    """A browser repeats a table's foot on each page as it does its head: a statement would charge its total twice."""
    rows = "".join(f"<tr><td>line {number}</td></tr>" for number in range(70))
    page = browser.open(tmp_path / "profile").new_page()
    page.set_content(f"<table><tbody>{rows}</tbody><tfoot><tr><td>in all</td></tr></tfoot></table>")
    page.add_style_tag(content=STYLE.read_text(encoding="utf-8"))
    first, *others = texts(page.pdf(prefer_css_page_size=True))
    assert ("in all" in first, "line 69" in others[-1], "in all" in others[-1]) == (False, True, True)
