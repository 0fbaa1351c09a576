"""A form sent once its session is over, without script: back to the same person after the sign-in, to nobody else."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.portal.model.sign_in import SignIn
from services.portal.service import SERVICE
from tests.integration.databases import copied
from tests.integration.user_site import PASSWORD, SIGN_IN, Browser, with_people

ASKED = "/intake/requests/7/amend"
TYPED = [("ask.tablet.no_access", "5"), ("note", "<b>l’école</b>"), ("tick", "a"), ("tick", "b"), ("login", "x")]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_people(tmp_path_factory.mktemp("people"))


@pytest.fixture
def portal(prepared: Path, tmp_path: Path) -> Iterator[Running]:
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    yield running
    running.database.close()


def too_late(portal: Running, csrf: str | None = None, **more: Any) -> tuple[Any, Any]:
    """Ana's browser, and what it is answered when she sends a form after her session's end."""
    ana = Browser(portal, "ana")
    values: dict[str, Any] = {"csrf": ana.token.csrf if csrf is None else csrf, **more}
    for name, value in TYPED:
        values[name] = [*values.get(name, ()), value] if name == "tick" else value
    with portal.database.writing(Act("test", now())) as session:
        session.execute(update(SignIn).values(seen_at=now() - timedelta(minutes=31)))
    ana.client.delete_cookie("reserve_token")
    return ana.client, ana.client.post(f"/portal/renew?next={ASKED}", data=values)


def fields(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [(unescape(name), unescape(value)) for name, value in found]


def sign_in(client: Any, page: str, login: str, password: str = PASSWORD) -> Any:
    """As a browser sends the page's form."""
    values: dict[str, Any] = {"login": login, "password": password}
    for name, value in fields(page):
        values.setdefault(name, []).append(value)
    return client.post(SIGN_IN, data=values)


def test_the_same_person_gets_the_form_back_and_sends_it_again(portal: Running) -> None:
    client, answer = too_late(portal)
    assert (answer.status_code, "est gardé" in answer.text) == (401, True)
    wrong = sign_in(client, answer.text, "ana", "not the password")
    assert (wrong.status_code, "est gardé" in wrong.text) == (401, True), "a slip of the keyboard loses nothing"
    back = sign_in(client, wrong.text, "ana")
    assert (back.status_code, f'action="{ASKED}"' in back.text) == (200, True)
    sent = fields(back.text.split("<main", 1)[1])
    csrf = run.keys(portal.settings).verify(client.get_cookie("reserve_token").value).csrf
    assert sorted(sent) == sorted([("csrf", csrf), *TYPED])
    assert client.get("/portal/").status_code == 200


def test_somebody_else_does_not(portal: Running) -> None:
    client, answer = too_late(portal)
    other = sign_in(client, answer.text, "tom")
    assert (other.status_code, other.location) == (303, "/intake/requests/7")


@pytest.mark.parametrize("csrf", ["", "another site's", "é"])
def test_a_form_that_is_not_the_sessions_own_is_not_kept(portal: Running, csrf: str) -> None:
    _, answer = too_late(portal, csrf)
    assert (answer.status_code, answer.location) == (303, "/portal/sign-in?next=%2Fintake%2Frequests%2F7")


def test_a_file_is_not_kept_and_no_form_of_a_session_that_was_ended(portal: Running) -> None:
    _, answer = too_late(portal, file=(BytesIO(b"x"), "avis.csv"))
    assert answer.status_code == 303
    client, answer = too_late(portal)
    with portal.database.writing(Act("test", now())) as session:
        session.execute(update(SignIn).values(revoked_at=now()))
    back = sign_in(client, answer.text, "ana")
    assert (back.status_code, back.location) == (303, "/intake/requests/7")


def test_who_forges_the_sign_in_page_brings_no_form_in(portal: Running) -> None:
    client, _ = too_late(portal)
    forged = {"login": "ana", "password": PASSWORD, "next": ASKED, "kept.csrf": "guessed", "kept.note": "evil"}
    back = client.post(SIGN_IN, data=forged)
    assert (back.status_code, back.location) == (303, "/intake/requests/7")
