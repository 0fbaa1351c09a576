"""The papers of a shipment and of a loan: what stands on them, for whom, in which language, with bars that are read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.codes import Kind
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from tests.integration.shipping_site import BOARD, OTHER, Site, counting, ids, opened, some
from tests.integration.test_shipping_stack import at_schools
from tests.printed_bars import read_back

pytestmark = pytest.mark.databases("sqlite", "postgresql")

ENGLISH = BoardCode("887000")
DOCUMENTS = ("note", "packing-list", "receipt")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def page(site: Site, path: str, role: Role = Role.BOARD_TECHNICIAN, board: BoardCode | None = BOARD) -> str:
    return site.page(path, role, board)


def lacking(paper: str, *words: str) -> list[str]:
    """Which of these words do not stand on the paper."""
    return [one for one in words if one not in paper]


def test_a_delivery_note_names_both_ends_the_cartons_and_who_signs(site: Site) -> None:
    path = site.sent(some(3), some(2, "C03XL"))
    paper = page(site, f"{path}/note")
    cartons = [one["code"] for one in site.get(path)["cartons"]]
    assert lacking(paper, "1, rue du Quai", "514 555-0100", "Transport Démo", "TD-1", "D000001", *cartons) == []
    assert lacking(paper, "Bordereau de livraison", "Le conducteur", "Remarques", '<td class="n">5</td>') == []
    assert read_back(paper) == [(Kind.DOCUMENT, "E000001")]


def test_before_it_leaves_the_carrier_is_left_to_be_written(site: Site) -> None:
    path = f"/shipments/{site.ready(some(1), address=False)}"
    paper = page(site, f"{path}/note", Role.WAREHOUSE, None)
    assert paper.count("________________") == 2


def test_a_packing_list_has_a_sheet_a_carton_with_its_bars_and_its_serials(site: Site) -> None:
    first, second = some(3), some(2, "C03XL")
    path = site.sent(first, second)
    paper = page(site, f"{path}/packing-list", Role.WAREHOUSE, None)
    codes = [one["code"] for one in site.get(path)["cartons"]]
    assert read_back(paper) == [(Kind.DOCUMENT, "E000001"), *[(Kind.CARTON, code) for code in codes]]
    sheets = paper.split('<section class="sheet">')[1:]
    found = [[one.serial for one in (*first, *second) if one.serial in sheet] for sheet in sheets]
    assert sorted(found) == [[one.serial for one in first], [one.serial for one in second]]


def test_a_receipt_says_how_each_device_came_and_why(site: Site) -> None:
    well, broken, absent = some(3)
    path = site.sent([well, broken, absent])
    site.post("/accept", {"devices": ids([well])})
    site.post("/damage", {"device": str(broken.device), "reason": "Écran fendu"})
    assert site.scan("accept", "C02ZZ99999", shipment=path.split("/")[-1], reason="De trop")["outcome"] == "done"
    open_ = page(site, f"{path}/receipt")
    assert lacking(open_, "La réception n’est pas terminée", "Pas encore reçus") == []
    site.post(f"{path}/close-receipt", {"reason": "Absent du colis"})
    paper = page(site, f"{path}/receipt", Role.AUDITOR, None)
    words = ("Écran fendu", "Absent du colis", "De trop", "C02ZZ99999", *[one.serial for one in (well, broken, absent)])
    assert lacking(paper, *words) == []
    assert lacking(paper, "Terminée par", "u-board") == ["u-board"]
    assert "Pas encore reçus</span></caption>" not in paper
    assert read_back(paper) == [(Kind.DOCUMENT, "E000001")]


def test_what_became_of_a_device_later_is_not_taken_for_what_its_receipt_said(site: Site) -> None:
    (broken,) = some(1)
    path = site.sent([broken])
    site.post("/damage", {"device": str(broken.device), "reason": "Écran fendu"})
    site.post("/lost", {"devices": ids([broken]), "reason": "Introuvable"})
    paper = page(site, f"{path}/receipt")
    assert lacking(paper, broken.serial, "Introuvable") == ["Introuvable"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_paper_speaks_the_language_of_its_board_whoever_prints_it(site: Site, document: str) -> None:
    for board, mine, other in ((BOARD, "fr", "en"), (ENGLISH, "en", "fr")):
        path = site.sent(some(1, f"C0{board}"), board=board)
        assert f'<html lang="{mine}-CA">' in page(site, f"{path}/{document}", Role.WAREHOUSE, None)
        assert f'<html lang="{other}-CA">' in page(site, f"{path}/{document}?lang={other}", Role.WAREHOUSE, None)


def test_a_loan_has_an_agreement_on_which_the_name_is_written_by_hand(site: Site) -> None:
    device = at_schools(site, 2)[-1]
    path = f"/devices/{device.device}"
    loan = site.get(path)["loan"]
    assert f"{path}/agreement" in page(site, path)
    for language, words in (("fr", "Entente de prêt"), ("en", "Loan agreement")):
        paper = page(site, f"{path}/agreement?lang={language}")
        assert lacking(paper, words, loan, device.serial) == []
        assert read_back(paper) == [(Kind.SERIAL, device.serial)]
        document = paper[paper.index('<main id="main"') : paper.index("</main>")]
        assert [one for one in ("<input", "<form", "<textarea") if one in document] == []


def test_there_is_no_agreement_of_what_no_student_has_nor_for_another_board(site: Site) -> None:
    at_school, lent = at_schools(site, 2)
    for device, board in ((at_school, BOARD), (lent, OTHER)):
        answer = site.asked(f"/devices/{device.device}/agreement", Role.BOARD_TECHNICIAN, board)
        assert answer.status_code == 404


def test_what_is_lent_between_schools_leads_to_the_agreement_of_its_stack(site: Site) -> None:
    devices = at_schools(site, 3)[:2]
    site.post("/lend", {"devices": ids(devices), "school": "762218"})
    slip = site.get("/slips")["items"][0]
    path = f"/slips/{slip['id']}"
    assert lacking(page(site, f"/devices/{devices[0].device}"), path, "Entente de prêt entre écoles") == []
    paper = page(site, path)
    assert lacking(paper, "Entente de prêt", *[one.serial for one in devices]) == []
    assert read_back(paper) == [(Kind.DOCUMENT, slip["number"])]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_paper_of_any_size_takes_the_same_number_of_statements(site: Site, document: str) -> None:
    counted = []
    for cartons, prefix in ((1, "C0A"), (40, "C0B")):
        path = site.sent(*[some(5, f"{prefix}{number:02d}") for number in range(cartons)])
        with counting(site) as seen:
            page(site, f"{path}/{document}", Role.WAREHOUSE, None)
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 6


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_shipment_leads_to_its_papers(site: Site, document: str) -> None:
    path = site.sent(some(1))
    assert f"{path}/{document}" in page(site, path)
