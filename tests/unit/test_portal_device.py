"""A device's projection: every state with every event, and custody that passes at two points only."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.event import Event
from services.contracts.values import BoardCode, LocationCode, SchoolCode, Serial
from services.portal.detail import detail
from services.portal.model.device import Device, first_heard
from services.portal.model.state import HANDED, HERE, LEAVING, State
from services.portal.model.step import STEPS

AT = datetime(2020, 8, 26, 14, tzinfo=UTC)
DEVICE = uuid4()
FACTS: dict[str, Any] = {
    "device": DEVICE,
    "board": BoardCode("762000"),
    "request": uuid4(),
    "shipment": uuid4(),
    "transfer": uuid4(),
    "order": uuid4(),
    "type": "tablet",
    "location": LocationCode("A-01-03"),
    "origin": LocationCode("A-01-02"),
    "reason": "carton open",
    "school": SchoolCode("762217"),
    "maker": "Apple",
    "serial": Serial("DMPXL0GTJGH5"),
    "model": "MYLD2C/A",
    "carrier": "Nationex",
    "tracking": "NX1",
    "freight_cents": 1,
    "cartons": [],
    "carton": uuid4(),
    "code": "RC000000019",
    "state": "received",
    "devices": [],
}
WAREHOUSE = [kind for kind in STEPS if kind.owner == "warehouse"]
SHIPPING = [kind for kind in STEPS if kind.owner == "shipping"]


def told(kind: type[Event], **more: Any) -> Event:
    """An event of this kind about the one device."""
    return kind.model_construct(**{name: FACTS.get(name) for name in kind.model_fields} | _packed(kind) | more)


def _packed(kind: type[Event]) -> dict[str, Any]:
    if kind is not w.CartonClosed:
        return {}
    one = {name: FACTS.get(name) for name in w.PackedDevice.model_fields}
    return {"devices": [w.PackedDevice.model_construct(**one)]}


def device(state: State) -> Device:
    one = first_heard(DEVICE, AT, 1)
    one.state, one.holder_kind, one.holder = state, "location", "Z-09"
    return one


@pytest.mark.parametrize(("state", "kind"), list(product(State, STEPS)))
def test_an_event_moves_a_device_only_where_custody_allows(state: State, kind: type[Event]):
    one = device(state)
    one.hear(told(kind, returned=False), AT + timedelta(hours=1), 2)
    warehouse_told_while_handed = kind in WAREHOUSE and state in HANDED
    shipping_told_while_here = kind in SHIPPING and state in HERE - LEAVING
    back_in_the_same_shipment = (kind is s.ShipmentDispatched and state in HANDED) or (
        kind is s.ShipmentDelivered and state in HANDED - {State.IN_TRANSIT}
    )
    late = warehouse_told_while_handed or shipping_told_while_here or back_in_the_same_shipment
    assert (one.last_position == 1) is late
    assert (one.changed_at == AT) is late
    if late:
        assert (one.state, one.holder) == (state, "Z-09")
    elif kind not in (w.DeviceMoved, w.DeviceReleased, w.DeviceRepairEnded, s.DeviceHandedOver):
        assert one.state == STEPS[kind].state


@pytest.mark.parametrize("state", State)
def test_a_returned_device_comes_back_from_anywhere_and_is_nobodys(state: State):
    one = device(state)
    one.board, one.request = "762000", uuid4()
    one.hear(told(w.DeviceReceived, returned=True), AT, 2)
    assert one.state is State.RETURNED
    assert (one.holder_kind, one.holder, one.board, one.request) == ("location", "A-01-03", None, None)


@pytest.mark.parametrize(
    ("event", "state", "holder"),
    [
        (told(w.DeviceStored), State.STORED, ("location", "A-01-03")),
        (told(w.DevicePicked), State.PICKED, ("request", str(FACTS["request"]))),
        (told(w.CartonClosed), State.PACKED, ("carton", str(FACTS["carton"]))),
        (told(s.ShipmentDispatched), State.IN_TRANSIT, ("shipment", str(FACTS["shipment"]))),
        (told(s.DeviceAccepted), State.AT_BOARD, ("board", "762000")),
        (told(s.DeviceMissing), State.MISSING, ("location", "Z-09")),
        (told(w.DeviceRepairStarted), State.IN_REPAIR, ("location", "A-01-03")),
        (told(w.DeviceWrittenOff), State.WRITTEN_OFF, ("location", "A-01-03")),
        (told(w.DeviceRetired), State.RETIRED, (None, None)),
        (told(w.DeviceIdentified), State.DELIVERED, ("shipment", str(FACTS["shipment"]))),
        (told(s.DeviceLost), State.LOST, ("location", "Z-09")),
        (told(s.DeviceStolen), State.STOLEN, ("location", "Z-09")),
        (told(s.DeviceFound, damaged=False), State.TAKEN_BACK, ("board", "762000")),
        (told(s.DeviceFound, damaged=True), State.DAMAGED, ("board", "762000")),
        (told(s.DeviceLent), State.AT_SCHOOL, ("school", "762217")),
        (told(s.DeviceHandedOver, loan=None), State.AT_SCHOOL, ("school", "762217")),
        (told(s.DeviceHandedOver, school=None, loan="P-ABCD2345"), State.ON_LOAN, ("loan", "P-ABCD2345")),
        (told(s.DeviceSentOn), State.SENT_ON, ("transfer", str(FACTS["transfer"]))),
        (told(s.DeviceTransferred, damaged=False), State.AT_BOARD, ("board", "762000")),
        (told(s.DeviceTransferred, damaged=True), State.DAMAGED, ("board", "762000")),
        (told(s.DeviceUnreturned, damaged=False), State.TAKEN_BACK, ("board", "762000")),
        (told(s.DeviceUnreturned, damaged=True), State.DAMAGED, ("board", "762000")),
        (told(s.DeviceSentBack), State.SENT_BACK, ("return", str(FACTS["shipment"]))),
    ],
)
def test_each_event_gives_the_device_its_one_holder(event: Event, state: State, holder: tuple[str, str]):
    one = device(State.PICKED)
    one.hear(event, AT, 2)
    assert (one.state, (one.holder_kind, one.holder)) == (state, holder)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("here", [False, True])
def test_a_device_that_a_receipt_ended_without_is_missing_only_where_nobody_else_has_it(state: State, here: bool):
    one = device(state)
    one.holder_kind, one.holder = "shipment", str(FACTS["shipment"] if here else uuid4())
    one.hear(told(s.DeviceMissing, elsewhere=True), AT, 2)
    moves = here and state in LEAVING | HANDED
    assert (one.state, one.last_position) == ((State.MISSING, 2) if moves else (state, 1))


def test_a_device_that_is_elsewhere_is_told_so_in_words():
    assert "elsewhere" in str(detail(told(s.DeviceMissing, elsewhere=True, reason="")))
    assert str(detail(told(s.DeviceMissing, elsewhere=False))) == "Reason: carton open"


@pytest.mark.parametrize("state", ["received", "returned", "wiped"])
def test_a_released_device_goes_on_from_where_it_was(state: str):
    one = device(State.QUARANTINED)
    one.hear(told(w.DeviceReleased, state=state), AT, 2)
    assert (one.state, one.holder) == (state, "A-01-03")


def test_a_device_put_back_on_the_shelf_serves_nobody():
    one = device(State.STORED)
    one.hear(told(w.DevicePicked), AT, 2)
    assert (one.board, one.request) == ("762000", FACTS["request"])
    one.hear(told(w.DeviceStored), AT, 3)
    assert (one.state, one.board, one.request) == (State.STORED, None, None)


def test_a_moved_device_keeps_its_state():
    one = device(State.STORED)
    one.hear(told(w.DeviceMoved), AT, 2)
    assert (one.state, one.holder) == (State.STORED, "A-01-03")


def test_what_comes_late_still_says_which_device_it_is():
    one = device(State.AT_BOARD)
    one.hear(told(w.CartonClosed), AT, 2)
    assert (one.maker, one.serial, one.state) == ("Apple", "DMPXL0GTJGH5", State.AT_BOARD)


def test_an_event_without_a_device_type_leaves_the_type_known():
    one = first_heard(UUID(int=1), AT, 1)
    one.type = "laptop"
    one.hear(told(w.DevicePicked), AT, 2)
    assert one.type == "laptop"
