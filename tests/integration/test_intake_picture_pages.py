"""The Ministry's picture of needs: versions, files, collections, past days, at a constant number of statements."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import event

from services.chassis import run
from services.chassis.act import Act, now
from services.contracts.intake import TypeNeed
from services.contracts.reference import boards
from services.contracts.values import BoardCode
from services.intake.operations.portrait import update_portrait
from tests.integration.intake_browser import BOARD, PORTRAIT, Browser, alert, browsers, opened, ready, set_up


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return set_up(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def running(prepared: Path, tmp_path: Path) -> Iterator[run.Running]:
    yield from opened(prepared, tmp_path)


@pytest.fixture
def people(running: run.Running) -> dict[str, Browser]:
    return browsers(running)


def test_a_version_is_shown_with_what_it_changed_in_words(people: dict[str, Browser]):
    ready(people["board_manager"])
    people["board_manager"].post("/intake/portrait/update", **PORTRAIT | {"need.laptop.at_risk": "12"})
    for role in ("board_technician", "ministry"):
        page = people[role].get(f"/intake/boards/{BOARD}/portraits?lang=en")
        assert re.search(r"Laptop, At risk\s*</th>\s*<td[^>]*>10</td>\s*<td[^>]*>12</td>", page)
        assert "by u-board_manager" in page


def test_a_wrong_file_shows_each_fault_by_row_and_column_where_it_was_sent(people: dict[str, Browser]):
    manager = people["board_manager"]
    file = (BytesIO(b"type,no_access,weekly_capacity\nlaptop,x,5\n"), "portrait.csv")
    sent = {"csrf": "c", "idempotency_key": str(uuid4()), "file": file}
    answer = manager.client.post("/intake/portrait/file/import", data=sent)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "ligne 2, colonne no_access" in alert(page)) == (422, True), alert(page)
    assert 'type="file"' in page


def test_the_board_is_told_of_an_open_collection_until_it_answers(people: dict[str, Browser]):
    opened = {"title": "Portrait de septembre", "deadline": "2030-09-30"}
    status, place = people["ministry"].post("/intake/campaigns/open", **opened)
    assert status == 303
    page = people["board_manager"].get("/intake/portrait")
    assert "« Portrait de septembre »" in page.replace("\N{NO-BREAK SPACE}", " ")
    people["board_manager"].post("/intake/portrait/update", **PORTRAIT)
    assert "Portrait de septembre" not in people["board_manager"].get("/intake/portrait")
    assert "2030-09-30 23:59" in people["auditor"].get(f"{place}?lang=en")
    assert people["ministry"].post(f"{place}/remind") == (303, place)
    assert people["ministry"].post(f"{place}/close") == (303, place)
    status, page = people["ministry"].post(f"{place}/extend", deadline="2030-10-01")
    assert (status, "Cette collecte est close" in alert(page)) == (409, True)


def test_the_picture_of_a_past_day_says_that_it_is_one(people: dict[str, Browser]):
    ready(people["board_manager"])
    page = people["ministry"].get("/intake/portraits?on=2020-10-01&lang=en")
    assert "stood at the end of 2020-10-01" in page
    assert page.count("never answered") == 72 + 1


def test_the_ministrys_picture_takes_the_same_statements_however_many_boards_answered(
    running: run.Running, people: dict[str, Browser]
):
    statements: list[str] = []
    event.listen(running.database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    taken = []
    for codes in ([BOARD], list(boards())):
        with running.database.writing(Act("u-1", now())) as session:
            for code in codes:
                line = TypeNeed(
                    type="laptop", need=1, by_category={"no_access": 1}, own_available=0, on_order=0, in_repair=0
                )
                update_portrait(session, None, BoardCode(code), 1, [line])
        statements.clear()
        people["ministry"].get("/intake/portraits")
        taken.append(len(statements))
    assert taken[0] == taken[1] < 10
