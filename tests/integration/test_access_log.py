"""The access log: one row for each look at what concerns persons, chained, and never changed, not even by its owner."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from services.chassis import access as log
from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.chassis.tables import access
from services.contracts.roles import Person, Role
from services.contracts.sees import Motive, Sees
from services.portal.service import SERVICE
from tests.integration.databases import STORE, copied
from tests.integration.toy import statements
from tests.integration.user_site import Browser, actor_of, with_people

pytestmark = pytest.mark.databases("sqlite", "postgresql")
USERS, PERSON = "/portal/users", Person("u-1", Role.AUDITOR)


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_people(tmp_path_factory.mktemp("people"))


@pytest.fixture
def portal(prepared: Path, tmp_path: Path) -> Iterator[Running]:
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    yield running
    running.database.close()


def rows(portal: Running) -> list[Any]:
    with portal.database.reading() as session:
        return list(session.execute(select(access).order_by(access.c.position)))


def note(portal: Running, count: int, at: datetime | None = None, about: str | None = None) -> None:
    for _ in range(count):
        with portal.database.writing(Act("u-1", at or now())) as session:
            log.note(session, PERSON, Sees.LOANS, "GET /shipping/loans", about)


def checked(portal: Running) -> tuple[int, int | None]:
    with portal.database.reading() as session:
        found = log.verify(session)
    return found.count, found.broken_at


def around_the_database(portal: Running, change: Any) -> None:
    """What somebody does who may do anything to the database."""
    with portal.database.engine.execution_options(writing=True).begin() as connection:
        if connection.dialect.name == "sqlite":
            for trigger in ("access_unchanged", "access_kept"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(change)


def test_each_look_is_one_row_with_who_saw_what_and_when(portal: Running):
    mia, tom = Browser(portal, "mia"), actor_of(portal, "tom")
    before = now()
    assert mia.get(USERS).status_code == 200
    assert Browser(portal, "pia").get(f"{USERS}/{tom}").status_code == 200
    first, second = rows(portal)
    assert (first.actor, first.role, first.sees, first.way, first.about) == (
        *(actor_of(portal, "mia"), "ministry", "users", f"GET {USERS}", None),
    )
    assert (second.actor, second.about, second.board) == (actor_of(portal, "pia"), tom, None)
    assert before <= first.at <= second.at <= now()
    assert checked(portal) == (2, None)


def test_what_was_not_shown_or_shows_nobody_is_no_row(portal: Running):
    tom, ana = Browser(portal, "tom"), Browser(portal, "ana")
    assert tom.get(USERS).status_code == 403
    assert ana.get(f"{USERS}/{actor_of(portal, 'olga')}").status_code == 404
    assert ana.get("/portal/account").status_code == 200
    assert rows(portal) == []


def test_a_search_is_a_row_with_its_kinds_and_its_count_and_never_its_text(portal: Running):
    mia = Browser(portal, "mia")
    for path in ("/portal/search", "/portal/api/v1/search"):
        assert mia.get(f"{path}?q=Zenaide.Quiquaquoi").status_code == 200
    assert Browser(portal, "aude").get("/portal/access?actor=Quiquaquoi&sees=users").status_code == 200
    told = rows(portal)
    assert [(one.sees, one.about, one.found) for one in told] == [
        *[("searches", "unknown", 0)] * 2,
        ("accesses", "sees actor", None),
    ]
    assert "quiquaquoi" not in str(told).casefold()
    assert checked(portal) == (3, None)
    words = {"en": ("as it stands", "What was shown, Who"), "fr": ("tel quel", "Ce qui a été montré, Qui")}
    for language, (kind, fields) in words.items():
        for form in ("", ".csv"):
            shown = Browser(portal, "aude").get(f"/portal/access{form}?lang={language}").text
            assert (shown.count(kind) >= 2, fields in shown, ">unknown<" in shown) == (True, True, False), shown


def test_a_refused_form_that_shows_the_persons_page_again_is_a_row(portal: Running):
    mia = Browser(portal, "mia")
    assert mia.post(f"{USERS}/open", login="tom").status_code == 422
    assert [one.way for one in rows(portal)] == [f"POST {USERS}/open"]


def test_what_cannot_be_noted_is_not_shown(portal: Running, monkeypatch: pytest.MonkeyPatch):
    aude = Browser(portal, "aude")

    def fails(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(log, "note", fails)
    answer = aude.get(USERS)
    assert (answer.status_code, "ana" in answer.text) == (500, False)


def test_many_looks_at_once_are_one_chain_of_three_statements_each(portal: Running):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: note(portal, 5), range(8)))
    assert checked(portal) == (40, None)
    with statements(portal.database) as told:
        note(portal, 1)
    assert len([one for one, _ in told if not one.startswith("BEGIN")]) == 3


@pytest.mark.parametrize(
    "change", [update(access).values(actor="u-2"), delete(access)], ids=["changes a row", "removes a row"]
)
def test_the_database_itself_refuses(portal: Running, change: Any):
    note(portal, 2)
    with pytest.raises(DBAPIError), portal.database.writing(Act("u-1", now())) as session:
        session.execute(change)
    if STORE.kind == "postgresql":
        with pytest.raises(DBAPIError), portal.database.writing(Act("u-1", now())) as session:
            session.execute(text("TRUNCATE access"))
    assert checked(portal) == (2, None)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (update(access).where(access.c.position == 2).values(about="u-9"), (1, 2)),
        (update(access).where(access.c.position == 2).values(at=now() - timedelta(hours=1)), (1, 2)),
        (delete(access).where(access.c.position == 2), (1, 2)),
        (delete(access).where(access.c.position == 4), (3, 4)),
        (update(access).where(access.c.position == 2).values(reason="order"), (1, 2)),
        (update(access).where(access.c.position == 2).values(reason=None), (1, 2)),
        (update(access).where(access.c.position == 2).values(found=0), (1, 2)),
        (update(access).where(access.c.position == 1).values(previous_hash="1" * 64), (0, 1)),
    ],
)
def test_who_goes_around_the_database_is_found(portal: Running, change: Any, found: tuple[int, int]):
    note(portal, 1)
    with portal.database.writing(Act("u-1", now())) as session:
        log.note(session, PERSON, Sees.USERS, "GET /portal/users", "u-2", Motive.REQUEST, 1)
    note(portal, 2)
    around_the_database(portal, change)
    assert checked(portal) == found


def test_both_who_watch_read_it_by_what_by_whom_and_about_whom_in_pages(portal: Running):
    note(portal, 3, about="d-1")
    Browser(portal, "mia").get(USERS)
    for number, login in enumerate(("pia", "aude")):
        reader = Browser(portal, login)
        page = reader.get("/portal/access?limit=2").text
        assert page.count('<th scope="row">') == 2
        assert 'rel="next"' in page
        counts = {
            given: reader.get(f"/portal/access?{given}").text.count('<th scope="row">')
            for given in ("sees=users", "actor=u-1", "about=d-1", "about=d-2", "")
        }
        assert counts == {"sees=users": 1, "actor=u-1": 3, "about=d-1": 3, "about=d-2": 0, "": 9 + number * 6}
    assert Browser(portal, "mia").get("/portal/access").status_code == 403
    assert len(rows(portal)) == 16


def test_a_log_of_more_than_one_page_is_checked_whole(portal: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(log, "PAGE", 3)
    note(portal, 8)
    assert checked(portal) == (8, None)
    around_the_database(portal, update(access).where(access.c.position == 7).values(sees="users"))
    assert checked(portal) == (6, 7)
