"""Home, search and devices on the furnished reserve: every link leads its reader somewhere, and the audit agrees."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text

from services.contracts.roles import BOARD as BOARDS
from services.contracts.roles import SEARCHES, Role
from services.portal.desk import MATTERS
from services.portal.model.wait import Task, Wait
from tests.integration.auditing import audit_of, said
from tests.integration.house import OURS, someone
from tests.integration.stage import Stage

HEADS = [
    "/portal/",
    "/intake/requests",
    "/warehouse/orders",
    "/shipping/shipments",
    "/warehouse/scan",
    "/shipping/scan",
]
PEOPLE = sorted(SEARCHES - {Role.STATION})


@pytest.mark.parametrize("path", HEADS)
@pytest.mark.parametrize(
    ("language", "label"), [("fr", "Chercher par un numéro ou un code"), ("en", "Find by any number")]
)
def test_the_head_of_every_page_has_the_search(stage: Stage, path: str, language: str, label: str):
    role = Role.BOARD_TECHNICIAN if path == "/shipping/scan" else Role.WAREHOUSE
    role = Role.MINISTRY if path.startswith("/intake") else role
    headers = {"Cookie": f"reserve_token={stage.house.keys.sign(someone(role, OURS if role in BOARDS else None))}"}
    page = stage.house.ask("GET", f"{path}?lang={language}", headers).text
    (form,) = re.findall(
        r'<form class="find" action="/portal/search" method="get" role="search">.*?</form>', page, re.S
    )
    assert label in re.findall(r'<label for="search-q">(.*?)</label>', form)[0]
    assert 'name="q"' in form
    assert "autofocus" not in form
    # On the scanning page keys and scans are the station's own.
    assert ("/search.js" in page) is (not path.endswith("/scan"))


@pytest.mark.parametrize("path", sorted({one.path for one in MATTERS}))
def test_the_page_that_a_line_names_answers_whom_it_is_shown_to(stage: Stage, path: str):
    for role in sorted({role for one in MATTERS if one.path == path for role in one.roles}):
        person = someone(role, OURS if role in BOARDS else None)
        answer = stage.house.ask("GET", path, {"Cookie": f"reserve_token={stage.house.keys.sign(person)}"})
        assert (role, answer.status_code) == (role, 200)


def links(stage: Stage, role: Role) -> Iterator[tuple[str, str]]:
    """Of every device on the stage, what its page links to within the page's main part."""
    for name in sorted(one for one in stage.things.known if re.fullmatch("device [a-z_ ]+", one)):
        answer = ask(stage, role, f"/portal/devices/{stage.things[name]}")
        if answer.status_code == 200:
            main = answer.text.split("<main")[1].split("</main>")[0]
            yield from ((name, one) for one in re.findall('href="(/[^"]+)"', main))


def ask(stage: Stage, role: Role, path: str) -> Any:
    person = someone(role, OURS if role in BOARDS else None)
    return stage.house.ask("GET", path, {"Cookie": f"reserve_token={stage.house.keys.sign(person)}"})


@pytest.mark.parametrize("role", PEOPLE)
def test_every_link_of_every_devices_page_leads_its_reader_somewhere(stage: Stage, role: Role):
    found = {path: name for name, path in links(stage, role)}
    assert found
    answers = {path: ask(stage, role, path).status_code for path in sorted(found)}
    assert {path: (found[path], status) for path, status in answers.items() if status not in (200, 303)} == {}


def test_the_audit_finds_what_the_portal_forgot_or_made_up(stage: Stage):
    stage.house.pump()
    before = said(audit_of(stage.house))
    assert [one for one in before if one.startswith("What waits")] == []
    with stage.fresh("POST /portal/"):
        portal = stage.house.services["portal"].database
        with portal.reading() as session:
            dock = session.scalars(select(Wait.subject).where(Wait.task == Task.DISPATCH)).first()
        with portal.engine.execution_options(writing=True).begin() as connection:
            connection.execute(text("UPDATE wait SET task = NULL, since = NULL WHERE subject = :key"), {"key": dock})
        assert [one for one in said(audit_of(stage.house)) if one not in before] == [
            f"What waits: {dock}, what is to be done: to be sent by the log, none by the portal."
        ]
