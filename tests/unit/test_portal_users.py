"""Who makes whom, over all roles; what is kept of a browser; which password one may choose."""

import hashlib
from itertools import product
from pathlib import Path

import pytest

from services.contracts.roles import BOARD, EVERYONE, KNOWS_USERS, MAKES_USERS, Person, Role
from services.contracts.values import BoardCode
from services.portal.guessing import guessable
from services.portal.leaked import leaked
from services.portal.model.account import PEOPLE
from services.portal.model.browser import Browser, browser_of
from services.portal.model.makes import LOOKS_ON, MAKES, reach_of
from services.portal.model.password import unfit

OURS, OTHER = BoardCode("762000"), BoardCode("711000")
MADE = {
    (Role.MINISTRY, Role.MINISTRY),
    (Role.MINISTRY, Role.WAREHOUSE),
    (Role.MINISTRY, Role.WAREHOUSE_MANAGER),
    (Role.MINISTRY, Role.AUDITOR),
    (Role.MINISTRY, Role.PRIVACY),
    (Role.MINISTRY, Role.BOARD_MANAGER),
    (Role.WAREHOUSE_MANAGER, Role.WAREHOUSE),
    (Role.WAREHOUSE_MANAGER, Role.STATION),
    (Role.BOARD_MANAGER, Role.BOARD_MANAGER),
    (Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN),
    (Role.BOARD_MANAGER, Role.STATION),
}


def somebody(role: Role) -> Person:
    return Person("u-1", role, OURS if role in BOARD else None)


@pytest.mark.parametrize(("maker", "made"), list(product(Role, Role)))
def test_who_makes_whom(maker: Role, made: Role) -> None:
    board = OURS if made in BOARD or (made is Role.STATION and maker in BOARD) else None
    assert reach_of(somebody(maker)).holds(made, board) is ((maker, made) in MADE)


@pytest.mark.parametrize("made", list(Role))
def test_a_board_makes_and_is_shown_nobody_of_another(made: Role) -> None:
    reach = reach_of(somebody(Role.BOARD_MANAGER))
    assert not reach.holds(made, OTHER)
    assert not reach.holds(made, None)
    assert reach.house


@pytest.mark.parametrize("role", list(Role))
def test_the_warehouse_makes_no_boards_station_and_nobody_a_machine(role: Role) -> None:
    assert not reach_of(somebody(role)).holds(Role.SERVICE, None)
    assert not reach_of(somebody(Role.WAREHOUSE_MANAGER)).holds(role, OURS)


def test_nobody_makes_somebody_who_makes_more_than_he_does() -> None:
    for maker, made in MAKES.items():
        further = {role for one in made for role in MAKES.get(one, frozenset())} & PEOPLE
        assert maker is Role.MINISTRY or further <= made
    # A board's manager makes technicians and stations, which the Ministry leaves to him.
    assert {role for one in MAKES[Role.MINISTRY] for role in MAKES.get(one, ())} - MAKES[Role.MINISTRY] == {
        Role.BOARD_TECHNICIAN,
        Role.STATION,
    }


def test_who_looks_on_sees_all_and_makes_nobody() -> None:
    for role in LOOKS_ON:
        reach = reach_of(somebody(role))
        assert (reach.roles, reach.makes, reach.house) == (EVERYONE, frozenset(), False)
    assert set(MAKES) == MAKES_USERS
    assert KNOWS_USERS == MAKES_USERS | LOOKS_ON


@pytest.mark.parametrize(
    ("agent", "browser"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", Browser.FIREFOX),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", Browser.EDGE),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", Browser.CHROME),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1 CriOS/130.0 Mobile Safari/604.1", Browser.CHROME),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1", Browser.SAFARI),
        ("curl/8.0", Browser.OTHER),
        ("", Browser.OTHER),
    ],
)
def test_a_browser_is_known_by_one_word(agent: str, browser: Browser) -> None:
    assert browser_of(agent) is browser


@pytest.mark.parametrize(
    ("chosen", "again", "fits"),
    [
        ("twelve chars", "twelve chars", True),
        ("eleven char", "eleven char", False),
        ("x" * 201, "x" * 201, False),
        ("twelve chars", "twelve Chars", False),
        ("the present one", "the present one", False),
    ],
)
def test_a_chosen_password_is_long_new_and_typed_twice(chosen: str, again: str, fits: bool) -> None:
    assert (unfit("the present one", chosen, again) is None) is fits


@pytest.mark.parametrize(
    ("chosen", "guessed"),
    [
        ("password1234", True),
        ("iloveyouforever", True),
        ("azertyuiop12", True),
        ("aaaaaaaaaaaa", True),
        ("a" * 200, True),
        ("Réserve-Québec 2020", True),
        ("reserve-tablette", True),
        ("jeanne.tremblay1", True),
        ("correct horse battery", False),
        ("cheval agrafe pile correcte", False),
        ("ministere du ruisseau gelé", False),
    ],
)
def test_a_chosen_password_is_none_that_would_be_guessed(chosen: str, guessed: bool) -> None:
    assert (guessable(chosen, "jeanne.tremblay") is not None) is guessed


def test_a_password_of_the_list_of_leaked_ones_is_found_wherever_it_stands(tmp_path: Path) -> None:
    words, listed = [f"cheval agrafe {number}" for number in range(300)], tmp_path / "leaked.txt"
    sums = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in words)
    for behind in ("", ":1", ":123456\r"):
        listed.write_text("\n".join(one + behind for one in sums) + "\n", encoding="ascii")
        assert [word for word in words if leaked(listed, word) is None] == []
        assert [word for word in words if leaked(listed, f"{word}.")] == []
    assert leaked(None, words[0]) is None
    listed.write_text("")
    assert leaked(listed, words[0]) is None
