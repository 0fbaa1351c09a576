"""One's own password and sessions: a first password opens nothing else, what is ended gives no new token."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts.roles import Role
from services.portal.model.account import Account
from services.portal.model.account_change import AccountChange, Change
from services.portal.model.sign_in import Attempts, SignIn
from services.portal.service import SERVICE
from tests.integration.databases import copied
from tests.integration.user_site import API, PASSWORD, SIGN_IN, Browser, actor_of, secret, with_people

pytestmark = pytest.mark.databases("sqlite", "postgresql")

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
CHOOSE, ACCOUNT, NEW = "/portal/password", "/portal/account", "another long secret"


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_people(tmp_path_factory.mktemp("people"))


@pytest.fixture
def portal(prepared: Path, tmp_path: Path) -> Iterator[Running]:
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    yield running
    running.database.close()


def chosen(portal: Running, login: str, password: str, new: str = NEW, **more: str):
    client = portal.application().test_client()
    form = {"login": login, "password": password, "chosen": new, "again": new, **more}
    return client, client.post(CHOOSE, data=form)


def first_of(portal: Running, login: str = "new.one") -> str:
    return secret(Browser(portal, "ana").open(login, Role.BOARD_TECHNICIAN))


def test_a_first_password_opens_the_page_of_another_and_nothing_else(portal: Running) -> None:
    first = first_of(portal)
    new = Browser(portal, "new.one", first)
    assert new.entered.status_code == 403
    assert "n’ouvre que cette page" in new.entered.text
    assert first not in new.entered.text
    assert not new.entered.headers.getlist("Set-Cookie")
    assert new.get("/portal/").status_code == 307
    answer = new.client.post(f"{API}/sign-in", json={"login": "new.one", "password": first})
    assert (answer.status_code, answer.json["code"]) == (403, "password.first")
    client, changed = chosen(portal, "new.one", first, next="/portal/figures")
    assert (changed.status_code, changed.location) == (303, "/portal/figures")
    assert client.get("/portal/").status_code == 200
    assert Browser(portal, "new.one", NEW).entered.status_code == 303
    assert Browser(portal, "new.one", first).entered.status_code == 401


def test_a_first_password_is_good_for_a_week_and_then_tells_who_gives_another(portal: Running) -> None:
    shown = Browser(portal, "ana").open("new.one", Role.BOARD_TECHNICIAN)
    assert "Il est valable 7 jours" in shown.text
    assert "valable jusqu’au" in Browser(portal, "ana").get(f"/portal/users/{actor_of(portal, 'new.one')}").text
    first = secret(shown)
    with portal.database.writing(Act("t", now())) as session:
        session.execute(update(Account).values(first_until=Account.created_at))
    entered = Browser(portal, "new.one", first).entered
    assert (entered.status_code, entered.headers.getlist("Set-Cookie")) == (403, [])
    assert "demandez-en un autre au gestionnaire de votre organisme" in entered.text
    _, refused = chosen(portal, "new.one", first)
    assert (refused.status_code, "demandez-en un autre" in refused.text) == (403, True)
    assert Browser(portal, "new.one", "not the password").entered.text.count("demandez-en") == 0, (
        "only its person is told"
    )
    renewed = Browser(portal, "ana").post(f"/portal/users/{actor_of(portal, 'new.one')}/password")
    _, changed = chosen(portal, "new.one", secret(renewed))
    assert changed.status_code == 303
    assert Browser(portal, "new.one", NEW).entered.status_code == 303, "a password that one chose has no end"


def test_another_password_asks_for_the_present_one_and_ends_every_other_session(portal: Running) -> None:
    before, others = Browser(portal, "tom"), Browser(portal, "ana")
    client, answer = chosen(portal, "tom", PASSWORD, next="//evil.example")
    assert (answer.status_code, answer.location) == (303, "/portal/")
    assert [before.renews(), others.renews()] == [False, True]
    assert client.get(ACCOUNT).status_code == 200
    with portal.database.reading() as session:
        last = session.scalars(select(AccountChange).order_by(AccountChange.id.desc())).first()
        assert last is not None
        assert (last.change, last.actor, last.about) == (Change.PASSWORD_CHOSEN, *[actor_of(portal, "tom")] * 2)


def test_a_password_of_the_installations_list_of_leaked_ones_is_not_taken(portal: Running, tmp_path: Path) -> None:
    listed = tmp_path / "leaked.txt"
    listed.write_text(f"{hashlib.sha1(NEW.encode()).hexdigest().upper()}:3\n")
    watching = run.running(SERVICE, replace(portal.settings, leaked_passwords=listed))
    _, answer = chosen(watching, "tom", PASSWORD)
    watching.database.close()
    assert (answer.status_code, "liste de mots de passe divulgués" in answer.text) == (422, True)
    assert chosen(portal, "tom", PASSWORD)[1].status_code == 303


@pytest.mark.parametrize(
    ("new", "again", "status"),
    [("too short", "too short", 422), (NEW, "not the same one", 422), (PASSWORD, PASSWORD, 422)],
)
def test_a_password_that_does_not_fit_changes_nothing(portal: Running, new: str, again: str, status: int) -> None:
    before = Browser(portal, "tom")
    _, answer = chosen(portal, "tom", PASSWORD, new, again=again)
    assert answer.status_code == status
    assert 'class="alert"' in answer.text
    assert 'value="tom"' in answer.text
    assert ('href="#chosen"' in answer.text, "chosen-error chosen-hint" in answer.text) == (True, True)
    for secret_text in (new, again, PASSWORD):
        assert secret_text not in answer.text
    assert before.renews()


def test_guesses_at_the_present_password_close_the_login_as_at_the_sign_in(portal: Running) -> None:
    for number in range(5):
        assert chosen(portal, "tom", f"guess {number}")[1].status_code == 401
    assert "Trop d’échecs" in chosen(portal, "tom", PASSWORD)[1].text
    assert Browser(portal, "tom").entered.status_code == 401
    with portal.database.writing(Act("test", now())) as session:
        session.execute(update(Attempts).values(failed_at=now() - timedelta(seconds=61)))
    assert chosen(portal, "tom", PASSWORD)[1].status_code == 303


def test_a_form_of_another_site_changes_no_password(portal: Running) -> None:
    form = {"login": "tom", "password": PASSWORD, "chosen": NEW, "again": NEW}
    client = portal.application().test_client()
    assert client.post(CHOOSE, data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert Browser(portal, "tom").entered.status_code == 303


def test_the_own_sessions_are_listed_each_with_its_browser_and_this_one_marked(portal: Running) -> None:
    here, _, _ = Browser(portal, "tom", agent=FIREFOX), Browser(portal, "tom"), Browser(portal, "ana")
    shown = here.get(f"{ACCOUNT}?lang=en").text
    assert shown.count("Firefox") == 1
    assert shown.count("another</td>") == 1
    assert shown.count("this one") == 1
    assert shown.count(f'action="{ACCOUNT}/end"') == 1
    assert "within five minutes" in shown
    assert "Fermer toutes mes autres sessions" in here.get(f"{ACCOUNT}?lang=fr").text


def test_one_of_the_own_sessions_is_ended_and_no_other(portal: Running) -> None:
    here, there, third = (Browser(portal, "tom") for _ in range(3))
    assert here.post(f"{ACCOUNT}/end", session=there.token.session).status_code == 303
    assert [one.renews() for one in (here, there, third)] == [True, False, True]


def test_signing_out_everywhere_else_leaves_this_session_alone(portal: Running) -> None:
    here, there, third, ana = *(Browser(portal, "tom") for _ in range(3)), Browser(portal, "ana")
    assert here.post(f"{ACCOUNT}/end-others").status_code == 303
    assert [one.renews() for one in (here, there, third, ana)] == [True, False, False, True]


def test_nobody_ends_the_session_of_somebody_else(portal: Running) -> None:
    tom, ana = Browser(portal, "tom"), Browser(portal, "ana")
    tom.post(f"{ACCOUNT}/end", session=ana.token.session)
    assert ana.renews()
    assert tom.post(f"{ACCOUNT}/end", session="nothing").status_code == 422


def test_what_is_over_is_not_listed(portal: Running) -> None:
    here, _ = Browser(portal, "tom"), Browser(portal, "tom")
    with portal.database.writing(Act("test", now())) as session:
        other = session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
        assert other is not None
        other.seen_at -= timedelta(minutes=31)
    assert f'action="{ACCOUNT}/end"' not in here.get(ACCOUNT).text


def test_no_page_and_no_row_keeps_a_password(portal: Running) -> None:
    first = first_of(portal)
    with portal.database.reading() as session:
        for table in ("account", "account_change", "reply", "sign_in", "attempts"):
            rows = " ".join(map(str, session.execute(text(f"SELECT * FROM {table}")).all()))
            assert first not in rows, table


def test_the_sign_in_page_leads_to_the_page_of_another_password(portal: Running) -> None:
    client = portal.application().test_client()
    assert f'href="{CHOOSE}"' in client.get(SIGN_IN).text
    for language, words in (("fr", "Nouveau mot de passe"), ("en", "New password")):
        assert words in client.get(f"{CHOOSE}?lang={language}").text
