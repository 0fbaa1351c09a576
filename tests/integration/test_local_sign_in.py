"""What a password opens where people sign in at their organisations: all accounts, the Ministry's, or nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts.roles import Role
from services.portal import operations
from services.portal.model.account_change import AccountChange, Change
from tests.integration.house import OURS
from tests.integration.oidc_site import actor, portal_of, provider

PASSWORD = "correct horse battery"
SIGN_IN, API = "/portal/sign-in", "/portal/api/v1/sign-in"
FIELD = 'name="password"'


@pytest.fixture(scope="module", params=["yes", "emergency", "no"])
def portal(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    said = provider("ministere", "https://idp.example", "ministry", [Role.MINISTRY])
    folder: Path = tmp_path_factory.mktemp(request.param)
    running = portal_of(folder, said, RESERVE_LOCAL_SIGN_IN=request.param)
    with running.database.writing(Act("operator", now())) as session:
        operations.add_account(session, "mia", PASSWORD, Role.MINISTRY, None, "Mia")
        operations.add_account(session, "ana", PASSWORD, Role.BOARD_MANAGER, OURS, "Ana")
    yield running
    running.database.close()


@pytest.fixture
def http(portal: Running) -> Any:
    return portal.application().test_client()


def lets(portal: Running) -> str:
    return portal.settings.local_sign_in.value


def test_the_page_shows_the_form_of_a_password_where_one_opens_something(portal: Running, http: Any) -> None:
    shown = [FIELD in http.get(f"{SIGN_IN}{more}").text for more in ("", "?with=password")]
    assert shown == {"yes": [True, True], "emergency": [False, True], "no": [False, False]}[lets(portal)]
    assert "/portal/oidc/ministere?next=%2Fportal%2F" in http.get(SIGN_IN).text


@pytest.mark.parametrize(("login", "where"), [("mia", ("yes", "emergency")), ("ana", ("yes",))])
def test_a_password_opens_what_the_setting_says_at_every_door(
    portal: Running, http: Any, login: str, where: tuple[str, ...]
) -> None:
    opens = lets(portal) in where
    sent = {"login": login, "password": PASSWORD}
    by_page = http.post(SIGN_IN, data=sent)
    by_program = http.post(API, json=sent)
    chosen = {**sent, "chosen": f"{PASSWORD} again", "again": f"{PASSWORD} again"}
    by_choice = http.post("/portal/password", data=chosen)
    http.post("/portal/password", data={**chosen, "password": chosen["chosen"], "chosen": PASSWORD, "again": PASSWORD})
    answers = (by_page.status_code, by_program.status_code, by_choice.status_code)
    assert answers == ((303, 200, 303) if opens else (403, 403, 403))
    if not opens:
        assert "Un mot de passe n’ouvre rien ici" in by_page.text
        assert by_program.json["code"] == "sign_in.local"
        assert not by_page.headers.getlist("Set-Cookie")


def test_each_use_of_a_password_by_the_ministry_is_kept_with_who_and_when(portal: Running, http: Any) -> None:
    for login in ("mia", "ana"):
        http.post(SIGN_IN, data={"login": login, "password": PASSWORD})
    with portal.database.reading() as session:
        kept = session.scalars(select(AccountChange).where(AccountChange.change == Change.PASSWORD_USED)).all()
    assert {one.about for one in kept} == (set() if lets(portal) == "no" else {actor(portal, "mia")})
    assert all(one.actor == one.about for one in kept)
