"""The pages of returns: the packing list on paper, in either language, and what each person reads of a return."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.chassis.web.barcode import barcode
from services.contracts.roles import Role
from tests.integration.shipping_site import BOARD, Site, opened
from tests.integration.test_shipping_return import in_use
from tests.integration.test_shipping_returns_closed import CARRIER, sent, short

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def page(site: Site, path: str, language: str = "fr", role: Role = Role.BOARD_TECHNICIAN) -> str:
    return site.page(f"{path}?lang={language}", role, BOARD if role is Role.BOARD_TECHNICIAN else None)


def test_the_packing_list_is_ready_to_print_in_either_language(site: Site) -> None:
    devices = in_use(site, 2)
    path = sent(site, devices)
    site.post(f"{path}/carrier", CARRIER)
    for language, words in (("fr", "Bordereau du retour"), ("en", "Packing list of return")):
        paper = page(site, f"{path}/packing-list", language)
        said = (words, "R000001", "TD-77", *[one.serial for one in devices], barcode("R000001"), "Signature")
        assert [one for one in said if one not in paper] == []


def test_each_reads_on_the_page_of_a_return_what_is_theirs_to_do(site: Site) -> None:
    path, _ = short(site)
    board, warehouse = page(site, path), page(site, path, role=Role.WAREHOUSE)
    assert ("répond de nouveau" in board, f"{path}/undo" in board) == (True, False)
    assert f"{path}/undo" in warehouse
    assert "à retrouver" in page(site, "/returns")
