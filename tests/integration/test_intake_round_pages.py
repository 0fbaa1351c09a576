"""The pages of the fair split: a preview whose settings are changed and seen again, confirmed by another person."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.chassis import run
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.intake.service import SERVICE
from tests.integration.databases import copied, installation
from tests.integration.round_site import Rounds

A, B = "711000", "887000"


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


@pytest.fixture
def house(prepared: Path, tmp_path: Path) -> Iterator[Rounds]:
    """Two boards ask 90 laptops of 60 that are free."""
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    one = Rounds(running)
    for board, need in ((A, 60), (B, 30)):
        one.needing(board, laptop=need)
    one.hear_stock(laptop=60)
    yield one
    running.database.close()


@pytest.fixture
def requests(house: Rounds) -> list[str]:
    return [house.asking(board, laptop=need) for board, need in ((A, 60), (B, 30))]


class Browser:
    """A signed-in person's browser."""

    def __init__(self, house: Rounds, actor: str, role: Role = Role.MINISTRY, board: str | None = None) -> None:
        self.client = house.application.test_client()
        code = BoardCode(board) if board else None
        self.client.set_cookie("reserve_token", house.keys.sign(Person(actor, role, code, csrf="c")))

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status)
        return answer.text

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Status, and where one is sent or what is shown."""
        answer = self.client.post(path, data=fields | {"csrf": "c", "idempotency_key": str(uuid4())})
        return answer.status_code, answer.headers.get("Location") or answer.text


def table(page: str, caption: str) -> list[list[str]]:
    """The rows of the table of that caption, as texts; a field is what stands in it."""
    (found,) = re.findall(rf"<caption><span>{caption}</span></caption>.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", found, re.DOTALL)
    rows = [re.sub(r'<input[^>]*value="([^"]*)"[^>]*>', r"\1", row) for row in rows]
    return [
        [" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in re.split(r"</t[hd]>", row)[:-1]] for row in rows
    ]


def test_a_round_goes_from_form_to_grant_on_the_pages_alone(house: Rounds, requests: list[str]):
    first, second = Browser(house, "u-1"), Browser(house, "u-2")
    page = first.get("/intake/rounds?lang=fr")
    assert "Préparer une répartition" in page
    status, place = first.post(
        "/intake/rounds/prepare", **{"floor.laptop": "0", "unit.laptop": "device", "version": "0"}
    )
    assert status == 303
    page = first.get(f"{place}?lang=fr")
    assert [[*row[2:4], *row[5:7]] for row in table(page, "Ce que chaque organisme reçoit, et pourquoi")] == [
        ["60", "60", "40", "+40"],
        ["30", "30", "20", "+20"],
    ]
    assert "chaque organisme reçoit au moins 66,6\N{NO-BREAK SPACE}% de son besoin non comblé" in page
    assert "quelqu’un d’autre doit la confirmer" in page
    again = {"floor.laptop": "15", "unit.laptop": "carton", "version": "1"}
    assert first.post("/intake/rounds/prepare", **again) == (303, place)
    page = first.get(f"{place}?lang=en")
    assert [[*row[2:4], *row[5:7]] for row in table(page, "What each board receives, and why")] == [
        ["60", "60", "30", "-10"],
        ["30", "30", "15", "-5"],
    ]
    assert re.search(r'name="floor.laptop"[^>]*value="15"', page)
    assert '<option value="carton" selected>' in page
    assert "/confirm" not in page
    assert "/confirm" in second.get(place)
    assert second.post(f"{place}/confirm", version="2") == (303, place)
    page = second.get(f"{place}?lang=fr")
    assert "confirmée" in page
    assert "<form" not in page.split('id="main"')[1]
    assert [house.figures(request) for request in requests] == [[(60, 30, 30)], [(30, 15, 15)]]


def test_a_preview_says_that_its_ground_moved_and_is_then_not_offered_for_confirmation(
    house: Rounds, requests: list[str]
):
    _, place = Browser(house, "u-1").post("/intake/rounds/prepare", **{"unit.laptop": "device"})
    second = Browser(house, "u-2")
    shown = second.get(place)
    house.hear_stock(laptop=50)
    page = second.get(f"{place}?lang=en")
    assert "Laptop: 50 free now, 60 when it was prepared; the round gives 60 and keeps 0 back." in page
    assert "/confirm" in shown
    assert "/confirm" not in page
    status, refused = second.post(f"{place}/confirm", version="1")
    assert (status, "prepared. Prepare it again." in refused) == (409, True)


def test_a_refused_setting_is_shown_where_it_was_typed(house: Rounds, requests: list[str]):
    status, page = Browser(house, "u-1").post(
        "/intake/rounds/prepare", **{"floor.laptop": "many", "unit.laptop": "carton"}
    )
    assert status == 422
    assert re.search(r'name="floor.laptop"[^>]*value="many"', page)


def test_who_prepares_over_a_preview_that_is_not_the_last_is_told(house: Rounds, requests: list[str]):
    first, second = Browser(house, "u-1"), Browser(house, "u-2")
    first.post("/intake/rounds/prepare", **{"unit.laptop": "device", "version": "0"})
    assert second.post("/intake/rounds/prepare", **{"unit.laptop": "carton", "version": "0"})[0] == 412


def test_a_board_reads_on_its_request_why_it_received_so_much_in_its_language(house: Rounds, requests: list[str]):
    house.split()
    manager = Browser(house, "u-3", Role.BOARD_MANAGER, A)
    page = manager.get(f"/intake/requests/{requests[0]}?lang=fr")
    assert "Répartition équitable no 1" in page
    assert "40 des 60 demandés, soit 66,6\N{NO-BREAK SPACE}% du besoin non comblé" in page
    page = manager.get(f"/intake/requests/{requests[0]}?lang=en")
    assert "40 of 60 asked, 66.6% of the unmet need: every board receives at least 66.6%" in page
    assert manager.client.get(f"/intake/requests/{requests[1]}").status_code == 404


def test_without_a_request_nothing_is_prepared(house: Rounds):
    status, page = Browser(house, "u-1").post("/intake/rounds/prepare?lang=fr", **{"unit.laptop": "device"})
    assert status == 409
    assert "il n’y a rien à répartir" in page


def test_the_auditor_reads_rounds_and_is_offered_no_form(house: Rounds, requests: list[str]):
    one: Any = house.prepare()
    auditor = Browser(house, "u-9", Role.AUDITOR)
    for path in ("/intake/rounds", f"/intake/rounds/{one['id']}"):
        assert "<form" not in auditor.get(path).split('id="main"')[1]


def test_a_round_is_set_by_hand_on_its_page_with_the_totals_and_the_errors_beside_their_rows(
    house: Rounds, requests: list[str]
):
    first, second = Browser(house, "u-1"), Browser(house, "u-2")
    place = first.post("/intake/rounds/prepare", **{"floor.laptop": "10", "unit.laptop": "device"})[1]
    typed = {f"granted.laptop.{A}": "30", f"granted.laptop.{B}": "31", "reason": "Deux écoles fermées", "version": "1"}
    status, page = first.post(f"{place}/change?lang=fr", **typed)
    assert status == 422
    assert re.search(rf'name="granted.laptop.{B}"[^>]*value="31"[^>]*aria-invalid="true"', page)
    assert "30 demandés, besoin non comblé de 30\N{NO-BREAK SPACE}: attribuez-en au plus 30." in page
    assert "61 attribués, 50 à répartir\N{NO-BREAK SPACE}: attribuez-en 11 de moins." in page
    assert table(page, "Totaux de ce qui est saisi ci-dessus") == [["Ordinateur portable", "50", "61", "-11"]]
    assert first.post(f"{place}/change", **typed | {f"granted.laptop.{B}": "20"}) == (303, place)
    page = first.get(f"{place}?lang=fr")
    assert [row[4:6] for row in table(page, "Ce que chaque organisme reçoit, et pourquoi")] == [
        ["33", "30"],
        ["17", "20"],
    ]
    assert (
        "30 des 60 demandés, fixés à la main là où la répartition en donnait 33. Raison\N{NO-BREAK SPACE}: Deux" in page
    )
    assert "/confirm" not in page
    assert [house.figures(request) for request in requests] == [[(60, 0, 0)], [(30, 0, 0)]]
    assert second.post(f"{place}/confirm", version="2") == (303, place)
    assert [house.figures(request) for request in requests] == [[(60, 30, 30)], [(30, 20, 10)]]
