"""Returns in the log: found by their numbers, each with its story, told when late or short, read after an upgrade."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from services.chassis import run
from services.chassis.act import now
from services.chassis.run import Running
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.roles import Role
from services.portal.letter import letter
from services.portal.queries.digest import report
from services.portal.queries.returned import late_returns, unreturned
from services.portal.service import SERVICE
from tests.integration.portal_story import BOARD, DOCK, OTHER, Story, client, hear, serial, statements

pytestmark = pytest.mark.databases("sqlite", "postgresql")

NUMBER = "R000012"
WHY = "Absent des boîtes"


def sent(story: Story, number: str = NUMBER, days: int = 20) -> UUID:
    """All devices of the story are on their way back in one return, since so many days."""
    parcel, at = uuid4(), now() - timedelta(days)
    for device in story.devices:
        about: dict[str, Any] = {"device": device, "type": "tablet", "board": BOARD}
        story.tell(s.DeviceSentBack(**about, shipment=parcel, reason="Surplus", number=number), at)
    return parcel


def received(story: Story, number: int) -> None:
    named = {"maker": "Apple", "serial": serial(BOARD, number), "model": "MYLD2C/A", "type": "tablet"}
    story.tell(w.DeviceReceived(device=story.devices[number], **named, location=DOCK, returned=True), now())


def closed(story: Story, parcel: UUID, *missing: int) -> None:
    """The return is closed without these devices."""
    about: dict[str, Any] = {"parcel": parcel, "number": NUMBER, "board": BOARD, "reason": WHY}
    for number in missing:
        story.tell(s.DeviceUnreturned(device=story.devices[number], type="tablet", **about), now())
    left, count = len(missing), len(story.devices)
    story.tell(s.ReturnClosed(**about, expected=count, received=count - left, missing=left), now())


def short(portal: Running) -> tuple[Story, UUID]:
    """Of three devices that were sent back, the first came and the return was closed."""
    story = Story(3)
    story.whole()
    parcel = sent(story)
    received(story, 0)
    closed(story, parcel, 1, 2)
    hear(portal, story.told)
    return story, parcel


def test_a_return_is_found_by_its_number_and_has_its_story(portal: Running) -> None:
    _, parcel = short(portal)
    http = client(portal, Role.WAREHOUSE)
    (found,) = http.get(f"/portal/api/v1/search?q={NUMBER.lower()}").json["items"]
    assert (found["kind"], found["url"]) == ("return", f"/portal/returns/{parcel}")
    assert http.get(f"/portal/search?q={NUMBER}").headers["Location"] == f"/portal/returns/{parcel}"
    for language, words in (
        ("fr", ("Retour R000012", "Retour fermé", "3 sur la liste, 1 reçus, 2 absents des boîtes", WHY)),
        ("en", ("Return R000012", "Return closed", "3 on the list, 1 received, 2 not in the boxes", WHY)),
    ):
        page = http.get(f"/portal/returns/{parcel}?lang={language}").text
        assert [one for one in words if one not in page] == []


def test_a_return_is_found_by_its_carriers_number(portal: Running) -> None:
    story, parcel = short(portal)
    told = s.ReturnDispatched(parcel=parcel, number=NUMBER, board=BOARD, carrier="Messagerie", tracking="M-778")
    hear(portal, [story.tell(told, now())])
    http = client(portal, Role.BOARD_MANAGER, BOARD)
    assert http.get("/portal/search?q=m-778").headers["Location"] == f"/portal/returns/{parcel}"
    assert "Messagerie, numéro de suivi M-778" in http.get(f"/portal/returns/{parcel}?lang=fr").text


def test_another_boards_return_is_as_if_there_were_none(portal: Running) -> None:
    _, parcel = short(portal)
    assert client(portal, Role.BOARD_MANAGER, BOARD).get(f"/portal/returns/{parcel}").status_code == 200
    other = client(portal, Role.BOARD_MANAGER, OTHER)
    assert other.get(f"/portal/returns/{parcel}").status_code == 404
    assert other.get(f"/portal/api/v1/search?q={NUMBER}").json["items"] == []


def test_what_is_on_its_way_is_held_by_its_return_and_what_was_not_in_it_by_its_board(portal: Running) -> None:
    story = Story(2)
    story.whole()
    parcel = sent(story)
    hear(portal, story.told)
    http = client(portal, Role.AUDITOR)
    page = http.get(f"/portal/devices/{story.devices[0]}?lang=fr").text
    assert f'Retour <a href="/portal/returns/{parcel}">{NUMBER}</a>' in page
    closing = len(story.told)
    closed(story, parcel, 0, 1)
    hear(portal, story.told[closing:])
    device = http.get(f"/portal/api/v1/devices/{story.devices[0]}/journey").json["device"]
    assert (device["state"], device["holder_kind"], device["holder"]) == ("taken_back", "board", BOARD)


@pytest.mark.parametrize(("days", "told"), [(13, False), (14, True)])
def test_a_return_on_its_way_for_too_long_stands_on_the_home_page(portal: Running, days: int, told: bool) -> None:
    story = Story(2)
    story.whole()
    parcel = sent(story, days=days)
    hear(portal, story.told)
    for role, board, sees in ((Role.WAREHOUSE, None, told), (Role.BOARD_MANAGER, BOARD, told)):
        assert (f"/shipping/returns/{parcel}" in client(portal, role, board).get("/portal/").text) is sees
    assert f"/shipping/returns/{parcel}" not in client(portal, Role.BOARD_MANAGER, OTHER).get("/portal/").text
    with portal.database.reading() as session:
        late = late_returns(session, None, 14, now())
    assert [(one.number, one.board, one.devices, one.days) for one in late] == [(NUMBER, BOARD, 2, days)] * told


def test_a_return_on_its_way_for_too_long_stands_in_the_daily_mail(portal: Running) -> None:
    story = Story(2)
    story.whole()
    sent(story)
    hear(portal, story.told)
    with portal.database.reading() as session:
        found = report(session, 14, 5, 14, now())
    for language, words in (("fr", "2 appareils, depuis 20 jours"), ("en", "2 devices, since 20 days")):
        lines = letter(found.of(BOARD), language, now())[1].splitlines()
        assert [line for line in lines if NUMBER in line and line.endswith(words)] != []
    assert found.of(OTHER).returns == []


def test_what_a_board_answers_for_stands_on_its_home_page_until_it_says_more(portal: Running) -> None:
    story, _ = short(portal)
    http = client(portal, Role.BOARD_TECHNICIAN, BOARD)
    assert "/shipping/returns?stage=closed" in http.get("/portal/").text
    for count, number in ((1, 1), (0, 2)):
        about: dict[str, Any] = {"device": story.devices[number], "type": "tablet", "board": BOARD}
        hear(portal, [story.tell(s.DeviceLost(**about, reason="Introuvable"), now())])
        with portal.database.reading() as session:
            assert unreturned(session, BOARD) == count
    assert "/shipping/returns?stage=closed" not in http.get("/portal/").text


def test_hearing_of_5_or_200_devices_that_were_not_in_the_boxes_takes_the_same_statements(portal: Running) -> None:
    def count(number: int) -> int:
        story = Story(number)
        story.whole()
        parcel = sent(story)
        hear(portal, story.told)
        before = len(story.told)
        closed(story, parcel, *range(number))
        return statements(portal.database, story.told[before:])

    assert count(5) == count(200)


def test_an_installation_of_an_earlier_release_finds_its_returns_after_the_upgrade(portal: Running) -> None:
    story = Story(2)
    story.whole()
    parcel = sent(story)
    hear(portal, story.told)
    http = client(portal, Role.BOARD_MANAGER, BOARD)
    before = [http.get(f"/portal/returns/{parcel}").text, http.get(f"/portal/devices/{story.devices[0]}").text]
    with portal.database.engine.begin() as connection:
        connection.execute(text("UPDATE device SET holder = board WHERE holder_kind = 'return'"))
        connection.execute(text("DELETE FROM mention WHERE key LIKE 'return/%'"))
        connection.execute(text("DELETE FROM concern WHERE subject LIKE 'return/%'"))
        connection.execute(text("DELETE FROM name WHERE kind = 'return'"))
        connection.execute(text("DELETE FROM counter WHERE name = 'read anew'"))
    assert http.get(f"/portal/returns/{parcel}").status_code == 404
    for _ in range(2):
        run.prepare([SERVICE], portal.settings)
        assert [
            http.get(f"/portal/returns/{parcel}").text,
            http.get(f"/portal/devices/{story.devices[0]}").text,
        ] == before
