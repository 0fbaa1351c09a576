"""A device's journey, from the supplier to the school, and which part of it a board sees."""

from uuid import uuid4

import pytest

from services.chassis.run import Running
from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.roles import Role
from services.contracts.values import (
    CartonCode,
)
from services.portal import queries
from services.portal.model.device import Device
from services.portal.model.state import State
from tests.integration.portal_story import (
    BOARD,
    DOCK,
    OTHER,
    SHELF,
    Story,
    client,
    hear,
    serial,
    whats,
)

pytestmark = pytest.mark.databases("sqlite", "postgresql")

WHOLE = [
    "delivery.announced",
    "device.received",
    "device.stored",
    "request.submitted",
    "request.granted",
    "order.reserved",
    "device.picked",
    "carton.closed",
    "order.packed",
    "shipment.readied",
    "shipment.dispatched",
    "shipment.delivered",
    "device.accepted",
    "shipment.received",
    "device.configured",
    "device.handed-over",
]


def test_a_device_has_its_whole_journey_from_the_supplier_to_the_school(portal: Running):
    story = Story()
    hear(portal, story.whole())
    answer = client(portal, Role.MINISTRY).get(f"/portal/api/v1/devices/{story.devices[0]}/journey").json
    assert [step["what"] for step in answer["journey"]] == WHOLE
    where = {step["what"]: step["where"] for step in answer["journey"]}
    assert where["device.stored"] == "A-01-03"
    assert where["device.picked"] == "D-762000"
    assert where["carton.closed"] == str(CartonCode.numbered(1, None))
    assert where["shipment.dispatched"] == "E-762000"
    assert where["device.handed-over"] == "762217"
    assert {step["who"] for step in answer["journey"]} == {"u-00000001"}
    assert answer["device"] | {"id": 0, "changed_at": 0} == {
        "id": 0,
        "maker": "Apple",
        "serial": "DMP762000000",
        "model": "MYLD2C/A",
        "type": "tablet",
        "asset_tag": None,
        "state": "at_school",
        "holder_kind": "school",
        "holder": "762217",
        "board": "762000",
        "changed_at": 0,
    }


@pytest.mark.parametrize("batch", [1, 3, 500])
def test_the_journey_is_the_same_however_events_are_batched(portal: Running, batch: int):
    told = (story := Story()).whole()
    for start in range(0, len(told), batch):
        hear(portal, told[start : start + batch])
    assert whats(portal, story.devices[0]) == WHOLE


@pytest.mark.parametrize("batch", [1, 500])
def test_shipping_may_be_heard_before_the_warehouse(portal: Running, batch: int):
    told = (story := Story()).whole()
    told.sort(key=lambda one: ("/shipping", "/warehouse", "/intake").index(one.source))
    for start in range(0, len(told), batch):
        hear(portal, told[start : start + batch])
    assert whats(portal, story.devices[0]) == WHOLE
    with portal.database.reading() as session:
        assert session.get_one(Device, story.devices[0]).state is State.AT_SCHOOL


def test_a_packing_list_that_comes_late_puts_its_devices_on_their_way(portal: Running):
    story = Story()
    story.arrive(), story.ask(), story.pack(), story.ship()
    late = next(one for one in story.told if isinstance(one.data, w.CartonClosed))
    hear(portal, [one for one in story.told if one is not late])
    hear(portal, [late])
    with portal.database.reading() as session:
        device = queries.journey(session, story.devices[0], None)
    assert (device.device.state, device.device.holder) == ("delivered", "E-762000")
    assert [step.what for step in device.steps] == WHOLE[:12]


def test_an_order_told_again_with_more_cartons_is_no_news_of_the_first(portal: Running):
    story = Story()
    story.arrive(), story.ask(), story.pack()
    again = story.told[-1].data
    story.tell(again.model_copy(update={"cartons": [story.carton, uuid4()]}))
    hear(portal, story.told)
    assert whats(portal, story.devices[0]).count("order.packed") == 1


def test_a_redelivered_event_changes_nothing(portal: Running):
    told = Story().whole()
    hear(portal, told)
    hear(portal, told)
    with portal.database.reading() as session:
        assert queries.verify(session).entries == len(told)


def test_a_board_finds_and_follows_only_its_own(portal: Running):
    own, others = Story(1, BOARD), Story(1, OTHER)
    hear(portal, own.whole() + others.whole())
    http = client(portal, Role.BOARD_TECHNICIAN, BOARD)
    assert len(http.get("/portal/api/v1/search?q=DMP").json["items"]) == 1
    assert http.get(f"/portal/api/v1/devices/{own.devices[0]}/journey").status_code == 200
    for kind, mine, foreign in (
        ("devices", own.devices[0], others.devices[0]),
        ("requests", own.request, others.request),
        ("shipments", own.shipment, others.shipment),
        ("cartons", own.carton, others.carton),
    ):
        assert http.get(f"/portal/{kind}/{mine}").status_code == 200
        assert http.get(f"/portal/{kind}/{foreign}").status_code == 404
    for closed in (f"devices/{others.devices[0]}/journey", f"devices/{uuid4()}/journey"):
        problem = http.get(f"/portal/api/v1/{closed}")
        assert (problem.status_code, problem.json["code"]) == (404, "subject.unknown")
    assert http.get("/portal/api/v1/figures").status_code == 403
    assert http.get("/portal/api/v1/log").status_code == 403


def test_a_device_still_in_the_warehouse_is_no_boards(portal: Running):
    story = Story(1)
    story.arrive()
    hear(portal, story.told)
    assert client(portal, Role.BOARD_MANAGER, BOARD).get(f"/portal/devices/{story.devices[0]}").status_code == 404


