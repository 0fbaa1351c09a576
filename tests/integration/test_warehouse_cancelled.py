"""Orders that a withdrawal, a lower grant or a void ends, whichever is heard first."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from services.contracts.intake import Quantity
from services.contracts.shipping import (
    DeviceSentBack,
)
from tests.integration.toy import sent_by
from tests.integration.warehouse_stage import (
    BOARD,
    Stage,
    dispatched,
    grant_undone,
    opened,
    released,
    voided,
    withdrawal,
)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    yield from opened(tmp_path)


def test_what_is_put_away_beyond_a_lowered_grant_is_free(stage: Stage):
    ids = stage.shelve(4)
    request = stage.grant(4)
    stage.call("POST", "/pick", {"devices": ids[:3], "order": stage.order(request)["id"]})
    stage.grant(2, request)
    assert stage.laptops() == (1, 0, 1)
    stage.call("POST", "/put-away", {"devices": ids[:2], "location": "A-01-03"})
    assert stage.laptops() == (3, 1, 2), "one beyond the grant is free, the other is promised again"


def test_an_order_without_a_closed_carton_is_cancelled_at_once_and_its_devices_become_free_by_scan(stage: Stage):
    ids = stage.shelve(4)
    request = stage.grant(3)
    stage.box(request, ids[:2], close=False)
    stage.hear(withdrawal(request))
    (cancelled,) = [one.data for one in stage.told("order.cancelled")]
    assert ([(one.type, one.quantity) for one in cancelled.held], cancelled.free) == ([("laptop", 2)], {"laptop": 2})
    order = stage.order(request)
    assert order["state"] == "cancelled"
    assert stage.call("POST", "/pick", {"devices": ids[2:3], "order": order["id"]}, 409)["code"] == "order.cancelled"
    assert stage.call("POST", "/cartons", {"order": order["id"]}, 409)["code"] == "order.cancelled"
    stage.call("POST", "/put-away", {"devices": ids[:2], "location": "A-01-03"})
    assert stage.laptops() == (4, 0, 4)
    assert stage.undo(ids[0], status=409)["code"] == "order.cancelled"
    page = stage.client.get(f"/warehouse/orders/{order['id']}").text
    assert "Il ne reste rien à ranger" in page


def test_a_new_grant_revives_a_cancelled_order(stage: Stage):
    stage.shelve(3)
    request = stage.grant(2)
    stage.hear(grant_undone(request, 0))
    assert stage.order(request)["state"] == "cancelled"
    stage.grant(3, request)
    assert (stage.order(request)["state"], stage.laptops()) == ("reserved", (3, 3, 0))


@pytest.mark.parametrize(("left", "reserved"), [(2, 2), (5, 5)])
def test_an_undone_grant_leaves_what_stands(stage: Stage, left: int, reserved: int):
    stage.shelve(6)
    request = stage.grant(4)
    stage.hear(grant_undone(request, left))
    assert stage.told("order.reserved")[-1].data.reserved == [Quantity(type="laptop", quantity=reserved)]


@pytest.mark.parametrize("back", ["released", "voided"])
@pytest.mark.parametrize("first", ["withdrawal", "cartons"])
def test_a_cancellation_waits_for_shipping_whichever_is_heard_first(stage: Stage, back: str, first: str):
    ids = stage.shelve(2)
    request = stage.grant(2)
    boxes = [stage.box(request, [one]) for one in ids]
    given = [released(request, one) for one in boxes] if back == "released" else [voided(request, *boxes)]
    if first == "withdrawal":
        stage.hear(withdrawal(request))
        assert (stage.order(request)["state"], stage.told("order.cancelled")) == ("cancelling", [])
        stage.hear(*given)
    else:
        stage.hear(*given)
        assert stage.order(request)["state"] == "reserved"
        stage.hear(withdrawal(request))
    assert (stage.order(request)["state"], len(stage.told("order.cancelled"))) == ("cancelled", 1)
    order = stage.order(request)["id"]
    assert stage.call("POST", f"/orders/{order}/pass-again", status=409)["code"] == "order.cancelled"
    for box in boxes:
        stage.call("POST", f"/cartons/{box}/undo", {"reason": "cancelled"})
    stage.call("POST", "/put-away", {"devices": ids, "location": "A-01-03"})
    assert stage.laptops() == (2, 0, 2)


def test_one_carton_given_back_of_two_does_not_cancel_yet(stage: Stage):
    ids = stage.shelve(2)
    request = stage.grant(2)
    one, two = [stage.box(request, [device]) for device in ids]
    stage.hear(withdrawal(request))
    stage.hear(released(request, one))
    assert stage.order(request)["state"] == "cancelling"
    stage.hear(dispatched(request, two))
    assert len(stage.told("withdrawal.refused")) == 1
    assert stage.order(request)["state"] == "reserved", "one stands at the dock, the warehouse's"


def test_a_dispatch_that_crosses_a_withdrawal_refuses_it_and_the_order_stands(stage: Stage):
    (device,) = stage.shelve(1)
    request = stage.grant(1)
    box = stage.box(request, [device])
    stage.hear(withdrawal(request))
    stage.hear(dispatched(request, box))
    assert (stage.order(request)["state"], stage.state(device)) == ("departed", "departed")
    stage.hear(withdrawal(request))
    assert len(stage.told("withdrawal.refused")) == 2
    assert stage.told("order.cancelled") == []


def test_a_cancelled_order_is_told_only_what_it_holds(stage: Stage):
    ids = stage.shelve(2)
    request = stage.grant(2)
    box = stage.box(request, ids)
    stage.hear(withdrawal(request))
    stage.hear(DeviceSentBack(device=UUID(ids[0]), type="laptop", board=BOARD, shipment=uuid4(), reason="x"))
    stage.hear(released(request, box))
    (cancelled,) = [one.data for one in stage.told("order.cancelled")]
    assert [one.quantity for one in cancelled.held] == [1]
    assert stage.call("GET", f"/devices/{ids[0]}")["carton"] is None
    stage.call("POST", f"/cartons/{box}/undo", {"reason": "cancelled"})
    stage.call("POST", "/put-away", {"devices": ids[1:], "location": "A-01-03"})
    assert (stage.laptops(), stage.order(request)["lines"][0]["picked"]) == ((1, 0, 1), 0)


def test_cancelling_and_voiding_take_a_constant_sent_by(stage: Stage):
    counts = []
    for size, boxes, prefix in ((5, 1, "A00"), (500, 10, "B00")):
        ids = stage.shelve(size, prefix)
        request = stage.grant(size)
        per = size // boxes
        cartons = [stage.box(request, ids[n * per : (n + 1) * per]) for n in range(boxes)]
        stage.hear(dispatched(request, *cartons))
        counts.append(sent_by(stage.running.database, lambda: stage.hear(voided(request, *cartons))))  # noqa: B023
        counts.append(sent_by(stage.running.database, lambda: stage.hear(withdrawal(request))))  # noqa: B023
        assert stage.order(request)["state"] == "cancelled"
    assert counts[:2] == counts[2:]
