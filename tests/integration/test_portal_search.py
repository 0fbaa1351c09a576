"""The search in the head of every page: of what is typed, scanned raw or photographed, and where what it finds is."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event as sql

from scanner.codes import SHIPPED, own_location_text, own_school_text
from services.chassis import run
from services.chassis.run import Running
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.roles import BOARD as BOARDS
from services.contracts.roles import SEARCHES, Person, Role
from services.contracts.values import BoardCode, CartonCode, Serial
from services.portal.understood import seen, typed
from tests.integration.portal_story import BOARD, DOCK, OTHER, Story, client, hear
from tests.integration.way import label_photo

pytestmark = pytest.mark.databases("sqlite", "postgresql")

CODE = str(CartonCode.numbered(1, None))


@pytest.fixture
def story(portal: Running) -> Story:
    told = Story(3)
    hear(portal, told.whole())
    return told


def shown(portal: Running, asked: str, language: str = "en", role: Role = Role.MINISTRY, board: Any = None) -> Any:
    return client(portal, role, board).get("/portal/search", query_string={"q": asked, "lang": language})


@pytest.mark.parametrize("role", sorted(Role))
def test_who_may_not_search_is_offered_no_search(portal: Running, role: Role):
    page = client(portal, role, BOARD if role in BOARDS else None).get("/portal/").text
    assert ('role="search"' in page) is (role in SEARCHES)


@pytest.mark.parametrize(
    "scanned",
    [
        "dmp762000001",
        "  DMP762000001 ",
        "SDMP762000001",
        "1SDMP762000001",
        "]C0SDMP762000001",
        "]C121DMP762000001",
        "(240)MYLD2C/A(21)DMP762000001",
    ],
)
def test_a_raw_scan_leads_to_the_device(portal: Running, story: Story, scanned: str):
    answer = shown(portal, scanned)
    assert (answer.status_code, answer.location) == (303, f"/portal/devices/{story.devices[1]}")


def test_our_own_labels_lead_to_what_they_name(portal: Running, story: Story):
    for text, page in (
        (own_location_text("A-01-03"), "/portal/locations/A-01-03"),
        (own_school_text("762217"), "/portal/schools/762217"),
        (CODE, f"/portal/cartons/{story.carton}"),
        ("d-762000", f"/portal/requests/{story.request}"),
        ("NX123", f"/portal/shipments/{story.shipment}"),
    ):
        assert shown(portal, text).location == page


def test_several_are_listed_by_kind_with_where_each_is_now(portal: Running, story: Story):
    page = shown(portal, "DMP").text
    assert page.count("/portal/devices/") == 3
    for words in ("Serial: 3", "At the school", "762217", "On loan to a student", "Configured"):
        assert words in page
    for asked, words in (("D-7", "Receipt done"), ("E-7", "Receipt ended, 2020"), ("A-01", "0 devices there")):
        assert words in shown(portal, asked).text
    assert "1 appareil à cet endroit" in shown(portal, "76221", "fr").text


def test_two_that_bear_the_same_serial_are_listed_and_neither_is_chosen(portal: Running):
    story = Story(2)
    for device, maker in zip(story.devices, ("HP", "Acer"), strict=True):
        named = {"maker": maker, "serial": Serial("5CG0123ABC"), "model": "9UZ86UT", "type": "laptop"}
        story.tell(w.DeviceReceived(device=device, location=DOCK, **named))
    hear(portal, story.told)
    answer = shown(portal, "5CG0123ABC")
    assert (answer.status_code, answer.text.count("/portal/devices/")) == (200, 2)


@pytest.mark.parametrize(
    ("language", "nothing", "how"),
    [
        ("en", "Nothing is known under “S5CG0000000”.", ["serial", "every name that begins with “S5CG0000000”"]),
        ("fr", "Rien n’est connu sous «\u00a0S5CG0000000\u00a0».", ["numéro de série", "tout nom qui commence par"]),
    ],
)
def test_where_nothing_is_found_the_page_says_what_was_looked_for_and_how(
    portal: Running, story: Story, language: str, nothing: str, how: list[str]
):
    page = shown(portal, "S5CG0000000", language).text
    assert [one for one in [nothing, "<code>5CG0000000</code>", *how] if one not in page] == []


def test_a_board_finds_its_own_alone(portal: Running, story: Story):
    assert shown(portal, "DMP762000001", role=Role.BOARD_TECHNICIAN, board=BOARD).status_code == 303
    assert "Nothing is known" in shown(portal, "DMP762000001", role=Role.BOARD_TECHNICIAN, board=OTHER).text


def test_what_serves_another_board_since_is_not_told_where_it_is(portal: Running, story: Story):
    device, about = story.devices[0], {"order": uuid4(), "request": uuid4(), "board": OTHER}
    story.tell(s.DeviceSentBack(device=device, type="tablet", board=BOARD, shipment=uuid4(), reason="x"))
    back = {"maker": "Apple", "serial": Serial("DMP762000000"), "model": "MYLD2C/A", "type": "tablet"}
    story.tell(w.DeviceReceived(device=device, location=DOCK, returned=True, **back))
    story.tell(w.DevicePicked(device=device, **about))
    hear(portal, story.told)
    page = shown(portal, "DMP76200000", role=Role.BOARD_TECHNICIAN, board=BOARD).text
    assert "Served again elsewhere" in page
    assert "Picked" not in page


def sent(portal: Running, photo: bytes | None, role: Role = Role.WAREHOUSE, csrf: str = "c") -> Any:
    """A photo as the page of the search sends it."""
    http = portal.application().test_client()
    http.set_cookie("reserve_token", run.keys(portal.settings).sign(Person("u1", role, csrf="c")))
    files = {} if photo is None else {"picture": (BytesIO(photo), "photo.png")}
    return http.post("/portal/search/photo?lang=en", data={"csrf": csrf, **files}, content_type="multipart/form-data")


def test_a_photo_leads_to_what_it_shows(portal: Running, story: Story):
    answer = sent(portal, label_photo("SDMP762000002", "356938035643809"))
    assert (answer.status_code, answer.location) == (303, f"/portal/devices/{story.devices[2]}")


def test_a_photo_of_several_things_lists_them_and_of_nothing_known_tells_its_codes(portal: Running, story: Story):
    several = sent(portal, label_photo("DMP762000000", "DMP762000001"))
    assert (several.status_code, several.text.count("/portal/devices/")) == (200, 2)
    unknown = sent(portal, label_photo("5CD0000000"))
    assert "Nothing is known of what this photo shows." in unknown.text
    assert "<code>5CD0000000</code>" in unknown.text
    assert "every name that begins" not in unknown.text


@pytest.mark.parametrize(("photo", "status"), [(b"no picture", 422), (None, 422)])
def test_what_is_no_photo_is_refused_on_the_same_page(portal: Running, photo: bytes | None, status: int):
    answer = sent(portal, photo)
    assert (answer.status_code, "Search by a photo" in answer.text, 'role="alert"' in answer.text) == (
        status,
        True,
        True,
    )


def test_a_photo_is_taken_with_the_sessions_own_value_and_from_who_may_search(portal: Running):
    assert sent(portal, label_photo("5CD0000000"), csrf="other").status_code == 403
    assert sent(portal, label_photo("5CD0000000"), Role.PRIVACY).status_code == 403


def test_codes_that_name_no_single_thing_are_told_and_not_looked_for():
    told = seen([("356938035643809", "Code128"), ("DMP762000000", "Code128")], SHIPPED)
    assert [one.value for one in told.readings][:2] == ["356938035643809", "DMP762000000"]
    assert told.texts == ["DMP762000000"]
    assert typed("", SHIPPED).texts == []


def test_what_no_name_can_hold_is_looked_for_without_harm(portal: Running, story: Story):
    assert shown(portal, "DMP7620\x0000001").status_code == 303
    assert shown(portal, "\x00").status_code == 200
    assert seen([("AB\x00CD", "QRCode")], SHIPPED).texts == []
    assert shown(portal, "x" * 401).status_code == 422


def counted(portal: Running, asked: str) -> int:
    seen_: list[str] = []

    def note(*arguments: Any) -> None:
        seen_.append(arguments[2])

    sql.listen(portal.database.engine, "before_cursor_execute", note)
    assert shown(portal, asked).status_code == 200
    sql.remove(portal.database.engine, "before_cursor_execute", note)
    return len(seen_)


def test_a_search_takes_the_same_statements_for_few_and_for_many(portal: Running):
    hear(portal, Story(5).whole()), hear(portal, Story(200, BoardCode(OTHER)).whole())
    assert counted(portal, "DMP762") == counted(portal, "DMP689") <= 9
