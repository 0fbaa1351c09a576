"""The clock as it is read out of the log: tables, devices at their boards, pauses with reasons, what is undone."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import event as sql
from sqlalchemy import func, select, text

from services.chassis import migrate, run
from services.chassis.run import Running
from services.contracts import shipping as s
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.portal.model.request import Request
from services.portal.model.stay import Stay
from services.portal.operations import anew
from services.portal.queries.unconfirmed import by_age, unconfirmed
from services.portal.service import SERVICE
from tests.integration.databases import bare
from tests.integration.portal_story import BOARD, OTHER, START, Story, client, hear, statements
from tests.integration.timed import Teller

pytestmark = pytest.mark.databases("sqlite", "postgresql")

REMOTE = BoardCode("759000")
API = "/portal/api/v1/clock"
BATCHES = [1, 3, 500]


def clock_of(portal: Running, role: Role = Role.MINISTRY, board: BoardCode | None = None) -> Any:
    return client(portal, role, board).get(API).json


def hours(told: Any) -> dict[str, Any]:
    """Count, mean, median and 90th percentile of each stage, in hours."""
    return {
        stage: [one["count"], *(one[name] / 3600 for name in ("mean_s", "median_s", "p90_s"))]
        for stage, one in told.items()
    }


@pytest.mark.parametrize("batch", BATCHES)
def test_each_stage_is_timed_by_board_by_zone_and_by_the_week_in_which_it_ended(portal: Running, batch: int):
    teller = Teller()
    # From Monday at 9 h in Québec. The Littoral's is delivered a week later.
    teller.request(0, 10, 30, 70), teller.request(0, 20, 40, 50), teller.request(0, 30)
    teller.request(0, 2, 4, 200, board=OTHER)
    for start in range(0, len(teller.told), batch):
        hear(portal, teller.told[start : start + batch])
    told = clock_of(portal)["requests"]
    assert hours(told["all"]) == {
        "to_grant": [4, 15.5, 10, 30],
        "to_dispatch": [3, 14, 20, 20],
        "to_deliver": [3, 246 / 3, 40, 196],
        "whole": [3, 320 / 3, 70, 200],
    }
    assert hours(told["by_board"][BOARD]) == {
        "to_grant": [3, 20, 20, 30],
        "to_dispatch": [2, 20, 20, 20],
        "to_deliver": [2, 25, 10, 40],
        "whole": [2, 60, 50, 70],
    }
    assert hours(told["by_zone"]["air_sea"])["whole"] == hours(told["by_board"][OTHER])["whole"] == [1, 200, 200, 200]
    assert {week: hours(one) for week, one in told["by_week"].items()} == {
        "2020-W35": {
            "to_grant": [4, 15.5, 10, 30],
            "to_dispatch": [3, 14, 20, 20],
            "to_deliver": [2, 25, 10, 40],
            "whole": [2, 60, 50, 70],
        },
        "2020-W36": {"to_deliver": [1, 196, 196, 196], "whole": [1, 200, 200, 200]},
    }


@pytest.mark.parametrize("batch", BATCHES)
def test_each_device_is_timed_from_its_acceptance_by_the_board_that_had_it(portal: Running, batch: int):
    teller = Teller()
    again = teller.device(0, 10, 12)
    teller.device(0, 20, 30), teller.device(0, 5), teller.device(0), teller.device(0, None, 8)
    # Sent back, it serves another board; what the first one did with it stays the first one's.
    teller.device(100, 101, 107, device=again, board=OTHER)
    for start in range(0, len(teller.told), batch):
        hear(portal, teller.told[start : start + batch])
    told = clock_of(portal)["devices"]
    assert hours(told["by_board"][BOARD]) == {
        "to_configure": [3, 35 / 3, 10, 20],
        "to_hand_over": [2, 6, 2, 10],
        "to_use": [3, 50 / 3, 12, 30],
    }
    assert hours(told["by_board"][OTHER]) == {
        "to_configure": [1, 1, 1, 1],
        "to_hand_over": [1, 6, 6, 6],
        "to_use": [1, 7, 7, 7],
    }
    assert told["all"]["to_use"]["count"] == 4


@pytest.mark.parametrize("batch", BATCHES)
def test_a_step_that_was_undone_is_no_time_and_the_next_one_counts(portal: Running, batch: int):
    teller = Teller()
    device = teller.device(0, 2)
    about: Any = {"device": device, "type": "tablet", "board": BOARD, "reason": "a slip"}
    configured = teller.told[-1]
    teller.tell(s.ShippingDeviceUndone(**about, undone=configured.id, step="device.configured", state="at_board"), 3)
    teller.tell(s.DeviceConfigured(device=device, type="tablet", board=BOARD), 9)
    accepted = teller.device(0)
    undone = {"device": accepted, "undone": teller.told[-1].id}
    teller.tell(s.ShippingDeviceUndone(**about | undone, step="device.accepted", state="in_transit"), 1)
    for start in range(0, len(teller.told), batch):
        hear(portal, teller.told[start : start + batch])
    assert hours(clock_of(portal)["devices"]["all"]) == {"to_configure": [1, 9, 9, 9]}
    with portal.database.reading() as session:
        assert session.scalars(select(Stay.device)).all() == [device]


def test_a_board_sees_its_own_clock_alone(portal: Running):
    teller = Teller()
    teller.request(0, 10, 30, 70), teller.request(0, 2, 4, 200, board=OTHER), teller.request(300, board=OTHER)
    teller.device(0, 5, 6), teller.device(0, 50, 60, board=OTHER)
    hear(portal, teller.told)
    for role in (Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN):
        http = client(portal, role, BOARD)
        told = http.get(API).json
        assert set(told["requests"]["by_board"]) == set(told["devices"]["by_board"]) == {BOARD}
        assert set(told["requests"]["by_zone"]) == {"road"}
        assert told["requests"]["all"] == told["requests"]["by_board"][BOARD]
        assert {one["board"] for one in http.get(f"{API}/requests").json["items"]} == {BOARD}
        assert http.get(f"{API}/forecast").json["running"] == []
        assert "Littoral" not in http.get("/portal/clock").text
    assert [one["board"] for one in client(portal, Role.MINISTRY).get(f"{API}/forecast").json["running"]] == [OTHER]


@pytest.mark.parametrize("role", [Role.STATION, Role.PRIVACY, Role.SERVICE])
def test_who_answers_for_no_delivery_reads_no_clock(portal: Running, role: Role):
    http = client(portal, role, BOARD if role is Role.STATION else None)
    assert [http.get(f"{API}{part}").status_code for part in ("", "/requests", "/forecast")] == [403] * 3


def test_pauses_are_shown_with_their_reasons_and_are_no_time(portal: Running):
    teller = Teller()
    paused = teller.request(0, 10, pauses=((2, 5), (20, float("inf"))))
    hear(portal, teller.told)
    (one,) = client(portal, Role.BOARD_MANAGER, BOARD).get(f"{API}/requests").json["items"]
    assert (one["id"], one["to_grant_s"], one["target_s"], one["breached"]) == (str(paused), 7 * 3600, 72 * 3600, False)
    assert [(pause["reason"], pause["until"] is None) for pause in one["pauses"]] == [
        ("École fermée", False),
        ("École fermée", True),
    ]
    (running,) = client(portal, Role.MINISTRY).get(f"{API}/forecast").json["running"]
    assert (running["outlook"], running["age_s"], running["expected"]) == ("paused", 17 * 3600, None)
    page = client(portal, Role.MINISTRY).get("/portal/clock").text
    assert "depuis 2020-08-25 05\u00a0h\u00a000\u00a0: École fermée" in page
    assert "de 2020-08-24 11\u00a0h\u00a000 à 2020-08-24 14\u00a0h\u00a000\u00a0: École fermée" in page


def test_a_zone_without_a_road_has_its_own_target(portal: Running):
    teller = Teller()
    for board in (BOARD, REMOTE, OTHER):
        teller.request(0, 10, 30, 100, board=board)
    hear(portal, teller.told)
    items = client(portal, Role.MINISTRY).get(f"{API}/requests").json["items"]
    assert {one["zone"]: one["breached"] for one in items} == {"road": True, "remote": False, "air_sea": False}
    zones = client(portal, Role.MINISTRY).get("/portal/api/v1/figures").json["clock"]["by_zone"]
    assert {zone: one["breaches"] for zone, one in zones.items()} == {"road": 1, "remote": 0, "air_sea": 0}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Délais de livraison|De la demande à l’octroi|2020-W35|62,5"),
        ("en", "Delivery times|Submitted to granted|62.5"),
    ],
)
def test_the_page_shows_in_both_languages(portal: Running, language: str, words: str):
    teller = Teller()
    teller.request(0, 10, 30, 62.5), teller.request(0, 10, board=OTHER), teller.device(0, 5, 6)
    hear(portal, teller.told)
    for role, board in ((Role.MINISTRY, None), (Role.BOARD_MANAGER, BOARD), (Role.WAREHOUSE, None)):
        page = client(portal, role, board).get("/portal/clock", query_string={"lang": language})
        assert page.status_code == 200
        assert [word for word in words.split("|") if word not in page.text] == []


def test_the_page_of_an_empty_reserve_says_so(portal: Running):
    assert "Aucune demande n’est en cours." in client(portal, Role.MINISTRY).get("/portal/clock").text


def test_few_and_many_are_timed_and_read_with_as_many_statements(portal: Running):
    heard, read = [], []
    for count in (2, 60):
        teller = Teller()
        for number in range(count):
            teller.request(0, 1, 2, 3 + number), teller.device(0, 1, 2), teller.device(0, 1)
            undone: Any = {"device": teller.device(0), "undone": teller.told[-1].id, "reason": "a slip"}
            teller.tell(s.ShippingDeviceUndone(**undone, type="tablet", step="device.accepted", state="in_transit"), 5)
        heard.append(statements(portal.database, teller.told))
        read.append(reading(portal))
    assert heard[0] == heard[1]
    assert read[0] == read[1]


def reading(portal: Running) -> int:
    """The statements that all that shows the clock takes."""
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    sql.listen(portal.database.engine, "before_cursor_execute", note)
    for path in (API, f"{API}/requests", f"{API}/forecast", "/portal/clock"):
        assert client(portal, Role.MINISTRY).get(path).status_code == 200
    sql.remove(portal.database.engine, "before_cursor_execute", note)
    return len(seen)


def test_an_installation_of_an_earlier_release_is_read_anew_from_its_log(portal: Running, tmp_path: Path):
    story, teller = Story(2), Teller()
    teller.request(0, 10, 30, 70, pauses=((2, 5),)), teller.device(0, 5, 9)
    hear(portal, [*story.whole(), *teller.told])
    before = kept(portal)
    with portal.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM stay"))
        connection.execute(
            text("UPDATE request SET zone = 'unknown', grant_week = NULL, late_at = NULL, pauses = '[]'")
        )
        connection.execute(text("DELETE FROM counter WHERE name = 'read anew'"))
    assert kept(portal) != before
    for _ in range(2):
        run.prepare([SERVICE], portal.settings)
        assert kept(portal) == before
    with portal.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Stay)) == 3


def test_reading_anew_that_is_cut_off_is_begun_again(portal: Running, monkeypatch: pytest.MonkeyPatch):
    teller = Teller()
    for _ in range(3):
        teller.device(0, 5, 9), teller.request(0, 1)
    hear(portal, teller.told)
    before = kept(portal)
    with portal.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM stay"))
        connection.execute(text("DELETE FROM counter WHERE name = 'read anew'"))
    monkeypatch.setattr(anew, "CHUNK", 2)
    with monkeypatch.context() as cut:
        seen: list[Any] = []
        cut.setattr(
            "services.portal.operations.stay.read_anew", lambda _, ids: seen.append(ids) or 1 // (2 - len(seen))
        )
        with pytest.raises(ZeroDivisionError):
            anew.read_anew(portal.database)
    anew.read_anew(portal.database)
    assert kept(portal) == before


def kept(portal: Running) -> list[Any]:
    """Every row that the clock is read from."""
    with portal.database.reading() as session:
        requests = session.execute(select(*Request.__table__.c).order_by(Request.id)).all()
        stays = session.execute(select(*Stay.__table__.c).order_by(Stay.device, Stay.shipment)).all()
        return [tuple(row) for row in (*requests, *stays)]


def test_a_database_of_the_last_release_is_migrated_with_its_rows(tmp_path: Path):
    database = bare(tmp_path)
    for history in migrate.histories(SERVICE):
        with migrate._configured(database, history) as config:
            command.upgrade(config, "0003")
    key = uuid4().hex if database.engine.dialect.name == "sqlite" else str(uuid4())
    columns, row = "id, number, board, state, pauses, paused", "'D1', '762000', 'submitted', '[]', false"
    with database.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO request ({columns}) VALUES ('{key}', {row})"))
    migrate.upgrade(database, SERVICE)
    assert migrate.differences(database, SERVICE) == []
    anew.read_anew(database)
    with database.reading() as session:
        assert [(one.number, one.zone) for one in session.scalars(select(Request))] == [("D1", "road")]
    database.close()


def test_a_delivery_whose_receipt_is_not_ended_is_listed_oldest_first_until_it_is(portal: Running) -> None:
    moment = START + timedelta(days=10)
    teller = Teller()
    teller.request(0, 1, 2, 3), teller.request(0, 1, 2, 30), teller.request(0, 1, 2, 4, board=OTHER)
    # Delivered an hour ago: nobody is reminded yet.
    teller.request(0, 1, 2, 239)
    hear(portal, teller.told)
    with portal.database.reading() as session:
        found = unconfirmed(session, None, 5, moment)
        mine = unconfirmed(session, OTHER, 5, moment)
        every = unconfirmed(session, None, 0, moment)
    assert [(one.board, one.days, one.reminded) for one in found] == [(BOARD, 9, []), (OTHER, 9, []), (BOARD, 8, [])]
    assert [one.board for one in mine] == [OTHER]
    assert by_age(every) == [(0, 7, 1), (7, 14, 3), (14, 30, 0), (30, None, 0)]
