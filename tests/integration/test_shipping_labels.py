"""Labels that a board prints of what it holds, of its schools, and those of a shipment's papers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest

from scanner.codes import own_document_text, own_school_text
from scanner.reading.symbol import THOROUGH, read_upright
from services.contracts.roles import Person, Role
from tests.integration.shipping_site import BOARD, OTHER, Site, ids, keys, opened, packed, some

TAG = "RA000000038"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


@pytest.fixture
def held(site: Site) -> str:
    """A shipment of three devices of which two were accepted. Gives its path."""
    devices = [packed("C02XL00001", tag=TAG), packed("C02XL00002"), packed("C02XL00003")]
    path = site.sent(devices)
    site.post("/accept", {"devices": ids(devices[:2])})
    return path


def get(site: Site, path: str, role: Role = Role.BOARD_TECHNICIAN, board: Any = BOARD) -> Any:
    token = keys(site.running.settings).sign(Person(f"u-{role}", role, board, csrf="c"))
    client = site.client.application.test_client(use_cookies=False)
    return client.get(f"/shipping{path}", headers={"Cookie": f"reserve_token={token}"})


def read(answer: Any) -> set[str]:
    """What the scanner reads of the file, at 300 dots an inch."""
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    pages = [page.render(scale=300 / 72, grayscale=True).to_numpy() for page in pypdfium2.PdfDocument(answer.data)]
    return {code.text for page in pages for code in read_upright(np.ascontiguousarray(page), THOROUGH)}


@pytest.mark.parametrize(
    ("asking", "expected"),
    [
        ("media=5160", {"C02XL00001", TAG, "C02XL00002"}),
        ("media=5160&symbol=qr&codes=C02XL00002", {"C02XL00002"}),
        (f"media=5160&symbol=datamatrix&codes={TAG.lower()}", {"C02XL00001", TAG}),
        ("media=5160&state=at_board", {"C02XL00001", TAG, "C02XL00002"}),
    ],
)
def test_a_board_prints_the_labels_of_what_it_holds(site: Site, held: str, asking: str, expected: set[str]) -> None:
    assert read(get(site, f"/labels/file?{asking}")) == expected


def test_those_that_came_in_one_shipment_are_labelled_together(site: Site, held: str) -> None:
    other = some(1, "C02YM")
    site.sent(other)
    site.post("/accept", {"devices": ids(other)})
    assert read(get(site, f"/labels/file?media=5160&shipment={held[-36:]}")) == {"C02XL00001", TAG, "C02XL00002"}


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/labels/file?codes=C02XL00003", 404, "C02XL00003"),
        ("/labels/file?state=on_loan", 409, "rien à étiqueter"),
        ("/labels/file?media=9999", 422, "media"),
        ("/labels/file?form=zpl", 422, "rouleau"),
        ("/labels/schools/file", 422, "schools"),
        ("/labels/schools/file?schools=76221", 422, "six chiffres"),
    ],
)
def test_what_cannot_be_labelled_is_told_on_the_page_where_it_was_asked(
    site: Site, held: str, path: str, status: int, told: str
) -> None:
    answer = get(site, path)
    assert (answer.status_code, told in answer.text, "<form" in answer.text) == (status, True, True), answer.text


def test_another_board_labels_nothing_of_ours(site: Site, held: str) -> None:
    assert get(site, "/labels/file", board=OTHER).status_code == 409
    answer = get(site, f"/labels/file?codes={TAG}", board=OTHER)
    assert (answer.status_code, "C02XL00001" in answer.text) == (404, False)
    assert get(site, f"/labels/file?shipment={held[-36:]}", board=OTHER).status_code == 409


def test_a_schools_label_sets_the_school_of_a_hand_over(site: Site) -> None:
    texts = read(get(site, "/labels/schools/file?schools=762217, 762218&media=5163"))
    assert texts == {own_school_text("762217"), own_school_text("762218")}


def test_a_shipments_papers_say_which_it_is(site: Site) -> None:
    path = f"/shipments/{site.ready(some(1))}"
    number = site.get(path)["number"]
    assert f'action="/shipping{path}/labels"' in get(site, path, Role.WAREHOUSE, None).text
    assert read(get(site, f"{path}/labels?media=4x2", Role.WAREHOUSE, None)) == {own_document_text(number)}
    assert get(site, f"{path}/labels").status_code == 403
