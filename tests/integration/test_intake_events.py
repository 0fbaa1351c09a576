"""What intake hears of stock and orders: through the real inbox, in batches, twice, out of order."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from services.chassis import inbox
from services.chassis.act import Act, now
from services.contracts.event import Event
from services.contracts.shipping import (
    DeviceConfigured,
    DeviceDamaged,
    DeviceFound,
    ShipmentDelivered,
    ShipmentVoided,
    ShippingDeviceUndone,
)
from services.contracts.warehouse import (
    OrderCancelled,
    StockChanged,
    WithdrawalRefused,
)
from services.intake.model.state import State
from services.intake.queries.request import one_request
from services.intake.service import SERVICE
from tests.integration.intake_ear import BOARD, Ear, accepted, opened, received, reserved, set_up, shipped, short

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return set_up(tmp_path_factory)


@pytest.fixture
def ear(prepared: Path, tmp_path: Path) -> Iterator[Ear]:
    yield from opened(prepared, tmp_path)


def test_the_last_free_figure_of_each_type_counts(ear: Ear):
    ear.hear(StockChanged(free={"laptop": 5, "tablet": 7}), StockChanged(free={"laptop": 4}))
    assert ear.stock() == {"laptop": (4, 0), "tablet": (7, 0)}


def test_a_figure_told_between_grant_and_answer_still_lacks_what_is_pending(ear: Ear):
    (request,) = ear.granted(10)
    ear.hear(StockChanged(free={"laptop": 12}))
    assert ear.stock() == {"laptop": (12, 10)}
    ear.hear(reserved(request, 10, 2))
    assert ear.stock() == {"laptop": (2, 0)}


def test_a_short_order_lowers_the_grant_and_frees_all_that_was_pending(ear: Ear):
    (request,) = ear.granted(10)
    ear.hear(short(request, 10, 6))
    state, share = ear.share(request)
    assert (state, share.granted, share.reserved, share.short) == (State.PARTLY_GRANTED, 6, 6, 4)
    assert (ear.stock(), ear.held()) == ({"laptop": (0, 0)}, {"laptop": 6})


def test_an_answer_heard_twice_subtracts_once(ear: Ear):
    first, _second = ear.granted(10, 10)
    bodies = ear.hear(reserved(first, 10, 10))
    inbox.take(ear.database, SERVICE, bodies)
    ear.hear(reserved(first, 10, 10))
    assert ear.stock() == {"laptop": (10, 10)}


def test_an_answer_to_a_request_that_intake_does_not_know_only_tells_the_stock(ear: Ear):
    ear.hear(reserved(uuid4(), 10, 3))
    assert (ear.stock(), ear.parked()) == ({"laptop": (3, 0)}, 0)


def test_a_reserved_unit_that_disappears_lowers_the_grant_and_frees_pending_only_once(ear: Ear):
    first, _second = ear.granted(3, 5)
    ear.hear(reserved(first, 3, 5), short(first, 3, 2))
    state, share = ear.share(first)
    assert (state, share.granted, share.reserved, share.short) == (State.PARTLY_GRANTED, 2, 2, 1)
    assert (ear.stock(), ear.held()) == ({"laptop": (0, 5)}, {"laptop": 7})


def withdrawn(ear: Ear, requests: Sequence[UUID]) -> None:
    """Have every second one withdrawn, the others' grant taken back."""
    with ear.database.writing(Act("u-2", now())) as session:
        for index, request in enumerate(requests):
            found = one_request(session, None, request)
            found.state = State.TAKING_BACK if index % 2 else State.WITHDRAWING
            found.types[0].answered = True


def events_of(ear: Ear, story: str, count: int) -> list[Event]:
    """As many events of a story, about as many requests and devices."""
    requests, devices = ear.granted(*[2] * count), [uuid4() for _ in range(count)]
    own = [{"device": device, "type": "laptop", "board": BOARD} for device in devices]
    if story == "answers":
        return [short(one, 2, 1) if index % 3 else reserved(one, 2, 0) for index, one in enumerate(requests)]
    if story in ("cancelled", "refused"):
        withdrawn(ear, requests)
        kind = OrderCancelled if story == "cancelled" else WithdrawalRefused
        rest = {"board": BOARD, "free": {"laptop": 0}} | ({"held": []} if kind is OrderCancelled else {})
        return [kind(order=uuid4(), request=one, **rest) for one in requests]
    if story == "shipments":
        sent = [{"shipment": uuid4(), "request": one, "board": BOARD, "cartons": []} for one in requests]
        return [
            ShipmentVoided(**one, reason="x") if index % 2 else ShipmentDelivered(**one)
            for index, one in enumerate(sent)
        ]
    if story == "in use":
        kinds = (DeviceConfigured, DeviceFound)
        return [kinds[index % 2](**one) for index, one in enumerate(own)]
    if story == "undone":
        ear.hear(*[reserved(one, 2, 0) for one in requests])
        ear.hear(*[accepted(one, device) for one, device in zip(requests, devices, strict=True)])
        ear.hear(*[accepted(one) for one in requests])
        back = {"undone": uuid4(), "reason": "x", "step": "device.accepted", "state": "in_transit"}
        return [ShippingDeviceUndone(**mine, **back, request=one) for mine, one in zip(own, requests, strict=True)]
    if story == "returned":
        return [received(device, returned=True) for device in devices]
    if story == "accepted":
        return [accepted(one) for one in requests]
    return [
        DeviceDamaged(**shipped(uuid4(), one), reason="x") if index % 2 else accepted(one)
        for index, one in enumerate(requests)
    ]


STORIES = ["accepted", "answers", "mixed", "cancelled", "refused", "shipments", "in use", "undone", "returned"]


@pytest.mark.parametrize("story", STORIES)
def test_a_batch_takes_the_same_statements_whatever_its_size(ear: Ear, story: str):
    # The first of a day closes the books of the days before.
    ear.hear(StockChanged(free={"laptop": 0}))
    taken = []
    for count in (5, 500):
        events = events_of(ear, story, count)
        with ear.counted() as statements:
            ear.hear(*events)
        taken.append(len(statements))
    assert taken[0] == taken[1] < 30
    assert ear.parked() == 0
