"""The help: each role its own page in its language, the others beside, and their pictures."""

import re

import pytest

from services.chassis.run import Running
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from tests.integration.portal_story import client

BOARD = BoardCode("762000")
TITLES = {
    Role.WAREHOUSE: ("Aide : l’entrepôt", "Help: the warehouse"),
    Role.BOARD_TECHNICIAN: ("Aide : le centre de services", "Help: the school service centre"),
    Role.MINISTRY: ("Aide : le Ministère", "Help: the Ministry"),
    Role.PRIVACY: ("Aide : la vérification", "Help: audit and privacy"),
}


@pytest.mark.parametrize("role", list(TITLES))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_everybody_finds_the_help_of_their_role_first(portal: Running, role: Role, language: str) -> None:
    board = BOARD if role is Role.BOARD_TECHNICIAN else None
    page = client(portal, role, board).get(f"/portal/help?lang={language}").text
    title = TITLES[role][language == "en"]
    assert re.search(f"<h1>{title}", page)
    others = [others[language == "en"] for one, others in TITLES.items() if one is not role]
    assert all(other in page for other in others)


@pytest.mark.parametrize("name", ["warehouse", "board", "ministry", "oversight"])
def test_every_picture_of_a_page_is_served(portal: Running, name: str) -> None:
    page = client(portal, Role.AUDITOR).get(f"/portal/help/{name}").text
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page)
    assert bool(pictures) is (name != "oversight")
    for address, _ in pictures:
        answer = client(portal, Role.AUDITOR).get(address, buffered=True)
        assert (answer.status_code, answer.content_type) == (200, "image/png")


def test_there_is_no_other_page_and_no_other_file(portal: Running) -> None:
    assert client(portal, Role.AUDITOR).get("/portal/help/nobody").status_code == 404
    assert client(portal, Role.AUDITOR).get("/portal/pictures/..%2Ffr%2Fexploiter.png").status_code == 404
