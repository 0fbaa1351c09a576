"""What a member of staff may ask for: all that is kept of them in a file, and to be forgotten in every store."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from services.chassis import run, tables
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.chassis.searching import look_through
from services.contracts.roles import Role
from services.portal import operations
from services.portal.model.account_change import AccountChange
from services.portal.model.sign_in import digest
from services.portal.queries.person import kept_of
from services.portal.service import SERVICE
from tests.bench.asking import counted
from tests.integration.databases import copied
from tests.integration.house import OURS, someone
from tests.integration.stage import Stage
from tests.integration.user_site import API, PASSWORD, Browser, actor_of, with_people

pytestmark = pytest.mark.databases("sqlite", "postgresql")
WHY = {"reason": "departure"}
NAME, LOGIN, MAIL = "Zénaïde Quiquaquoi", "zenaide.q", "zenaide.q@exemple.org"


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_people(tmp_path_factory.mktemp("people"))


@pytest.fixture
def portal(prepared: Path, tmp_path: Path) -> Iterator[Running]:
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    with running.database.writing(Act("operator:tests", now())) as session:
        operations.add_account(session, LOGIN, PASSWORD, Role.BOARD_TECHNICIAN, OURS, NAME)
        operations.set_address(session, LOGIN, MAIL, "fr")
    yield running
    running.database.close()


def places(portal: Running, *texts: str) -> set[str]:
    """Every column of every table of the service in which one of these texts stands."""
    merged: list[MetaData] = [tables.metadata, SERVICE.tables]
    return {
        f"{place.table}.{place.column}"
        for one in merged
        for place in look_through(portal.database, one, lambda said: any(text in said for text in texts))
    }


def as_program(portal: Running, login: str, method: str, path: str, **given: Any) -> Any:
    """A call of the API by somebody who signed in, with a key under which its reply would be kept."""
    browser = Browser(portal, login)
    headers = {"Authorization": f"Bearer {browser.client.get_cookie('reserve_token').value}", "Idempotency-Key": "k-1"}
    return portal.application().test_client(use_cookies=False).open(path, method=method, headers=headers, **given)


def live(portal: Running) -> str:
    """What somebody leaves behind: sessions, failures, a look at others, an account that is closed. Her actor id."""
    actor = actor_of(portal, LOGIN)
    Browser(portal, LOGIN).get("/portal/account")
    Browser(portal, LOGIN, password="wrong horse battery")
    Browser(portal, "ana").get(f"/portal/users/{actor}")
    assert as_program(portal, "ana", "POST", f"{API}/users/{actor}/close").status_code == 200
    return actor


def test_an_erased_persons_name_login_and_address_are_in_no_store(portal: Running, capfd: pytest.CaptureFixture[str]):
    actor = live(portal)
    assert places(portal, NAME, LOGIN, MAIL, digest(LOGIN)) == {
        *("account.login", "account.name", "account.mail", "attempts.login_hash"),
    }
    pia = Browser(portal, "pia")
    assert pia.post(f"/portal/users/{actor}/erase").status_code == 422
    assert pia.post(f"/portal/users/{actor}/erase", **WHY).status_code == 303
    assert places(portal, NAME, LOGIN, MAIL, digest(LOGIN)) == set()
    assert "account_change.about" in places(portal, actor)
    assert "sign_in.actor" not in places(portal, actor)
    page = pia.get(f"/portal/users/{actor}").text
    assert (NAME in page, actor in page, "/erase" in page) == (False, True, False)
    told = "".join(capfd.readouterr())
    assert [text for text in (NAME, LOGIN, MAIL) if text in told] == []


def test_nobody_is_erased_twice_or_by_oneself_or_by_who_is_not_the_officer(portal: Running):
    actor, pia = actor_of(portal, LOGIN), actor_of(portal, "pia")
    for login in ("ana", "mia", "aude", LOGIN):
        assert as_program(portal, login, "POST", f"{API}/users/{actor}/erase", json=WHY).status_code == 403
    assert as_program(portal, "pia", "POST", f"{API}/users/{pia}/erase", json=WHY).status_code == 409
    assert as_program(portal, "pia", "POST", f"{API}/users/u-00000000/erase", json=WHY).status_code == 404
    codes = [as_program(portal, "pia", "POST", f"{API}/users/{actor}/erase", json=WHY).status_code for _ in range(2)]
    assert codes == [200, 409]
    with portal.database.reading() as session:
        changes = session.scalars(select(AccountChange.change).where(AccountChange.about == actor)).all()
    assert changes.count("erased") == 1


def test_who_was_erased_is_out_at_once_and_the_login_is_free(portal: Running):
    browser = Browser(portal, LOGIN)
    actor = actor_of(portal, LOGIN)
    assert as_program(portal, "pia", "POST", f"{API}/users/{actor}/erase", json=WHY).status_code == 200
    assert not browser.renews()
    assert Browser(portal, LOGIN).entered.status_code == 401
    with portal.database.writing(Act("operator:tests", now())) as session:
        operations.add_account(session, LOGIN, PASSWORD, Role.AUDITOR, None, NAME)
    assert actor_of(portal, LOGIN) != actor


def test_everybody_has_all_that_is_kept_of_them_as_json(portal: Running):
    actor = live(portal)
    mine = Browser(portal, "ana").get(f"{API}/account/data")
    assert mine.headers["Content-Disposition"] == f"attachment; filename={actor_of(portal, 'ana')}.json"
    ana = json.loads(mine.data)
    assert (ana["account"]["login"], ana["account"]["name"], ana["whole"]) == ("ana", "Ana", True)
    assert [one["about"] for one in ana["changes"] if one["change"] == "closed"] == [actor]
    assert [(one["sees"], one["about"]) for one in ana["accesses"]] == [("users", actor)]
    assert len(ana["sessions"]) == 3
    assert "password" not in mine.text
    theirs = json.loads(Browser(portal, "pia").get(f"{API}/users/{actor}/data?reason=request").data)
    assert (theirs["account"]["mail"], theirs["account"]["active"]) == (MAIL, False)
    assert theirs["elsewhere"] == [f"/portal/access?actor={actor}", f"/shipping/access?actor={actor}"]


def test_of_others_the_officer_alone_has_it_and_that_is_in_the_access_log(portal: Running):
    actor = actor_of(portal, LOGIN)
    for login in ("ana", "mia", "aude", LOGIN):
        assert Browser(portal, login).get(f"{API}/users/{actor}/data?reason=request").status_code == 403
    pia = Browser(portal, "pia")
    codes = [pia.get(f"{API}/users/{whose}").status_code for whose in (
        f"{actor}/data?reason=complaint", f"{actor}/data", f"{actor}/data?reason=curiosity",
        "u-00000000/data?reason=complaint",
    )]  # fmt: skip
    assert codes == [200, 422, 422, 404]
    assert as_program(portal, "pia", "POST", f"{API}/users/{actor}/erase", json=WHY).status_code == 200
    noted = json.loads(pia.get(f"{API}/account/data").data)["accesses"]
    assert [(one["about"], one["sees"], one["reason"]) for one in noted] == [
        (actor, "users", "departure"),
        (actor, "users", "complaint"),
    ]
    assert "A complaint or an inquiry is looked into" in pia.get("/portal/access?lang=en").text


def test_what_somebody_did_is_in_the_file_by_id_and_moment(stage: Stage):
    """And nothing of what was written."""
    answer = stage.call("GET /portal/api/v1/account/data", someone(Role.BOARD_TECHNICIAN, OURS))
    acts = answer.get_json()["acts"]
    assert len(acts) > 10
    assert set(acts[0]) == {"event_id", "what", "subject", "time"}


def test_a_file_has_the_newest_of_each_kind_by_an_index_and_names_what_is_left_off(stage: Stage):
    database, actor = stage.house.services["portal"].database, someone(Role.BOARD_TECHNICIAN, OURS).actor
    with database.reading() as session:
        with counted(stage.house) as sent:
            kept, every = kept_of(session, actor, 3), kept_of(session, actor, None)
        assert (kept.acts, kept.left_off, every.left_off) == (every.acts[:3], ["acts"], [])
        # What PostgreSQL does with few rows says nothing.
        if database.engine.dialect.name == "sqlite":
            asked = [one for one in sent if one.startswith("SELECT")]
            plans = [_plan(session, one) for one in asked]
            assert (len(plans), [step for plan in plans for step in plan if step.startswith("SCAN")]) == (14, [])


def _plan(session: Session, statement: str) -> list[str]:
    values = (1,) * statement.count("?")
    return [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
