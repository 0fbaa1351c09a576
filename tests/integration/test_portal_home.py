"""The home of each role: what waits now, how many, since when, where it is done; and the same for the audit."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import event as sql
from sqlalchemy import select, text

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.commands.people import stations
from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.event import Event
from services.contracts.reference import boards
from services.contracts.roles import BOARD as BOARDS
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode, SchoolCode
from services.portal import operations
from services.portal.model.station import Station
from services.portal.model.wait import Wait
from services.portal.service import SERVICE
from tests.integration.portal_story import BOARD, DOCK, OTHER, START, Story, client, hear

pytestmark = pytest.mark.databases("sqlite", "postgresql")

PEOPLE = sorted(set(Role) - {Role.STATION, Role.SERVICE})
NEVER = "Boards that never gave a needs portrait"


def home(portal: Running, role: Role, board: BoardCode | None = None) -> dict[str, int]:
    """The lines of a home in English, with their counts."""
    http = client(portal, role, board if role in BOARDS else None)
    told = http.get("/portal/api/v1/home", headers={"Accept-Language": "en"}).json
    return {one["title"]: one["count"] for one in told["items"]}


def page(portal: Running, role: Role, language: str) -> str:
    http = client(portal, role, BOARD if role in BOARDS else None)
    answer = http.get(f"/portal/?lang={language}")
    assert (answer.status_code, answer.text.count("<h1>")) == (200, 1)
    return str(answer.text)


def portrait(story: Story, board: BoardCode, days_ago: float) -> None:
    told = i.PortraitUpdated(board=board, version=1, lines=[], weekly_capacity=9)
    story.tell(told, now() - timedelta(days=days_ago))


def busy() -> Story:
    """Something waits for everybody: told now, that nothing but what should be is late."""
    story, half, early = Story(4), Story(1), Story(2, OTHER)
    story.whole()
    lost, damaged, lent, back = story.devices
    about: dict[str, Any] = {"type": "tablet", "board": BOARD}
    told: list[Event] = [
        s.DeviceLost(device=lost, reason="x", **about),
        s.DeviceDamaged(device=damaged, reason="x", request=story.request, shipment=story.shipment, **about),
        s.DeviceLent(
            device=lent, school=SchoolCode("762218"), origin=SchoolCode("762217"), until=START.date(), **about
        ),
        s.DeviceSentBack(device=back, shipment=uuid4(), reason="x", **about),
    ]
    for event in told:
        story.tell(event)
    half.arrive(), half.ask(), half.pack(), half.ship()
    early.arrive(), early.ask()
    early.tell(w.DeviceQuarantined(device=early.devices[0], location=DOCK, reason="x"))
    early.tell(
        i.RequestSubmitted(request=uuid4(), number="D-2", board=OTHER, lines=[], urgency="normal", freight_cents=0)
    )
    sent_back = {"request": uuid4(), "board": BOARD}
    early.tell(i.RequestSubmitted(**sent_back, number="D-3", lines=[], urgency="normal", freight_cents=0))
    early.tell(i.RequestSentBack(**sent_back, reason="lines"))
    for who in ("u1", "u11"):
        early.tell(i.RoundPrepared(round=uuid4(), number=1, set_by=["u-9", who]))
    passed: dict[str, Any] = {"number": "M000001", "origin": OTHER}
    early.tell(s.TransferOffered(transfer=uuid4(), **passed, lines=[], reason="x"))
    early.tell(s.TransferDispatched(transfer=uuid4(), **passed, receiver=BOARD, devices=1, carrier=None, tracking=None))
    dock = {"shipment": uuid4(), "request": uuid4(), "board": OTHER, "cartons": []}
    early.tell(s.ShipmentReadied(**dock, number="E-9", devices=0))
    story.told = [*story.told, *half.told, *early.told]
    portrait(story, BOARD, 20), portrait(story, OTHER, 1)
    return story


EVERY: dict[Role, dict[str, int]] = {
    Role.WAREHOUSE: {
        "Deliveries announced, to be received and closed": 3,
        "Orders to be picked and packed": 1,
        "Shipments ready at the dock": 1,
        "Devices on their way back to the reserve": 1,
        "Devices in quarantine": 1,
    },
    Role.BOARD_MANAGER: {
        "Requests sent back, to be completed": 1,
        "The needs portrait is stale": 1,
        "Shipments delivered, receipt not ended": 1,
        "Damaged devices, to be sent back": 1,
        "Loans past their term": 1,
        "Transfers on their way to us, to be received": 1,
        "Devices lost or stolen, not found": 1,
    },
    Role.BOARD_TECHNICIAN: {
        "Shipments delivered, receipt not ended": 1,
        "Damaged devices, to be sent back": 1,
        "Loans past their term": 1,
        "Transfers on their way to us, to be received": 1,
    },
    Role.MINISTRY: {
        "Transfers offered, to be decided": 1,
        # Another is this person's own.
        "Rounds prepared by others, to be confirmed": 1,
        "Requests submitted, to be decided": 1,
        # One that is granted, one that is submitted, of 2020.
        "Requests later than their target": 2,
        "Deliveries that boards have not confirmed": 1,
        "Boards whose needs portrait is stale": 1,
        NEVER: len(boards()) - 2,
    },
    Role.PRIVACY: {"Devices lost or stolen, not found": 1},
}
EVERY[Role.WAREHOUSE_MANAGER] = EVERY[Role.WAREHOUSE]
EVERY[Role.AUDITOR] = {
    title: count
    for title, count in EVERY[Role.MINISTRY].items()
    if not title.endswith(("to be decided", "to be confirmed"))
}


def test_each_role_sees_what_waits_for_it_and_nothing_else(portal: Running):
    hear(portal, busy().told)
    assert {role: home(portal, role, BOARD) for role in PEOPLE} == EVERY


@pytest.mark.parametrize("batch", [1, 3])
def test_it_is_the_same_however_events_are_batched(portal: Running, batch: int):
    told = busy().told
    for start in range(0, len(told), batch):
        hear(portal, told[start : start + batch])
    assert {role: home(portal, role, BOARD) for role in PEOPLE} == EVERY


def test_a_board_sees_its_own(portal: Running):
    hear(portal, busy().told)
    assert home(portal, Role.BOARD_MANAGER, OTHER) == {}


@pytest.mark.parametrize(
    ("language", "nothing", "something"),
    [
        ("fr", "Rien ne vous attend en ce moment.", "À faire maintenant"),
        ("en", "Nothing waits for you now.", "To do now"),
    ],
)
def test_what_waits_is_said_in_both_languages_and_so_is_that_nothing_does(
    portal: Running, language: str, nothing: str, something: str
):
    story = Story(1)
    for board in boards():
        portrait(story, BoardCode(board), 1)
    hear(portal, story.told)
    shown = {role: page(portal, role, language) for role in PEOPLE}
    assert [role for role, one in shown.items() if nothing not in one or something in one] == []
    hear(portal, busy().told)
    shown = {role: page(portal, role, language) for role in PEOPLE}
    assert [role for role, one in shown.items() if nothing in one or something not in one] == []


def test_keys_that_soon_end_are_told_to_who_renews_them_and_by_the_station_itself(portal: Running):
    with portal.database.writing(Act("operator:tests", now())) as session:
        for name, board, days in (("quai-1", None, 400), ("quai-2", None, 10), ("a-1", BOARD, 13), ("b-1", OTHER, 90)):
            operations.add_station(session, name, board, days=days)
        over, short = (session.scalars(select(Station).where(Station.name == name)).one() for name in ("a-1", "quai-2"))
        over.expires_at, number = now() - timedelta(days=1), short.id
    title = "Stations’ keys that end within 14 days, or are over"
    told = {(role, board): home(portal, role, board).get(title) for role in PEOPLE for board in (BOARD, OTHER)}
    assert {who: count for who, count in told.items() if count} == {
        (Role.WAREHOUSE_MANAGER, BOARD): 1,
        (Role.WAREHOUSE_MANAGER, OTHER): 1,
        (Role.BOARD_MANAGER, BOARD): 1,
    }
    listed = client(portal, Role.WAREHOUSE_MANAGER).get("/portal/users/stations?lang=en").text
    assert listed.count("<strong>ends within 14 days</strong>") == 1
    own = client(portal, Role.STATION)
    token = run.keys(portal.settings).sign(Person(f"station:{number}/ana", Role.STATION, station=number))
    own.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    assert "The key of this station ends on" in own.get("/portal/?lang=en").text
    where = {"RESERVE_VAR": str(portal.settings.var), "RESERVE_DATABASE": portal.settings.database}
    lines = CliRunner().invoke(stations, [], env=where | {"RESERVE_LANG": "en", "COLUMNS": "120"}).output.splitlines()
    shown = [(name, state) for line in lines for name in ("a-1", "quai-2", "b-1", "quai-1") if f" {name} " in line
             for state in ("over", "within 14 days", "") if state in line][:4]  # fmt: skip
    assert [name for name, state in shown if state] == ["a-1", "quai-2"]


def test_each_line_says_since_when_the_oldest_waits(portal: Running):
    story = Story(1)
    story.tell(
        s.ShipmentReadied(shipment=uuid4(), request=uuid4(), board=BOARD, cartons=[], number="E-1", devices=1),
        now() - timedelta(days=3),
    )
    story.tell(
        s.ShipmentReadied(shipment=uuid4(), request=uuid4(), board=BOARD, cartons=[], number="E-2", devices=1),
        now() - timedelta(days=5),
    )
    hear(portal, story.told)
    french, english = (page(portal, Role.WAREHOUSE, language) for language in ("fr", "en"))
    assert ("5\u00a0jours" in french, "5 days" in english) == (True, True)
    assert 'href="/shipping/shipments?state=ready"' in french


def test_the_ministry_has_what_is_to_be_decided_the_oldest_first(portal: Running):
    story = Story(1)
    for number, days in (("D-2", 2), ("D-4", 4), ("D-3", 3)):
        asked = {"request": uuid4(), "number": number, "board": BOARD, "lines": [], "freight_cents": 0}
        story.tell(i.RequestSubmitted(**asked, urgency="normal"), now() - timedelta(days=days))
    hear(portal, story.told)
    shown = page(portal, Role.MINISTRY, "en").split("To be decided, oldest first</span></caption>")[1]
    assert shown.index(">D-4<") < shown.index(">D-3<") < shown.index(">D-2<")
    assert "oldest first" not in page(portal, Role.AUDITOR, "en")


def test_the_auditors_home_tells_how_far_the_log_goes(portal: Running):
    hear(portal, (story := Story(1)).whole())
    assert f"The log has {len(story.told)} entries." in page(portal, Role.AUDITOR, "en")
    assert "The log has" not in page(portal, Role.MINISTRY, "en")


def counted(portal: Running, role: Role) -> int:
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    sql.listen(portal.database.engine, "before_cursor_execute", note)
    page(portal, role, "fr")
    sql.remove(portal.database.engine, "before_cursor_execute", note)
    return len(seen)


def test_a_home_takes_the_same_statements_with_nothing_and_with_much(portal: Running):
    before = {role: counted(portal, role) for role in PEOPLE}
    hear(portal, busy().told), hear(portal, Story(40, OTHER).whole())
    assert {role: counted(portal, role) for role in PEOPLE} == before
    assert max(before.values()) <= 11


def kept(portal: Running) -> list[Any]:
    with portal.database.reading() as session:
        return [tuple(row) for row in session.execute(select(*Wait.__table__.c).order_by(Wait.subject))]


def test_what_waits_is_read_anew_after_an_upgrade(portal: Running):
    story = busy()
    hear(portal, story.told)
    before = kept(portal)
    with portal.database.engine.begin() as connection:
        connection.execute(text("UPDATE wait SET task = NULL, since = NULL"))
        connection.execute(text("DELETE FROM counter WHERE name = 'read anew'"))
    run.prepare([SERVICE], portal.settings)
    assert kept(portal) == before


def test_what_is_taken_back_waits_again_since_it_first_did(portal: Running):
    story = Story(1)
    story.arrive(), story.ask(), story.pack(), story.ship()
    hear(portal, story.told)
    sent = next(one for one in story.told if isinstance(one.data, s.ShipmentDispatched))
    ready = next(one for one in story.told if isinstance(one.data, s.ShipmentReadied))
    about: dict[str, Any] = {"shipment": story.shipment, "request": story.request, "board": BOARD, "cartons": []}
    for undone in (story.told[-1], sent):
        step = f"shipment.{undone.data.verb}"
        back = s.ShipmentUndone(**about, undone=undone.id, step=step, reason="a slip", state="ready")
        hear(portal, [story.tell(back)])
    told = client(portal, Role.AUDITOR).get("/portal/api/v1/waits").json["items"]
    assert {one["task"] for one in told} == {"receive", "dispatch"}
    with portal.database.reading() as session:
        assert session.get_one(Wait, f"shipment/{story.shipment}").since == ready.time


def test_all_that_waits_is_read_page_by_page(portal: Running):
    hear(portal, busy().told)
    http, found, cursor = client(portal, Role.AUDITOR), [], ""
    while cursor is not None:
        answer = http.get("/portal/api/v1/waits", query_string={"limit": 3, "cursor": cursor}).json
        found, cursor = [*found, *answer["items"]], answer["next"]
    whole = http.get("/portal/api/v1/waits?limit=200").json
    assert (found, whole["next"]) == (whole["items"], None)
    assert len(found) == len([one for one in kept(portal) if one[1]])
