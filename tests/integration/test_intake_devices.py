"""What intake hears of devices and shipments: accepted, lacking, given up, sent back, on their way."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.chassis import inbox
from services.chassis.act import now
from services.chassis.errors import Invalid
from services.contracts.shipping import (
    DeviceConfigured,
    DeviceDamaged,
    DeviceFound,
    DeviceHandedOver,
    DeviceLost,
    DeviceMissing,
    DeviceSentBack,
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentReadied,
    ShipmentUndone,
    ShipmentVoided,
)
from services.intake.model.holding import Holding
from services.intake.model.state import State
from services.intake.queries.request import one_request, shipments
from services.intake.queries.use import uses
from services.intake.service import SERVICE
from tests.integration.intake_ear import BOARD, Ear, accepted, opened, received, reserved, set_up, shipped, short

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return set_up(tmp_path_factory)


@pytest.fixture
def ear(prepared: Path, tmp_path: Path) -> Iterator[Ear]:
    yield from opened(prepared, tmp_path)


def fulfilled(ear: Ear) -> list[str]:
    return [data["request"] for kind, data in ear.recorded() if kind == "request.fulfilled.v1"]


def test_all_accepted_is_fulfilled_once(ear: Ear):
    (request,) = ear.granted(2)
    ear.hear(reserved(request, 2, 0), accepted(request))
    assert fulfilled(ear) == []
    ear.hear(accepted(request))
    ear.hear(accepted(request))
    assert fulfilled(ear) == [str(request)]
    assert ear.share(request)[0] is State.FULFILLED


def test_accepted_before_the_warehouses_answer_is_heard_it_is_fulfilled_with_the_answer(ear: Ear):
    (request,) = ear.granted(2)
    ear.hear(accepted(request), accepted(request))
    assert fulfilled(ear) == []
    ear.hear(reserved(request, 2, 0))
    assert fulfilled(ear) == [str(request)]


def test_a_device_damaged_after_acceptance_is_accepted_no_more_and_its_need_stays_held(ear: Ear):
    (request,) = ear.granted(2)
    device = uuid4()
    ear.hear(reserved(request, 2, 0), accepted(request, device))
    assert (ear.share(request)[1].accepted, ear.held()) == (1, {"laptop": 2})
    ear.hear(DeviceDamaged(**shipped(device, request), reason="x"))
    assert (ear.share(request)[1].accepted, ear.held()) == (0, {"laptop": 2})


def test_a_missing_device_is_not_held_once_its_request_is_settled(ear: Ear):
    (request,) = ear.granted(2)
    ear.hear(reserved(request, 2, 0), accepted(request), DeviceMissing(**shipped(uuid4(), request), reason="x"))
    ear.give_up(request, 1)
    assert ear.held() == {"laptop": 1}


def test_while_devices_are_on_their_way_nothing_lessens_what_is_held(ear: Ear):
    (request,) = ear.granted(3)
    ear.hear(reserved(request, 3, 0), DeviceMissing(**shipped(uuid4(), request), reason="x"))
    with pytest.raises(Invalid):
        ear.give_up(request, 2)
    assert ear.held() == {"laptop": 3}
    ear.give_up(request, 1)
    assert ear.held() == {"laptop": 2}, "two are on their way"
    assert fulfilled(ear) == []


def test_short_units_given_up_close_the_request_and_leave_what_comes_held(ear: Ear):
    (request,) = ear.granted(3)
    ear.hear(short(request, 3, 2))
    ear.give_up(request, 1)
    assert ear.held() == {"laptop": 2}
    ear.hear(accepted(request), accepted(request))
    assert (fulfilled(ear), ear.held()) == ([str(request)], {"laptop": 2})


def test_a_device_given_up_and_found_again_is_held_beside_those_on_their_way(ear: Ear):
    (request,) = ear.granted(3)
    device = uuid4()
    ear.hear(reserved(request, 3, 0), DeviceMissing(**shipped(device, request), reason="x"))
    ear.give_up(request, 1)
    ear.hear(accepted(request, device))
    assert ear.held() == {"laptop": 3}
    told = [data["given_up"][0]["quantity"] for kind, data in ear.recorded() if kind == "request.amended.v1"]
    assert told == [1, 0]


def test_a_device_accepted_again_for_the_same_request_counts_again(ear: Ear):
    (request,) = ear.granted(2)
    device, start = uuid4(), now()
    sent = {name: value for name, value in shipped(device, request).items() if name != "request"}
    ear.hear(reserved(request, 2, 0))
    story = [
        accepted(request, device),
        DeviceSentBack(**sent, reason="x"),
        received(device, returned=True),
        accepted(request, device),
    ]
    inbox.take(ear.database, SERVICE, [ear.told(one, start + timedelta(days=day)) for day, one in enumerate(story)])
    assert (ear.share(request)[1].accepted, ear.held()) == (2, {"laptop": 1})


@pytest.mark.parametrize("late", [False, True], ids=["in order", "the warehouse first"])
def test_a_device_that_went_back_covers_no_need_in_whatever_order_it_is_told(ear: Ear, late: bool):
    (request,) = ear.granted(1)
    ear.hear(reserved(request, 1, 0))
    device, start = uuid4(), now()
    sent = {name: value for name, value in shipped(device, request).items() if name != "request"}
    story = [
        ear.told(accepted(request, device), start),
        ear.told(DeviceSentBack(**sent, reason="x"), start + timedelta(days=2)),
        ear.told(received(device, returned=True), start + timedelta(days=4)),
    ]
    for body in [story[2], *story[:2]] if late else story:
        inbox.take(ear.database, SERVICE, [body])
    assert (ear.held(), fulfilled(ear)) == ({}, [str(request)])


def test_a_suppliers_delivery_leaves_no_trace(ear: Ear):
    ear.hear(*[received(uuid4(), returned=False) for _ in range(3)])
    with ear.database.reading() as session:
        assert session.scalars(select(Holding)).all() == []


def test_figures_of_a_board_by_use_and_lost_devices_cover_no_need(ear: Ear):
    (request,) = ear.granted(4)
    devices = [uuid4() for _ in range(4)]
    own = [{"device": device, "type": "laptop", "board": BOARD} for device in devices]
    ear.hear(reserved(request, 4, 0), *[accepted(request, device) for device in devices])
    assert (fulfilled(ear), ear.held()) == ([str(request)], {"laptop": 4})
    ear.hear(DeviceConfigured(**own[0]), DeviceHandedOver(**own[1], loan="L-1"), DeviceLost(**own[2], reason="x"))
    with ear.database.reading() as session:
        (laptops,) = uses(session, BOARD, BOARD)
    assert (laptops.at_board, laptops.configured, laptops.on_loan, laptops.lost) == (1, 1, 1, 1)
    assert ear.held() == {"laptop": 3}
    ear.hear(DeviceFound(**own[2]))
    assert ear.held() == {"laptop": 4}


def test_a_shipment_is_followed_back_and_forth(ear: Ear):
    (request,) = ear.granted(1)
    sent = {"shipment": uuid4(), "request": request, "board": BOARD, "cartons": []}
    back = {"undone": uuid4(), "reason": "x"}
    ear.hear(
        ShipmentReadied(**sent, number="E000001", devices=1),
        ShipmentDispatched(**sent, carrier="c", tracking="t", freight_cents=1),
        ShipmentDelivered(**sent),
    )
    assert stages(ear, request) == ("delivered", True, True)
    ear.hear(ShipmentUndone(**sent, **back, step="shipment.delivered", state="dispatched"))
    assert stages(ear, request) == ("dispatched", True, False)
    ear.hear(ShipmentVoided(**sent, reason="x"))
    assert stages(ear, request) == ("voided", True, False)


def stages(ear: Ear, request: UUID) -> tuple[str, bool, bool]:
    with ear.database.reading() as session:
        (one,) = shipments(session, one_request(session, None, request))
        assert one.number == "E000001"
        return one.state.value, one.dispatched_at is not None, one.delivered_at is not None
