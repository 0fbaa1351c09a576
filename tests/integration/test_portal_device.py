"""The page of a device wherever it is in its life: where, whose, since when, what next, its papers, its timeline."""

import re
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event as sql

from services.chassis.run import Running
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.care import PaperKind, Proof
from services.contracts.event import Event
from services.contracts.roles import BOARD as BOARDS
from services.contracts.roles import Role
from services.contracts.values import BoardCode, SchoolCode, Serial
from tests.integration.portal_story import BOARD, DOCK, OTHER, SHELF, Story, client, hear

pytestmark = pytest.mark.databases("sqlite", "postgresql")

PAPER = uuid4()


def page(portal: Running, device: UUID, role: Role = Role.MINISTRY, language: str = "en", board: Any = BOARD) -> str:
    http = client(portal, role, board if role in BOARDS else None)
    answer = http.get(f"/portal/devices/{device}?lang={language}")
    assert (answer.status_code, answer.text.count("<h1>")) == (200, 1)
    return str(answer.text.split("<main")[1])


def facts(shown: str) -> dict[str, str]:
    """The facts at its top, as text."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", shown.split("</dl>")[0], re.DOTALL)
    return {name: " ".join(re.sub("<[^>]+>", "", text).split()) for name, text in pairs}


def offered(shown: str) -> list[str]:
    """What it offers to do next."""
    return re.findall(r"<li><a href=\"[^\"]+\">(.*?)</a></li>", shown.split('class="screen"')[1].split("</div>")[0])


def lived(*events: Event) -> Story:
    story = Story(2)
    story.whole()
    for event in events:
        story.tell(event)
    return story


def of(story: Story, number: int = 0) -> dict[str, Any]:
    return {"device": story.devices[number], "type": "tablet", "board": BOARD}


def test_on_a_shelf_the_warehouse_has_it(portal: Running):
    story = Story(1)
    story.arrive()
    hear(portal, story.told)
    shown = page(portal, story.devices[0], Role.WAREHOUSE)
    told = facts(shown)
    assert told | {"Since": ""} == {
        "Where it is now": "Location A-01-03",
        "Who answers for it": "The reserve",
        "State": "On the shelf",
        "Since": "",
        "Maker and model": told["Maker and model"],
        "Type": "Tablet",
    }
    assert offered(shown) == [
        "Pick it for an order",
        "Set it aside in quarantine",
        "Put it into repair",
        "Take its last step back",
    ]
    assert offered(page(portal, story.devices[0])) == []
    assert "Nothing that you would do." in page(portal, story.devices[0])


def test_at_its_board_the_board_answers_and_configures(portal: Running):
    story = Story(1)
    for chapter in (story.arrive, story.ask, story.pack, story.ship, story.receive):
        chapter()
    hear(portal, story.told)
    shown = page(portal, story.devices[0], Role.BOARD_TECHNICIAN)
    told = facts(shown)
    assert (told["State"], told["Who answers for it"]) == ("At the board", told["Board"])
    assert offered(shown) == ["Configure it", "Send it back to the reserve", "Report it lost or stolen"]
    assert offered(page(portal, story.devices[0], Role.WAREHOUSE)) == []


@pytest.mark.parametrize(
    ("number", "state", "where"),
    [(0, "At the school", "School 762217"), (1, "On loan to a student", "Loan P-ABCD2345")],
)
def test_at_a_school_and_on_loan_it_is_taken_back(portal: Running, number: int, state: str, where: str):
    story = lived()
    hear(portal, story.told)
    shown = page(portal, story.devices[number], Role.BOARD_TECHNICIAN)
    told = facts(shown)
    assert (told["State"], told["Where it is now"]) == (state, where)
    assert offered(shown)[0] == "Take it back"
    assert offered(shown)[-1] == "Take its last step back"


def test_what_is_lost_keeps_its_last_holder_and_opens_the_register_to_the_manager(portal: Running):
    story = lived()
    story.tell(s.DeviceLost(**of(story), reason="x"))
    hear(portal, story.told)
    shown = page(portal, story.devices[0], Role.BOARD_MANAGER)
    told = facts(shown)
    assert (told["State"], told["Where it is now"]) == ("Lost", "School 762217")
    assert told["Who answers for it"] == told["Board"]
    assert offered(shown)[:2] == ["Say that it was found", "Complete the register of incidents"]
    assert "/shipping/incidents" in shown
    assert "/shipping/incidents" not in page(portal, story.devices[0], Role.BOARD_TECHNICIAN)


def test_a_retired_device_is_nowhere_and_has_its_paper(portal: Running):
    story = Story(1)
    story.arrive()
    proof = Proof(kind=PaperKind.RETIREMENT_DECISION, number="P000001", paper=PAPER)
    story.tell(w.DeviceRetired(device=story.devices[0], type="tablet", location=SHELF, reason="x", proof=proof))
    hear(portal, story.told)
    shown = page(portal, story.devices[0], Role.WAREHOUSE_MANAGER)
    told = facts(shown)
    assert (told["State"], told["Where it is now"], told["Who answers for it"]) == ("Retired", "–", "Nobody now")
    assert offered(shown) == ["Say that it was destroyed", "Take its last step back"]
    assert f'<a href="/warehouse/papers/{PAPER}">Decision to retire P000001</a>' in shown
    assert "now</td>" not in shown, "nobody holds it"


def test_the_journey_is_a_timeline_under_the_days_with_who_and_where(portal: Running):
    story = lived()
    hear(portal, story.told)
    for language, day, who, held in (
        ("fr", "lundi 24 août 2020", "Par u-00000001", "Qui l’a détenu"),
        ("en", "Monday, August 24, 2020", "By u-00000001", "Who held it"),
    ):
        shown = page(portal, story.devices[0], language=language)
        assert [f"<h3>{day}</h3>" in shown, who in shown, held in shown] == [True, True, True]
    timeline = re.findall(r'<ol class="timeline">(.*?)</ol>', shown, re.DOTALL)
    assert len(timeline) == shown.count("<h3>") == 2
    assert sum(part.count("<li>") for part in timeline) == 16
    assert shown.index("Put away") < shown.index("Configured") < shown.index("Handed over")


def test_who_sees_all_has_the_trace_of_each_entry_as_logs_have_it(portal: Running):
    story = lived()
    hear(
        portal, [replace(one, traceparent=f"00-{number:032x}-{7:016x}-01") for number, one in enumerate(story.told, 1)]
    )
    device = story.devices[0]
    steps = client(portal, Role.MINISTRY).get(f"/portal/api/v1/devices/{device}/journey").json["journey"]
    traces = [one["trace"] for one in steps if one["trace"]]
    assert len(traces) > 5
    for role in (Role.MINISTRY, Role.AUDITOR):
        assert re.findall(r'<code class="trace">(.*?)</code>', page(portal, device, role)) == traces
    assert 'class="trace"' not in page(portal, device, Role.BOARD_MANAGER) + page(portal, device, Role.WAREHOUSE)


def test_who_held_it_is_told_from_until(portal: Running):
    story = lived()
    hear(portal, story.told)
    table = page(portal, story.devices[0]).split("Each holder, from when until when</span></caption>")[1]
    rows = [
        " ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall('<tr><th scope="row">(.*?)</tr>', table)
    ]
    assert [row.split(" 2020")[0].split()[0] for row in rows] == [
        "Location", "Location", "Request", "Carton", "Shipment", rows[5].split()[0], "School",
    ]  # fmt: skip
    assert rows[-1].endswith("now")
    assert [row.endswith("now") for row in rows].count(True) == 1


def test_a_step_that_was_taken_back_is_struck_out_and_offers_no_undo(portal: Running):
    story = lived()
    last = next(one for one in reversed(story.told) if one.data.subject() == f"device/{story.devices[0]}")
    story.tell(
        s.ShippingDeviceUndone(
            **of(story), undone=last.id, step="device.handed-over", state="configured", reason="slip"
        )
    )
    hear(portal, story.told)
    shown = page(portal, story.devices[0], Role.BOARD_TECHNICIAN)
    assert "<s>Handed over</s>" in shown
    assert "Take its last step back" not in offered(shown)
    assert "School 762217" not in facts(shown)["Where it is now"]


def test_what_serves_another_board_offers_nothing_and_tells_nothing_of_it(portal: Running):
    story = lived()
    story.tell(s.DeviceSentBack(**of(story), shipment=uuid4(), reason="x"))
    back = {"maker": "Apple", "serial": Serial("DMP762000000"), "model": "MYLD2C/A", "type": "tablet"}
    story.tell(w.DeviceReceived(device=story.devices[0], location=DOCK, returned=True, **back))
    story.tell(w.DevicePicked(device=story.devices[0], order=uuid4(), request=uuid4(), board=BoardCode(OTHER)))
    hear(portal, story.told)
    shown = page(portal, story.devices[0], Role.BOARD_TECHNICIAN)
    assert (facts(shown)["State"], offered(shown)) == ("Served again elsewhere", [])
    assert "Picked" not in shown.split("<h2>")[-1]


def counted(portal: Running, device: UUID) -> int:
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    sql.listen(portal.database.engine, "before_cursor_execute", note)
    page(portal, device)
    sql.remove(portal.database.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_page_takes_the_same_statements_after_a_short_and_a_long_life(portal: Running):
    short, long = lived(), Story(2, OTHER)
    long.whole()
    school = {"school": SchoolCode("689001"), "loan": None}
    for _ in range(30):
        about: dict[str, Any] = {"device": long.devices[0], "type": "tablet", "board": OTHER}
        long.tell(s.DeviceTakenBack(**about, origin="689001"))
        long.tell(s.DeviceConfigured(**about))
        long.tell(s.DeviceHandedOver(**about, **school))
    hear(portal, short.told), hear(portal, long.told)
    assert counted(portal, short.devices[0]) == counted(portal, long.devices[0]) <= 12