def test_a_board_whose_device_serves_another_sees_its_own_part_alone(portal: Running):
    story = Story(1)
    story.whole()
    device = story.devices[0]
    story.tell(s.DeviceSentBack(device=device, type="tablet", board=BOARD, shipment=uuid4(), reason="screen broken"))
    maker = {"maker": "Apple", "serial": serial(BOARD, 0), "model": "MYLD2C/A", "type": "tablet"}
    story.tell(w.DeviceReceived(device=device, **maker, location=DOCK, returned=True))
    story.tell(w.DeviceWiped(device=device, location=DOCK))
    story.tell(w.DevicePicked(device=device, order=uuid4(), request=uuid4(), board=OTHER))
    hear(portal, story.told)
    then = client(portal, Role.BOARD_MANAGER, BOARD).get(f"/portal/api/v1/devices/{device}/journey").json
    assert [step["what"] for step in then["journey"]] == [*WHOLE, "device.sent-back", "device.received", "device.wiped"]
    assert {then["device"][field] for field in ("state", "holder", "holder_kind", "board", "changed_at")} == {None}
    theirs = client(portal, Role.BOARD_MANAGER, OTHER).get(f"/portal/api/v1/devices/{device}/journey").json
    assert [step["what"] for step in theirs["journey"]] == [
        "delivery.announced",
        "device.received",
        "device.stored",
        "device.received",
        "device.wiped",
        "device.picked",
    ]


def test_a_device_found_unexpectedly_is_told_of_where_its_serial_is_known(portal: Running):
    story = Story(2)
    story.whole()
    found = {"finding": uuid4(), "shipment": uuid4(), "board": OTHER, "maker": "unknown", "reason": "in our carton"}
    story.tell(s.DeviceUnexpected(**found, serial=serial(BOARD, 1)))
    hear(portal, story.told[:-1])
    hear(portal, story.told[-1:])
    assert "device.unexpected" in whats(portal, story.devices[1])
    assert "device.unexpected" not in whats(portal, story.devices[0])
    items = client(portal, Role.MINISTRY).get(f"/portal/api/v1/search?q={serial(BOARD, 1)}").json["items"]
    assert [item["kind"] for item in items] == ["finding", "serial"]


def test_a_serial_typed_into_a_receipt_opens_no_journey_to_that_board(portal: Running):
    story = Story(1)
    story.arrive()
    finding = uuid4()
    found = {"finding": finding, "shipment": uuid4(), "board": OTHER, "maker": "", "reason": ""}
    story.tell(s.DeviceUnexpected(**found, serial=serial(BOARD, 0)))
    hear(portal, story.told[:-1])
    hear(portal, story.told[-1:])
    http, device = client(portal, Role.BOARD_TECHNICIAN, OTHER), story.devices[0]
    assert http.get(f"/portal/devices/{device}").status_code == 404
    assert http.get(f"/portal/api/v1/devices/{device}/journey").status_code == 404
    assert [one["kind"] for one in http.get("/portal/api/v1/search?q=DMP").json["items"]] == ["finding"]
    assert http.get(f"/portal/findings/{finding}").status_code == 200
    for role in (Role.MINISTRY, Role.WAREHOUSE):
        journey = client(portal, role).get(f"/portal/api/v1/devices/{device}/journey").json["journey"]
        assert journey[-1]["what"] == "device.unexpected"
        assert journey[-1]["detail"] is None, "nobody gave a reason"


def test_a_device_picked_by_mistake_and_put_back_is_no_boards_any_more(portal: Running):
    story = Story(2)
    story.arrive(), story.ask()
    mistaken = story.devices[0]
    story.tell(w.DevicePicked(device=mistaken, order=story.order, request=story.request, board=BOARD))
    story.tell(w.DeviceStored(device=mistaken, type="tablet", location=SHELF))
    hear(portal, story.told)
    journey = client(portal, Role.MINISTRY).get(f"/portal/api/v1/devices/{mistaken}/journey").json["device"]
    assert (journey["state"], journey["board"]) == ("stored", None)
    story.tell(i.RequestFulfilled(request=story.request, board=BOARD, accepted=[]))
    hear(portal, story.told[-1:])
    assert "request.fulfilled" not in whats(portal, mistaken)


@pytest.mark.parametrize("batch", [1, 500])
def test_what_was_given_up_before_a_pick_is_not_in_the_journey_of_the_device_picked(portal: Running, batch: int):
    story = Story(1)
    story.arrive(), story.ask()
    given_up = i.RequestAmended(request=story.request, board=BOARD, given_up=[i.Quantity(type="tablet", quantity=1)])
    story.tell(given_up)
    story.pack()
    story.tell(given_up)
    for start in range(0, len(story.told), batch):
        hear(portal, story.told[start : start + batch])
    whole = whats(portal, story.devices[0])
    assert whole == [*WHOLE[: WHOLE.index("order.packed") + 1], "request.amended"]


def test_a_released_device_that_must_still_be_wiped_says_so(portal: Running):
    story = Story(1)
    story.arrive()
    device = story.devices[0]
    story.tell(w.DeviceQuarantined(device=device, location=DOCK, reason="screen"))
    story.tell(w.DeviceReleased(device=device, location=DOCK, state="returned"))
    hear(portal, story.told)
    page = client(portal, Role.WAREHOUSE).get(f"/portal/devices/{device}?lang=en").get_data(as_text=True)
    assert "Back at the reserve, to be wiped" in page


def test_a_request_fulfilled_ends_the_journeys_of_the_devices_that_served_it(portal: Running):
    story = Story(1)
    story.whole()
    story.tell(i.RequestFulfilled(request=story.request, board=BOARD, accepted=[]))
    hear(portal, story.told[:-1])
    hear(portal, story.told[-1:])
    assert whats(portal, story.devices[0]) == [*WHOLE, "request.fulfilled"]
