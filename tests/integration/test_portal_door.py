"""The door: signing in by page and by API, renewing, signing out, locks, and stations' keys."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.errors import Conflict, NotFound
from services.chassis.run import Running
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.portal import operations
from services.portal.model.account import Account
from services.portal.model.sign_in import LONGEST, Attempts, SignIn
from services.portal.model.station import Station
from services.portal.queries.label import names
from services.portal.service import SERVICE
from tests.integration.databases import copied, installation

BOARD = BoardCode("762000")
PASSWORD = "correct horse battery"
SIGN_IN, API = "/portal/sign-in", "/portal/api/v1"


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one account, made once and copied for each test: hashing is slow by design."""
    settings = installation(tmp_path_factory.mktemp("prepared"), SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    with running.database.writing(Act("operator", now())) as session:
        operations.add_account(session, "JTremblay", PASSWORD, Role.BOARD_MANAGER, BOARD, "Jeanne Tremblay")
    running.database.close()
    return settings.var


@pytest.fixture
def portal(prepared: Path, tmp_path: Path) -> Iterator[Running]:
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    yield running
    running.database.close()


@pytest.fixture
def http(portal: Running) -> Any:
    return portal.application().test_client()


def form(password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"login": "jtremblay", "password": password, **more}


def change(portal: Running, statement: str) -> None:
    with portal.database.writing(Act("test", now())) as session:
        session.execute(text(statement))


def age(portal: Running, column: str, by: timedelta) -> None:
    """Let a session be older than it is: nobody waits half an hour."""
    with portal.database.writing(Act("test", now())) as session:
        one = session.scalars(select(SignIn)).one()
        setattr(one, column, getattr(one, column) - by)


def test_signing_in_gives_two_cookies_and_leads_to_where_one_was_going(portal: Running, http: Any):
    answer = http.post(SIGN_IN, data=form(next="/intake/requests?state=draft"))
    assert (answer.status_code, answer.location) == (303, "/intake/requests?state=draft")
    token, session = (http.get_cookie("reserve_token"), http.get_cookie("reserve_session", path="/portal"))
    for cookie in (token, session):
        assert cookie.http_only
        assert cookie.same_site == "Lax"
    assert (token.path, token.max_age, session.path, session.max_age) == ("/", 300, "/portal", None)
    person = run.keys(portal.settings).verify(token.value)
    assert (person.role, person.board) == (Role.BOARD_MANAGER, BOARD)
    assert person.csrf
    assert http.get("/portal/").status_code == 200


def test_behind_https_cookies_travel_encrypted_only(portal: Running, tmp_path: Path):
    settings = installation(tmp_path, SERVICE, RESERVE_HTTPS="yes")
    answer = run.Running(SERVICE, settings, portal.database).application().test_client().post(SIGN_IN, data=form())
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_a_wrong_password_and_a_wrong_login_get_the_same_answer(http: Any):
    answers = [
        http.post(f"{API}/sign-in", json={"login": login, "password": password})
        for login, password in (("jtremblay", "wrong"), ("nobody", PASSWORD))
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    bodies = [answer.json | {"request": ""} for answer in answers]
    assert bodies[0] == bodies[1]
    assert bodies[0]["code"] == "sign_in.wrong"


def test_the_page_says_why_and_keeps_the_login_but_never_the_password(http: Any):
    answer = http.post(SIGN_IN, data=form("wrong secret", next="/intake/portrait"))
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "Cet identifiant et ce mot de passe ne vont pas ensemble." in shown
    assert 'value="jtremblay"' in shown
    assert 'value="/intake/portrait"' in shown
    assert "wrong secret" not in shown
    assert not answer.headers.getlist("Set-Cookie")


@pytest.mark.parametrize("login", ["jtremblay", "nobody"])
def test_five_failures_close_a_login_for_a_minute_known_or_not(portal: Running, http: Any, login: str):
    wrong = {"login": login, "password": "wrong"}
    assert http.post(f"{API}/sign-in", json=wrong).json["code"] == "sign_in.wrong"
    change(portal, "UPDATE attempts SET failures = 4")
    assert http.post(f"{API}/sign-in", json=wrong).json["code"] == "sign_in.wrong"
    closed = http.post(f"{API}/sign-in", json={"login": login, "password": PASSWORD})
    assert (closed.status_code, closed.json["code"]) == (401, "sign_in.locked")
    with portal.database.writing(Act("test", now())) as session:
        session.execute(update(Attempts).values(failed_at=now() - timedelta(seconds=61)))
    later = http.post(f"{API}/sign-in", json={"login": login, "password": PASSWORD})
    assert later.status_code == (200 if login == "jtremblay" else 401)


def test_a_success_forgets_the_failures_before_it(portal: Running, http: Any):
    http.post(f"{API}/sign-in", json={"login": "jtremblay", "password": "wrong"})
    http.post(f"{API}/sign-in", json={"login": "jtremblay", "password": PASSWORD})
    with portal.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM attempts")).scalar_one() == 0


def test_the_api_gives_a_token_that_services_take(portal: Running, http: Any):
    answer = http.post(f"{API}/sign-in", json={"login": " JTremblay ", "password": PASSWORD}).json
    assert {name: answer[name] for name in ("expires_in", "role", "board")} == {
        "expires_in": 300,
        "role": "board_manager",
        "board": "762000",
    }
    assert run.keys(portal.settings).verify(answer["token"]).actor == answer["actor"]
    assert "tremblay" not in answer["actor"]


@pytest.mark.parametrize("body", [{}, {"login": "a"}, {"login": "a", "password": "b", "role": "ministry"}])
def test_a_sign_in_that_is_not_well_formed_is_refused(http: Any, body: dict[str, str]):
    assert http.post(f"{API}/sign-in", json=body).status_code == 422


def test_a_form_of_another_site_signs_nobody_in(http: Any):
    answer = http.post(SIGN_IN, data=form(), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not answer.headers.getlist("Set-Cookie")


def test_a_token_that_is_over_is_renewed_and_the_form_arrives_where_it_was_going(portal: Running, http: Any):
    http.post(SIGN_IN, data=form())
    before = http.get_cookie("reserve_session", path="/portal").value
    http.delete_cookie("reserve_token")
    sent_on = http.get("/portal/figures?x=1")
    assert (sent_on.status_code, sent_on.location) == (307, "/portal/renew?next=/portal/figures%3Fx%3D1")
    for method in ("GET", "POST"):
        renewed = http.open(sent_on.location, method=method)
        assert (renewed.status_code, renewed.location) == (307, "/portal/figures?x=1")
    assert run.keys(portal.settings).verify(http.get_cookie("reserve_token").value).role is Role.BOARD_MANAGER
    assert http.get_cookie("reserve_session", path="/portal").value == before


@pytest.mark.parametrize(
    ("method", "asked", "place"),
    [
        ("GET", "/intake/requests", "/portal/sign-in?next=%2Fintake%2Frequests"),
        ("POST", "/intake/requests/7/grant?x=1", "/portal/sign-in?next=%2Fintake%2Frequests%2F7"),
        ("GET", "//evil.example", "/portal/sign-in?next=%2Fportal%2F"),
    ],
)
def test_without_a_session_people_sign_in_and_start_from_the_page(http: Any, method: str, asked: str, place: str):
    http.set_cookie("reserve_session", "guessed", path="/portal")
    answer = http.open("/portal/renew", method=method, query_string={"next": asked})
    assert (answer.status_code, answer.location) == (303, place)


@pytest.mark.parametrize(("column", "by"), [("seen_at", timedelta(minutes=31)), ("created_at", LONGEST)])
def test_a_session_that_is_idle_or_old_renews_nothing(portal: Running, http: Any, column: str, by: timedelta):
    http.post(SIGN_IN, data=form())
    age(portal, column, by)
    assert http.get("/portal/renew?next=/portal/").status_code == 303


def test_a_renewal_counts_as_use(portal: Running, http: Any):
    http.post(SIGN_IN, data=form())
    for _ in range(2):
        age(portal, "seen_at", timedelta(minutes=20))
        assert http.get("/portal/renew?next=/portal/").status_code == 307


def test_signing_out_ends_the_session_for_good(portal: Running, http: Any):
    http.post(SIGN_IN, data=form())
    cookie = http.get_cookie("reserve_session", path="/portal").value
    csrf = run.keys(portal.settings).verify(http.get_cookie("reserve_token").value).csrf
    assert http.post("/portal/sign-out", data={"csrf": "guessed"}).status_code == 403
    answer = http.post("/portal/sign-out", data={"csrf": csrf})
    assert (answer.status_code, answer.location) == (303, SIGN_IN)
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert http.get_cookie("reserve_token") is None
    assert http.get_cookie("reserve_session", path="/portal") is None
    http.set_cookie("reserve_session", cookie, path="/portal")
    assert http.get("/portal/renew?next=/portal/").status_code == 303


def test_an_erased_person_is_forgotten_and_their_session_over(portal: Running, http: Any):
    http.post(SIGN_IN, data=form())
    with portal.database.writing(Act("operator", now())) as session:
        actor = session.scalars(select(Account.actor)).one()
        operations.erase_person(session, actor)
    assert http.get("/portal/renew?next=/portal/").status_code == 303
    assert http.post(f"{API}/sign-in", json={"login": "jtremblay", "password": PASSWORD}).status_code == 401
    with portal.database.reading() as session:
        kept = " ".join(map(str, session.execute(text("SELECT * FROM account")).one())).lower()
        assert "tremblay" not in kept
        assert "jeanne" not in kept


def test_a_new_password_ends_the_sessions_and_the_old_one_is_good_for_nothing(portal: Running, http: Any):
    http.post(SIGN_IN, data=form())
    with portal.database.writing(Act("operator", now())) as session:
        operations.set_password(session, "jtremblay", "another long secret")
    assert http.get("/portal/renew?next=/portal/").status_code == 303
    for password, status in ((PASSWORD, 401), ("another long secret", 200)):
        assert http.post(f"{API}/sign-in", json={"login": "jtremblay", "password": password}).status_code == status


def test_two_accounts_never_share_a_login(portal: Running):
    with portal.database.writing(Act("operator", now())) as session, pytest.raises(Conflict):
        operations.add_account(session, " JTREMBLAY", PASSWORD, Role.MINISTRY, None)


def test_names_are_for_their_own_board_and_for_those_who_see_all(portal: Running):
    with portal.database.writing(Act("operator", now())) as session:
        actor = session.scalars(select(Account.actor)).one()
        operations.add_station(session, "quai-2", None)
        station = f"station:{session.scalars(select(Station.id)).one()}/op-7"
        asked = [actor, station, "service:intake", "station:abcdefgh/x"]
        assert names(session, asked, None) == {actor: "Jeanne Tremblay", station: "quai-2 · op-7"}
        assert names(session, asked, BOARD) == {actor: "Jeanne Tremblay"}
        assert names(session, asked, "689000") == {}


@pytest.mark.parametrize("board", [None, BOARD])
def test_a_stations_key_is_exchanged_for_a_token_of_the_station_and_its_operator(
    portal: Running, http: Any, board: BoardCode | None
):
    with portal.database.writing(Act("operator", now())) as session:
        key = operations.add_station(session, "quai-2", board)
        station = session.scalars(select(Station)).one()
        assert key not in vars(station).values()
    answer = http.post(f"{API}/tokens", json={"key": key, "operator": "op-7"})
    assert (answer.status_code, answer.json["expires_in"]) == (200, 300)
    number = key.split("_")[1]
    assert run.keys(portal.settings).verify(answer.json["token"]) == Person(
        f"station:{number}/op-7", Role.STATION, board, station=number
    )


def test_a_key_that_is_revoked_altered_or_invented_opens_nothing(portal: Running, http: Any):
    with portal.database.writing(Act("operator", now())) as session:
        key = operations.add_station(session, "quai-2", None)
    number = key.split("_")[1]
    wrong = [f"rsk_{number}_{'x' * 43}", f"rsk_abcdefgh_{key.split('_', 2)[2]}", "", "Bearer"]
    assert [http.post(f"{API}/tokens", json={"key": one, "operator": "a"}).status_code for one in wrong] == [401] * 4
    with portal.database.writing(Act("operator", now())) as session:
        operations.revoke_station(session, number)
    refused = http.post(f"{API}/tokens", json={"key": key, "operator": "a"})
    assert (refused.status_code, refused.json["code"]) == (401, "station.key")


@pytest.mark.parametrize("operator", ["", "Jeanne Tremblay", "a/b", "x" * 41, "a\n"])
def test_an_operator_is_an_id_and_nothing_else(http: Any, operator: str):
    assert http.post(f"{API}/tokens", json={"key": "rsk_", "operator": operator}).status_code == 422


def test_what_is_not_there_is_said_to_the_operator(portal: Running):
    with portal.database.writing(Act("operator", now())) as session:
        with pytest.raises(NotFound):
            operations.revoke_station(session, "abcdefgh")
        with pytest.raises(NotFound):
            operations.set_password(session, "nobody", PASSWORD)
        with pytest.raises(NotFound):
            operations.erase_person(session, "u-00000000")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sign_in_page_shows_in_both_languages(http: Any, language: str):
    shown = http.get(f"{SIGN_IN}?lang={language}&next=//evil.example").get_data(as_text=True)
    assert {"fr": "Mot de passe", "en": "Password"}[language] in shown
    assert 'name="next" value="/portal/"' in shown
