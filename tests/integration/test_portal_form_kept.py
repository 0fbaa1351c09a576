"""A form sent once its session is over, without script: back to the same person after the sign-in, to nobody else."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import request
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.portal import carried
from services.portal.model.kept_form import KeptForm
from services.portal.model.sign_in import SignIn
from services.portal.operations import door
from services.portal.service import SERVICE
from tests.integration.databases import copied
from tests.integration.user_site import PASSWORD, SIGN_IN, Browser, actor_of, with_people

ASKED = "/intake/requests/7/amend"
AGAIN = "/portal/send-again?next=%2Fintake%2Frequests%2F7"
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


@pytest.mark.parametrize("more", [{}, {"file": (BytesIO(b"a;b\n\0"), "avis d’envoi.csv", "text/csv")}])
def test_the_same_person_gets_the_form_back_and_sends_it_again_once(portal: Running, more: dict[str, Any]) -> None:
    client, answer = too_late(portal, **more)
    assert (answer.status_code, "est gardé" in answer.text, "l’école" in answer.text) == (401, True, False)
    wrong = sign_in(client, answer.text, "ana", "not the password")
    assert (wrong.status_code, "est gardé" in wrong.text) == (401, True), "a slip of the keyboard loses nothing"
    led = sign_in(client, wrong.text, "ana")
    assert (led.status_code, led.location) == (303, AGAIN)
    back = client.get(led.location)
    assert (back.status_code, f'action="{ASKED}"' in back.text) == (200, True)
    sent = fields(back.text.split("<main", 1)[1])
    csrf = run.keys(portal.settings).verify(client.get_cookie("reserve_token").value).csrf
    form, files = received(portal, sent)
    assert sorted(form) == sorted([("csrf", csrf), *TYPED])
    assert files == ([("file", "avis d’envoi.csv", b"a;b\n\0")] if more else [])
    assert sign_in(client, wrong.text, "ana").location == "/intake/requests/7", "he is led to it once"


def received(
    portal: Running, sent: list[tuple[str, str]]
) -> tuple[list[tuple[str, str]], list[tuple[str, Any, bytes]]]:
    """What a service makes of the form when its person sends it again."""
    with portal.application().test_request_context(ASKED, method="POST", data=MultiDict(sent)):
        form = list(request.form.items(multi=True))
        return form, [(name, file.filename, file.read()) for name, file in request.files.items(multi=True)]


def test_by_an_organisation_s_sign_in_it_comes_back_too_and_to_no_other_browser(portal: Running) -> None:
    client, _ = too_late(portal)
    with portal.application().test_request_context("/portal/sign-in"):
        assert carried.onward(actor_of(portal, "ana"), "/portal/") == "/portal/", "another browser has no secret"
    secret = {"Cookie": f"reserve_form={client.get_cookie('reserve_form', path='/portal').value}"}
    with portal.application().test_request_context("/portal/oidc/aaa/callback", headers=secret):
        assert carried.onward(actor_of(portal, "ana"), "/portal/") == "/portal/send-again?next=%2Fportal%2F"


def test_somebody_else_does_not_nor_anybody_an_hour_later(portal: Running) -> None:
    client, answer = too_late(portal)
    other = sign_in(client, answer.text, "tom")
    assert (other.status_code, other.location) == (303, "/intake/requests/7")
    assert client.get(AGAIN).status_code == 303
    with portal.database.writing(Act("test", now())) as session:
        session.execute(update(KeptForm).values(kept_at=now() - timedelta(minutes=61)))
    assert sign_in(client, answer.text, "ana").location == "/intake/requests/7"


@pytest.mark.parametrize("csrf", ["", "another site's", "é"])
def test_a_form_that_is_not_the_sessions_own_is_not_kept(portal: Running, csrf: str) -> None:
    _, answer = too_late(portal, csrf)
    assert (answer.status_code, answer.location) == (303, "/portal/sign-in?next=%2Fintake%2Frequests%2F7")


def test_none_is_kept_of_a_session_that_was_ended_nor_with_a_file_that_is_too_large(
    portal: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carried, "LARGEST_FILES", 3)
    assert too_late(portal, file=(BytesIO(b"four"), "avis.csv"))[1].status_code == 303
    monkeypatch.setattr(door, "whose_form", lambda *_: None)
    assert too_late(portal)[1].status_code == 303
    with portal.database.reading() as session:
        assert session.scalars(select(KeptForm)).all() == []


def test_what_is_kept_says_nothing_to_who_has_the_database(portal: Running) -> None:
    too_late(portal)
    with portal.database.reading() as session:
        (kept,) = session.scalars(select(KeptForm)).all()
    assert (kept.opened("guessed", now()), b"tablet" in kept.sealed) == (None, False)
