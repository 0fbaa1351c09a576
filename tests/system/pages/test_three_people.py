"""Three people play the whole journey in browsers, by keyboard; what they saw are the help's pictures."""

from collections.abc import Iterator

import pytest

from services.chassis import run
from services.chassis.act import Act, now
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.everything import BY_NAME
from services.portal.operations import add_account
from tests.servers import browser as program
from tests.system.pages.journey import CHAPTERS, Cast
from tests.system.pages.pictures import Pictures
from tests.system.pages.someone import Someone
from tests.system.site import Reserve, reserve

PASSWORD = "un long mot de passe"
PEOPLE = {
    "entrepot": (Role.WAREHOUSE_MANAGER, None),
    "centre": (Role.BOARD_MANAGER, BoardCode("762000")),
    "ministere": (Role.MINISTRY, None),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reserve]:
    if why := program.lacking() or program.lacking_axe():
        pytest.skip(why)
    with reserve(tmp_path_factory.mktemp("pages")) as one:
        portal = run.running(BY_NAME["portal"], one.settings)
        with portal.database.writing(Act("test", now())) as session:
            for login, (role, board) in PEOPLE.items():
                add_account(session, login, PASSWORD, role, board, login)
        portal.database.close()
        yield one


@pytest.fixture(scope="module")
def cast(site: Reserve, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """The journey, played to its end."""
    pictures, folder = Pictures(request.config.getoption("--pictures")), tmp_path_factory.mktemp("people")
    with program.browser() as browser:
        people = [Someone(browser, folder / login, site.settings.url, pictures) for login in PEOPLE]
        for one, login in zip(people, PEOPLE, strict=True):
            one.sign_in(login, PASSWORD)
        played = Cast(*people, folder=folder)
        for chapter in CHAPTERS:
            chapter(played)
        yield played


def test_the_device_went_from_the_shelf_to_a_student(cast: Cast) -> None:
    cast.ministry.go(f"/portal/search?q={cast.picked[-1]}")
    cast.ministry.sees("Prêté à un élève")


def test_no_page_of_theirs_holds_a_barrier_or_throws(cast: Cast) -> None:
    assert [found for one in cast.people for found in one.barriers] == []
    assert [fault for one in cast.people for fault in one.faults] == []


def test_no_picture_of_the_help_is_older_than_its_page(cast: Cast) -> None:
    assert cast.ministry.pictures.stale == {}, "take them anew with `make pictures`, and look at them"
