"""A board's own users: opened, renewed and closed by whoever answers for them, and by nobody of another board."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts.roles import KNOWS_USERS, Role
from services.contracts.values import BoardCode
from services.portal import operations
from services.portal.model.account import Account
from services.portal.model.account_change import AccountChange
from services.portal.model.makes import MAKES
from services.portal.model.station import Station
from services.portal.service import SERVICE
from tests.integration.databases import copied
from tests.integration.house import OTHER, OURS
from tests.integration.user_site import API, PASSWORD, PEOPLE, Browser, actor_of, board_of, secret, with_people

pytestmark = pytest.mark.databases("sqlite", "postgresql")

USERS, THIRD = "/portal/users", BoardCode("689000")
# One person of each role that signs in.
ONE_EACH = {role: login for login, (role, board) in reversed(PEOPLE.items()) if board != OTHER}


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_people(tmp_path_factory.mktemp("people"))


@pytest.fixture
def portal(prepared: Path, tmp_path: Path) -> Iterator[Running]:
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    yield running
    running.database.close()


@pytest.mark.parametrize("maker", sorted(ONE_EACH))
def test_each_role_opens_the_accounts_of_its_row_of_the_table_and_no_other(portal: Running, maker: Role) -> None:
    browser, opened = Browser(portal, ONE_EACH[maker]), set()
    for role in Role:
        board = THIRD if maker is Role.MINISTRY and role is Role.BOARD_MANAGER else None
        if browser.open(f"new.{role.value}", role, board).status_code == 200:
            opened.add(role)
    # A station has a key, and no account.
    assert opened == MAKES.get(maker, frozenset()) - {Role.STATION}


def test_a_managers_new_user_is_of_his_board_whatever_the_form_says(portal: Running) -> None:
    Browser(portal, "ana").open("new.one", Role.BOARD_TECHNICIAN, OTHER)
    with portal.database.reading() as session:
        made = session.scalars(select(Account).where(Account.login == "new.one")).one()
        assert (made.board, made.role, made.first) == (OURS, Role.BOARD_TECHNICIAN, True)


def test_the_ministry_opens_a_boards_first_manager_and_no_second(portal: Running) -> None:
    mia = Browser(portal, "mia")
    assert f'value="{OURS}"' not in mia.get(USERS).text
    assert mia.open("new.first", Role.BOARD_MANAGER, THIRD).status_code == 200
    refused = mia.open("new.second", Role.BOARD_MANAGER, THIRD)
    assert (refused.status_code, "a déjà un gestionnaire" in refused.text) == (409, True)
    assert mia.open("new.third", Role.BOARD_MANAGER).status_code == 422
    assert mia.open("new.fourth", Role.AUDITOR, THIRD).status_code == 422


def test_a_login_that_is_taken_is_refused_with_what_was_typed_still_there(portal: Running) -> None:
    refused = Browser(portal, "ana").open("tom", Role.BOARD_TECHNICIAN)
    assert refused.status_code == 409
    assert 'value="tom"' in refused.text


@pytest.mark.parametrize("whom", ["olga", "wim", "mia"])
@pytest.mark.parametrize("act", ["", "/password", "/close"])
def test_who_is_not_of_ones_own_board_is_not_there(portal: Running, whom: str, act: str) -> None:
    ana, path = Browser(portal, "ana"), f"{USERS}/{actor_of(portal, whom)}{act}"
    answer = ana.post(path) if act else ana.get(path)
    assert answer.status_code == 404
    assert whom.title() not in answer.text
    assert Browser(portal, whom).entered.status_code == 303


def test_a_new_password_ends_the_sessions_and_is_a_first_one(portal: Running) -> None:
    ana, tom = Browser(portal, "ana"), Browser(portal, "tom")
    given = secret(ana.post(f"{USERS}/{actor_of(portal, 'tom')}/password"))
    assert not tom.renews()
    assert Browser(portal, "tom").entered.status_code == 401
    assert Browser(portal, "tom", given).entered.status_code == 403


def test_a_closed_account_signs_in_no_more_and_keeps_its_name_for_the_journeys(portal: Running) -> None:
    ana, tom, actor = Browser(portal, "ana"), Browser(portal, "tom"), actor_of(portal, "tom")
    assert ana.post(f"{USERS}/{actor}/close").status_code == 303
    assert (tom.renews(), Browser(portal, "tom").entered.status_code) == (False, 401)
    assert ana.post(f"{USERS}/{actor}/close").status_code == 409
    assert ana.post(f"{USERS}/{actor}/password").status_code == 409
    shown = ana.get(f"{USERS}/{actor}?lang=en").text
    assert "closed" in shown
    assert "Tom" in shown
    assert 'method="post" action="/portal/users/' not in shown


@pytest.mark.parametrize("act", ["password", "close"])
@pytest.mark.parametrize("login", ["ana", "mia"])
def test_nobody_does_it_to_the_own_account(portal: Running, login: str, act: str) -> None:
    browser, own = Browser(portal, login), f"{USERS}/{actor_of(portal, login)}"
    assert browser.post(f"{own}/{act}").status_code == 409
    assert browser.renews()
    assert f"{own}/{act}" not in browser.get(own).text


def test_who_was_closed_makes_nobody_with_the_token_that_is_left(portal: Running) -> None:
    ana, ben = Browser(portal, "ana"), Browser(portal, "ben")
    ana.post(f"{USERS}/{actor_of(portal, 'ben')}/close")
    assert ben.open("new.back", Role.BOARD_MANAGER).status_code == 403
    assert ben.post(f"{USERS}/{actor_of(portal, 'ana')}/close").status_code == 403
    assert ben.post(f"{USERS}/stations/make", name="quai-9").status_code == 403
    assert ana.renews()


def test_of_two_managers_who_close_each_other_at_once_one_stays(portal: Running) -> None:
    pair = {"ana": "ben", "ben": "ana"}
    browsers = {who: Browser(portal, who) for who in pair}
    actors = {who: actor_of(portal, who) for who in pair}

    def close(who: str) -> int:
        return int(browsers[who].post(f"{USERS}/{actors[pair[who]]}/close").status_code)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(close, pair)) == [303, 403]


def test_a_stations_key_is_shown_once_exchanged_and_revoked(portal: Running) -> None:
    for login, board in (("ana", OURS), ("wim", None)):
        browser = Browser(portal, login)
        key = secret(browser.post(f"{USERS}/stations/make", name=f"quai-{login}"))
        given = browser.client.post(f"{API}/tokens", json={"key": key, "operator": "op-7"})
        assert run.keys(portal.settings).verify(given.json["token"]).board == board
        listed = browser.get(f"{USERS}/stations").text
        assert f"quai-{login}" in listed
        assert key not in listed
        number = key.split("_")[1]
        assert Browser(portal, "olga").post(f"{USERS}/stations/{number}/revoke").status_code == 404
        assert browser.post(f"{USERS}/stations/{number}/revoke").status_code == 303
        assert browser.client.post(f"{API}/tokens", json={"key": key, "operator": "a"}).status_code == 401
    assert "quai-wim" not in Browser(portal, "ana").get(f"{USERS}/stations").text
    assert "quai-ana" not in Browser(portal, "wim").get(f"{USERS}/stations").text


def test_what_was_done_is_read_by_whoever_answers_for_it_with_who_did_it(portal: Running) -> None:
    Browser(portal, "ana").post(f"{USERS}/{actor_of(portal, 'tom')}/close")
    told = {"ana": True, "olga": False, "wim": False, "aude": True, "pia": True, "mia": False}
    for login, reads in told.items():
        shown = Browser(portal, login).get(f"{USERS}/changes?lang=en").text
        assert ("Account closed" in shown) is reads, login
    with portal.database.reading() as session:
        last = session.scalars(select(AccountChange).order_by(AccountChange.id.desc())).first()
        assert last is not None
        assert (last.actor, last.about) == (actor_of(portal, "ana"), actor_of(portal, "tom"))
        assert (last.role, last.board) == (Role.BOARD_TECHNICIAN, OURS)


@pytest.mark.parametrize("role", sorted(KNOWS_USERS))
def test_the_pages_show_each_role_those_of_its_reach_in_both_languages(portal: Running, role: Role) -> None:
    browser = Browser(portal, ONE_EACH[role])
    for language, title in (("en", "Users"), ("fr", "Utilisateurs")):
        shown = browser.get(f"{USERS}?lang={language}").text
        assert f"<h1>{title}</h1>" in shown
        for login, (of_role, board) in PEOPLE.items():
            seen = role in (Role.AUDITOR, Role.PRIVACY) or of_role in MAKES[role]
            seen = seen and (board_of(role) is None or board == OURS)
            assert (f">{login}</a>" in shown) is seen, (login, language)


@pytest.mark.parametrize("role", sorted(frozenset(PEOPLE[login][0] for login in PEOPLE) - KNOWS_USERS))
def test_who_answers_for_nobody_has_no_such_page(portal: Running, role: Role) -> None:
    assert Browser(portal, ONE_EACH[role]).get(USERS).status_code == 403


@pytest.mark.parametrize("path", [USERS, f"{USERS}/changes", f"{USERS}/stations", "/portal/account"])
def test_a_page_asks_as_many_statements_for_two_hundred_as_for_five(portal: Running, path: str) -> None:
    ana, sent = Browser(portal, "ana"), list[str]()

    def asked() -> int:
        sent.clear()
        assert ana.get(f"{path}?limit=200").status_code == 200
        return len(sent)

    event.listen(portal.database.engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    add(portal, 5)
    few = asked()
    add(portal, 200)
    assert asked() == few


def add(portal: Running, count: int) -> None:
    with portal.database.writing(Act("operator:tests", now())) as session:
        for _ in range(count):
            operations.add_account(session, str(uuid4()), PASSWORD, Role.BOARD_TECHNICIAN, OURS, "x")
            operations.add_station(session, "quai", OURS)


def test_lists_go_on_where_their_page_ended_without_a_login_in_the_address(portal: Running) -> None:
    add(portal, 5)
    ana, seen, path = Browser(portal, "ana"), list[str](), f"{USERS}?limit=3"
    with portal.database.reading() as session:
        logins = session.scalars(select(Account.login).where(Account.board == OURS).order_by(Account.login)).all()
        keys = session.scalars(select(Station.id).order_by(Station.id)).all()
    for _ in range(3):
        shown = ana.get(path).text
        seen += [login for login in logins if f">{login}</a>" in shown]
        path = unescape(next(iter(re.findall(r'rel="next" href="(/portal/users\?[^"]+)"', shown)), ""))
        assert not any(login in path for login in logins)
    assert seen == logins
    first, second = (ana.get(f"{USERS}/stations?limit=3&cursor={after}").text for after in ("", keys[2]))
    assert [f"<code>{key}</code>" in first for key in keys] == [True] * 3 + [False] * 2
    assert [f"<code>{key}</code>" in second for key in keys] == [False] * 3 + [True] * 2


def test_a_program_does_the_same_and_a_first_password_is_kept_for_no_key(portal: Running) -> None:
    client = portal.application().test_client(use_cookies=False)
    token = client.post(f"{API}/sign-in", json={"login": "ana", "password": PASSWORD}).json["token"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "again"}
    wanted = {"login": "new.one", "name": "Camille Roy", "role": "board_technician"}
    made = client.post(f"{API}/users", json=wanted, headers=headers)
    assert made.status_code == 201
    again = client.post(f"{API}/users", json=wanted, headers=headers)
    assert (again.status_code, again.json["code"]) == (409, "account.exists")
    actor = made.json["actor"]
    shown = client.get(f"{API}/users/{actor}", headers=headers).json
    assert (shown["login"], shown["board"], shown["first"]) == ("new.one", str(OURS), True)
    assert client.post(f"{API}/users/{actor}/close", headers=headers).json["active"] is False
    last = client.get(f"{API}/users/changes", headers=headers).json["items"]
    assert [(one["change"], one["about"]) for one in last[:2]] == [("closed", actor), ("opened", actor)]
    for path in ("", f"/{actor}", "/changes"):
        assert made.json["password"] not in client.get(f"{API}/users{path}", headers=headers).text


def test_a_manager_ends_the_sessions_of_others_and_their_accounts_stay_open(portal: Running) -> None:
    ana, tom = Browser(portal, "ana"), Browser(portal, "tom")
    who = actor_of(portal, "tom")
    assert ana.post(f"{USERS}/{who}/end-sessions").location == f"{USERS}/{who}"
    assert not tom.renews()
    assert Browser(portal, "tom").renews()
    assert "Sessions terminées" in ana.get(f"{USERS}/changes").text
    own = ana.post(f"{USERS}/{actor_of(portal, 'ana')}/end-sessions")
    assert (own.status_code, ana.renews()) == (409, True)
