"""Every move of a shipment, allowed and refused, and what each tells."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import cast
from uuid import uuid4

import pytest

from services.chassis import undo
from services.chassis.errors import Conflict, Forbidden
from services.chassis.undo import LastStep
from services.contracts.event import Event
from services.contracts.roles import Role
from services.contracts.shipping import ShipmentDispatched, ShipmentReadied
from services.contracts.values import BoardCode, CartonCode
from services.contracts.warehouse import OrderPacked
from services.shipping.model import Carton, Destination, Shipment, Stage
from services.shipping.model.release import let_go, void
from services.shipping.model.stage import NAMES, REFUSALS
from services.shipping.model.undoing import check_shipment, undo_shipment

NOON = datetime(2020, 8, 27, 12, tzinfo=UTC)
BOARD = BoardCode("762000")
S = Stage

ALLOWED = {
    (S.PREPARING, S.READY),
    (S.READY, S.PREPARING),
    (S.READY, S.DISPATCHED),
    (S.DISPATCHED, S.DELIVERED),
    (S.DELIVERED, S.RECEIVED),
    (S.PREPARING, S.VOIDED),
    (S.READY, S.VOIDED),
    (S.DISPATCHED, S.VOIDED),
}
QUAI = Destination(request=uuid4(), number="D000001", board=BOARD)

STEPS: dict[Stage, Callable[[Shipment], object]] = {
    S.PREPARING: lambda shipment: shipment.grow(whole=False),
    S.READY: lambda shipment: shipment.make_ready(NOON),
    S.DISPATCHED: lambda shipment: shipment.dispatch(QUAI, "Transport", "T-1", 4550, NOON),
    S.DELIVERED: lambda shipment: shipment.deliver(NOON),
    S.RECEIVED: lambda shipment: shipment.receive(accepted=1, damaged=0, missing=0, unexpected=0, at=NOON),
    S.VOIDED: lambda shipment: void(shipment, "camion en panne", NOON),
}


def shipment(stage: Stage, *codes: int) -> Shipment:
    cartons = [
        Carton(
            id=uuid4(),
            code=CartonCode.numbered(number, None) if number else None,
            holds=10,
            given_back=0,
            passed_after=0,
        )
        for number in codes
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


def test_a_voided_shipment_lets_its_cartons_go_and_remembers_which() -> None:
    one = shipment(S.DISPATCHED, 1, 2)
    cartons, codes = list(one.cartons), [carton.code for carton in one.cartons]
    told = void(one, "camion en panne", NOON)
    assert told.cartons == [carton.id for carton in cartons]
    assert (one.cartons, one.voided_cartons, one.void_reason) == ([], codes, "camion en panne")
    assert all(carton.is_given_back for carton in cartons)


@pytest.mark.parametrize("stage", list(Stage))
def test_a_carton_is_released_only_before_its_shipment_leaves(stage: Stage) -> None:
    one = shipment(stage, 1, 2)
    carton = one.cartons[0]
    carton.shipment_id, carton.request, carton.board = one.id, one.request, BOARD
    if stage in {S.PREPARING, S.READY}:
        told = let_go(one, carton, "mauvais colis")
        assert (told.carton, told.shipment, told.reason) == (carton.id, one.id, "mauvais colis")
        assert (one.state, one.whole, len(one.cartons), carton.is_given_back) == (S.PREPARING, False, 1, True)
    else:
        with pytest.raises(Conflict) as refused:
            let_go(one, carton, "mauvais colis")
        assert (refused.value.code, len(one.cartons), carton.is_given_back) == ("shipment.left", 2, False)


def test_a_carton_is_released_once() -> None:
    carton = Carton(id=uuid4(), request=uuid4(), board=BOARD, given_back=0, passed_after=0)
    carton.release("mauvais colis")
    with pytest.raises(Conflict) as refused:
        carton.release("mauvais colis")
    assert refused.value.code == "carton.released"


@pytest.mark.parametrize(("known", "passed"), [(0, False), (1, False), (2, True)])
def test_an_order_packed_by_who_did_not_know_of_a_release_does_not_pass_the_carton_anew(
    known: int, passed: bool
) -> None:
    carton = Carton(id=uuid4(), request=uuid4(), board=BOARD, given_back=2, passed_after=1)
    releases = {carton.id: known} if known else {}
    told = OrderPacked(
        order=uuid4(), request=carton.request, board=BOARD, cartons=[carton.id], final=True, releases=releases
    )
    assert carton.is_passed(told) is passed
    carton.take(uuid4())
    assert (carton.is_given_back, carton.is_passed(told)) == (False, False)


STEP_OF = {
    "shipment.dispatched": (S.READY, S.DISPATCHED),
    "shipment.delivered": (S.DISPATCHED, S.DELIVERED),
    "shipment.received": (S.DELIVERED, S.RECEIVED),
}
WHO = {
    "shipment.dispatched": {Role.WAREHOUSE, Role.WAREHOUSE_MANAGER},
    "shipment.delivered": {Role.WAREHOUSE, Role.WAREHOUSE_MANAGER, Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN},
    "shipment.received": {Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN},
}


def stepped(what: str) -> tuple[Shipment, LastStep]:
    start, end = STEP_OF[what]
    one = shipment(start, 1)
    happening = undo.step(one, NOON, lambda: cast(Event, STEPS[end](one)))
    assert happening.change is not None
    return one, LastStep(happening.id, what, happening.change)


@pytest.mark.parametrize(("what", "role"), list(product(STEP_OF, Role)))
def test_who_takes_a_step_takes_it_back(what: str, role: Role) -> None:
    one, last = stepped(what)
    if role in WHO[what]:
        told = undo_shipment(one, check_shipment(one, last, role, begun=False), "erreur")
        assert (one.state, told.state, told.undone) == (STEP_OF[what][0], STEP_OF[what][0].value, last.event)
    else:
        with pytest.raises(Forbidden) as refused:
            check_shipment(one, last, role, begun=False)
        assert refused.value.code == "undo.role"


def test_delivery_stands_once_something_was_received() -> None:
    one, last = stepped("shipment.delivered")
    with pytest.raises(Conflict) as refused:
        check_shipment(one, last, Role.WAREHOUSE, begun=True)
    assert refused.value.code == "undo.receipt_begun"


def test_what_was_undone_or_never_could_be_is_not_undone() -> None:
    with pytest.raises(Conflict) as refused:
        check_shipment(shipment(S.READY, 1), None, Role.WAREHOUSE, begun=False)
    assert refused.value.code == "undo.nothing"
