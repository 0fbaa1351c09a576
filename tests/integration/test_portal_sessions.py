"""Sessions, tokens and keys in time: what is over gives no new token, what is out is good for five minutes at most."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.errors import Unauthenticated
from services.chassis.run import Running
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.portal import operations
from services.portal.model.account import Account
from services.portal.service import SERVICE
from tests.integration.databases import copied, installation

BOARD = BoardCode("762000")
PASSWORD = "correct horse battery"
SIGN_IN, API = "/portal/sign-in", "/portal/api/v1"
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with two people and a station, made once and copied: hashing is slow by design."""
    settings = installation(tmp_path_factory.mktemp("prepared"), SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    with running.database.writing(Act("operator", now())) as session:
        for login in ("ana", "ben"):
            operations.add_account(session, login, PASSWORD, Role.BOARD_MANAGER, BOARD, login)
        (settings.var / "station.key").write_text(operations.add_station(session, "quai-2", BOARD))
    running.database.close()
    return settings.var


@pytest.fixture
def portal(prepared: Path, tmp_path: Path) -> Iterator[Running]:
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    yield running
    running.database.close()


def browser(portal: Running, login: str = "ana", password: str = PASSWORD) -> Any:
    """A browser in which someone has signed in."""
    client = portal.application().test_client()
    assert client.post(SIGN_IN, data={"login": login, "password": password}).status_code == 303
    return client


def cookie(client: Any) -> str:
    return str(client.get_cookie("reserve_token").value)


def renews(client: Any) -> bool:
    """Whether the browser's session gives a fresh token; a browser asks for one when its own is over."""
    client.delete_cookie("reserve_token")
    client.get("/portal/renew?next=/portal/")
    return client.get_cookie("reserve_token") is not None


def station_token(portal: Running) -> Any:
    key = (portal.settings.var / "station.key").read_text()
    return portal.application().test_client().post(f"{API}/tokens", json={"key": key, "operator": "op-7"})


def change(portal: Running, operation: Any, *given: Any) -> None:
    with portal.database.writing(Act("operator", now())) as session:
        operation(session, *given)


def signed_in(portal: Running) -> str:
    return cookie(browser(portal))


def renewed(portal: Running) -> str:
    client = browser(portal)
    assert renews(client)
    return cookie(client)


def by_api(portal: Running) -> str:
    answer = portal.application().test_client().post(f"{API}/sign-in", json={"login": "ana", "password": PASSWORD})
    return str(answer.json["token"])


def by_key(portal: Running) -> str:
    return str(station_token(portal).json["token"])


@pytest.mark.parametrize("issue", [signed_in, renewed, by_api, by_key])
def test_a_token_is_good_for_five_minutes_and_not_a_second_longer(portal: Running, issue: Any) -> None:
    before = now()
    token, keys = issue(portal), run.keys(portal.settings)
    after = now()
    assert keys.verify(token, lambda: before + 5 * MINUTE - timedelta(seconds=2)).board == BOARD
    with pytest.raises(Unauthenticated):
        keys.verify(token, lambda: after + 5 * MINUTE)


@pytest.mark.parametrize(("path", "status"), [("/portal/", 307), (f"{API}/search?q=ab", 401)])
def test_a_token_that_is_over_opens_nothing(portal: Running, path: str, status: int) -> None:
    keys, person = run.keys(portal.settings), Person("u-1", Role.BOARD_MANAGER, BOARD, csrf="c")
    client = portal.application().test_client(use_cookies=False)
    for age, answer in ((4 * MINUTE, 200), (5 * MINUTE, status)):
        token = keys.sign(person, now() - age)
        sent = {"Cookie": f"reserve_token={token}"} if status == 307 else {"Authorization": f"Bearer {token}"}
        assert client.get(path, headers=sent).status_code == answer


def test_a_token_of_another_installation_or_unsigned_opens_nothing(portal: Running, tmp_path: Path) -> None:
    run.prepare([SERVICE], other := installation(tmp_path / "other", SERVICE))
    foreign = run.keys(other).sign(Person("u-1", Role.MINISTRY))
    head, body, signature = run.keys(portal.settings).sign(Person("u-1", Role.AUDITOR)).split(".")
    none = "eyJhbGciOiJub25lIn0"
    client = portal.application().test_client()
    for token in (
        foreign,
        f"{none}.{body}.",
        f"{none}.{body}.{signature}",
        f"{head}.{body}.",
        f"{head}.{body}",
        "",
        "é",
    ):
        headers = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
        assert client.get(f"{API}/search?q=ab", headers=headers).status_code == 401


def test_signing_out_ends_this_session_and_no_other(portal: Running) -> None:
    here, there, ben = browser(portal), browser(portal), browser(portal, "ben")
    csrf = run.keys(portal.settings).verify(cookie(here)).csrf
    kept = here.get_cookie("reserve_session", path="/portal").value
    assert here.post("/portal/sign-out", data={"csrf": csrf}).status_code == 303
    here.set_cookie("reserve_session", kept, path="/portal")
    assert [renews(one) for one in (here, there, ben)] == [False, True, True]


def test_signing_out_is_refused_with_the_value_of_ones_other_session(portal: Running) -> None:
    here, there = browser(portal), browser(portal)
    csrf = run.keys(portal.settings).verify(cookie(there)).csrf
    assert here.post("/portal/sign-out", data={"csrf": csrf}).status_code == 403
    assert renews(here)


def test_signing_in_again_gives_another_session_and_another_value(portal: Running) -> None:
    client = browser(portal)
    before = cookie(client), client.get_cookie("reserve_session", path="/portal").value
    client.post(SIGN_IN, data={"login": "ana", "password": PASSWORD})
    after = cookie(client), client.get_cookie("reserve_session", path="/portal").value
    keys = run.keys(portal.settings)
    assert before[1] != after[1]
    assert keys.verify(before[0]).csrf != keys.verify(after[0]).csrf


def test_a_new_password_ends_every_session_of_its_person_and_no_other(portal: Running) -> None:
    sessions = [browser(portal), browser(portal), browser(portal, "ben")]
    change(portal, operations.set_password, "ana", "another long secret")
    assert [renews(one) for one in sessions] == [False, False, True]
    assert renews(browser(portal, "ana", "another long secret"))


def test_an_erased_person_gets_no_new_token_at_any_door(portal: Running) -> None:
    ana, ben = browser(portal), browser(portal, "ben")
    with portal.database.reading() as session:
        actor = session.scalars(select(Account.actor).where(Account.login == "ana")).one()
    change(portal, operations.erase_person, actor)
    client = portal.application().test_client()
    assert [renews(one) for one in (ana, ben)] == [False, True]
    for login in ("ana", actor):
        assert client.post(f"{API}/sign-in", json={"login": login, "password": PASSWORD}).status_code == 401
        assert client.post(SIGN_IN, data={"login": login, "password": PASSWORD}).status_code == 401


def test_a_revoked_station_gets_no_new_token(portal: Running) -> None:
    given = station_token(portal)
    assert given.status_code == 200
    change(portal, operations.revoke_station, run.keys(portal.settings).verify(given.json["token"]).station)
    assert station_token(portal).status_code == 401


def test_today_s_role_is_in_the_next_token(portal: Running) -> None:
    client = browser(portal)
    with portal.database.writing(Act("operator", now())) as session:
        account = session.scalars(select(Account).where(Account.login == "ana")).one()
        account.role = Role.BOARD_TECHNICIAN
    assert renews(client)
    assert run.keys(portal.settings).verify(cookie(client)).role is Role.BOARD_TECHNICIAN


@pytest.mark.parametrize("https", ["yes", "no"])
def test_every_cookie_of_every_answer_is_http_only_same_site_and_with_https_secure(
    portal: Running, tmp_path: Path, https: str
) -> None:
    settings = installation(tmp_path, SERVICE, RESERVE_HTTPS=https)
    client = run.Running(SERVICE, settings, portal.database).application().test_client()
    # A browser would not send Secure cookies over the plain HTTP that the tests speak.
    client.environ_base["wsgi.url_scheme"] = "https" if https == "yes" else "http"
    base = f"{'https' if https == 'yes' else 'http'}://localhost"
    signed = client.post(SIGN_IN, data={"login": "ana", "password": PASSWORD}, base_url=base)
    token = next(one for one in signed.headers.getlist("Set-Cookie") if "reserve_token=" in one)
    csrf = run.keys(settings).verify(token.split(";")[0].split("=", 1)[1]).csrf
    answers = [
        signed,
        client.get("/portal/renew?next=/portal/", base_url=base),
        client.get("/portal/?lang=en", base_url=base),
        client.post("/portal/sign-out", data={"csrf": csrf}, base_url=base),
    ]
    cookies = [one for answer in answers for one in answer.headers.getlist("Set-Cookie")]
    assert len(cookies) == 2 + 1 + 1 + 3
    for answer in answers:
        strict = "max-age=31536000; includeSubDomains" if https == "yes" else None
        assert answer.headers.get("Strict-Transport-Security") == strict
    for one in cookies:
        flags = {part.strip() for part in one.split(";")[1:]}
        assert {"HttpOnly", "SameSite=Lax"} <= flags, one
        assert ("Secure" in flags) == (https == "yes"), one
        assert one.startswith("__Host-reserve_" if https == "yes" else "reserve_"), one
        assert "Path=/" in flags or https == "no", one
    # What another host of the domain could set is no token where there is a name that it could not set.
    client.set_cookie("reserve_token", token.split(";")[0].split("=", 1)[1], domain="localhost", secure=https == "yes")
    assert client.get("/portal/account", base_url=base).status_code == (307 if https == "yes" else 200)


def test_failures_at_both_doors_count_together_and_close_this_login_alone(portal: Running) -> None:
    client = portal.application().test_client()
    for number in range(5):
        wrong = {"login": "ana", "password": f"guess {number}"}
        answer = client.post(SIGN_IN, data=wrong) if number % 2 else client.post(f"{API}/sign-in", json=wrong)
        assert answer.status_code == 401
    right = {"login": " ANA ", "password": PASSWORD}
    assert client.post(f"{API}/sign-in", json=right).json["code"] == "sign_in.locked"
    assert client.post(SIGN_IN, data=right).status_code == 401
    assert client.post(f"{API}/sign-in", json={"login": "ben", "password": PASSWORD}).status_code == 200


def test_guesses_at_once_are_counted_one_by_one(portal: Running) -> None:
    def guess(number: int) -> str:
        client = portal.application().test_client()
        wrong = {"login": "ana", "password": f"guess {number}"}
        return str(client.post(f"{API}/sign-in", json=wrong).json["code"])

    with ThreadPoolExecutor(12) as pool:
        codes = list(pool.map(guess, range(12)))
    assert (codes.count("sign_in.wrong"), codes.count("sign_in.locked")) == (5, 7)


def test_a_session_in_use_still_ends_after_twelve_hours_and_an_idle_one_after_thirty_minutes(portal: Running) -> None:
    client = browser(portal)
    key = client.get_cookie("reserve_session", path="/portal").value
    start = now()

    def renewed_at(at: Any) -> bool:
        with portal.database.writing(Act("anonymous", at)) as session:
            return operations.door.renew(session, key) is not None

    busy = [renewed_at(start + 29 * MINUTE * number) for number in range(1, 26)]
    assert (busy[:24], busy[24]) == ([True] * 24, False)
    idle = browser(portal).get_cookie("reserve_session", path="/portal").value
    for after, good in ((29, True), (58, True), (89, False)):
        with portal.database.writing(Act("anonymous", start + after * MINUTE)) as session:
            assert (operations.door.renew(session, idle) is not None) == good


def test_a_pages_script_gets_a_fresh_token_and_who_is_signed_in(portal: Running) -> None:
    client, keys = browser(portal), run.keys(portal.settings)
    client.delete_cookie("reserve_token")
    answer = client.post(f"{API}/session")
    person = keys.verify(cookie(client))
    assert answer.json == {
        "actor": person.actor,
        "role": "board_manager",
        "board": BOARD,
        "csrf": person.csrf,
        "expires_in": 300,
    }
    assert person.csrf != ""


def test_a_session_that_is_over_tells_a_pages_script_where_to_sign_in(portal: Running) -> None:
    client, keys = browser(portal), run.keys(portal.settings)
    csrf = keys.verify(cookie(client)).csrf
    client.post("/portal/sign-out", data={"csrf": csrf})
    answer = client.post(f"{API}/session")
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert (answer.json["code"], answer.json["sign_in"]) == ("session.over", SIGN_IN)
    assert client.get_cookie("reserve_token") is None


def test_signing_in_again_ends_the_session_that_the_browser_had(portal: Running) -> None:
    client, elsewhere = browser(portal), browser(portal)
    before = client.get_cookie("reserve_session", path="/portal").value
    assert client.post(SIGN_IN, data={"login": "ben", "password": PASSWORD}).status_code == 303
    old = portal.application().test_client()
    old.set_cookie("reserve_session", before, path="/portal")
    assert [renews(one) for one in (old, elsewhere, client)] == [False, True, True]
