"""Every move of a shipment, allowed and refused, and what each tells."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from uuid import uuid4

import pytest

from services.chassis.errors import Conflict
from services.contracts.shipping import ShipmentDispatched, ShipmentReadied
from services.contracts.values import BoardCode, CartonCode
from services.shipping.model import Carton, Destination, Shipment, Stage
from services.shipping.model.stage import NAMES, REFUSALS

NOON = datetime(2020, 8, 27, 12, tzinfo=UTC)
BOARD = BoardCode("762000")
S = Stage

ALLOWED = {
    (S.PREPARING, S.READY),
    (S.READY, S.PREPARING),
    (S.READY, S.DISPATCHED),
    (S.DISPATCHED, S.DELIVERED),
    (S.DELIVERED, S.RECEIVED),
}
QUAI = Destination(request=uuid4(), number="D000001", board=BOARD)

STEPS: dict[Stage, Callable[[Shipment], object]] = {
    S.PREPARING: lambda shipment: shipment.grow(whole=False),
    S.READY: lambda shipment: shipment.make_ready(NOON),
    S.DISPATCHED: lambda shipment: shipment.dispatch(QUAI, "Transport", "T-1", 4550, NOON),
    S.DELIVERED: lambda shipment: shipment.deliver(NOON),
    S.RECEIVED: lambda shipment: shipment.receive(accepted=1, damaged=0, missing=0, unexpected=0, at=NOON),
}


def shipment(stage: Stage, *codes: int) -> Shipment:
    cartons = [
        Carton(id=uuid4(), code=CartonCode.numbered(number, None) if number else None, holds=10) for number in codes
    ]
    return Shipment(
        id=uuid4(),
        number="E000001",
        order=uuid4(),
        request=uuid4(),
        board=BOARD,
        state=stage,
        whole=True,
        cartons=cartons,
    )


@pytest.mark.parametrize(("start", "end"), list(product(Stage, Stage)))
def test_a_shipment_moves_only_along_the_table(start: Stage, end: Stage) -> None:
    one = shipment(start, 1)
    if (start, end) in ALLOWED or (start, end) == (S.PREPARING, S.PREPARING):
        STEPS[end](one)
        assert one.state is end
    else:
        with pytest.raises(Conflict) as refused:
            STEPS[end](one)
        assert one.state is start
        assert refused.value.code == f"shipment.not_{end}"


def test_every_stage_has_its_name_and_every_refusal_its_sentence() -> None:
    assert set(NAMES) == set(REFUSALS) == set(Stage) == set(STEPS)


def test_ready_tells_all_cartons_and_how_many_devices() -> None:
    one = shipment(S.PREPARING, 1, 2)
    assert one.make_ready(NOON) == ShipmentReadied(
        shipment=one.id,
        number="E000001",
        request=one.request,
        board=BOARD,
        cartons=[carton.id for carton in one.cartons],
        devices=20,
    )


def test_a_shipment_is_complete_when_its_order_is_and_every_packing_list_is_heard() -> None:
    assert shipment(S.PREPARING, 1, 2).complete()
    assert not shipment(S.PREPARING, 1, 0).complete()
    growing = shipment(S.PREPARING, 1)
    growing.grow(whole=False)
    assert not growing.complete()


def test_nothing_leaves_without_an_address() -> None:
    with pytest.raises(Conflict) as refused:
        shipment(S.READY, 1).dispatch(None, "Transport", "T-1", 0, NOON)
    assert refused.value.code == "shipment.no_address"


def test_dispatch_charges_the_freight() -> None:
    one = shipment(S.READY, 1)
    told = one.dispatch(QUAI, "Transport", "T-1", 4550, NOON)
    assert isinstance(told, ShipmentDispatched)
    assert (told.freight_cents, told.carrier, told.tracking) == (4550, "Transport", "T-1")
    assert (one.freight_cents, one.dispatched_at) == (4550, NOON)
