"""Cartons and packing lines: what became of each device, and what never came."""

from itertools import product
from uuid import uuid4

import pytest

from services.shipping.model import (
    Carton,
    Custody,
    Packing,
)
from services.shipping.model.custody import Came, came_as
from services.shipping.model.passage import come_back
from services.shipping.model.undoing import restore_custody
from services.shipping.operations.receipt import to_receive
from tests.unit.custody_told import BOARD, NOON, TOLD, C, device


def test_a_carton_stands_for_what_of_it_is_still_in_transit() -> None:
    devices = [device(C.AT_BOARD), device(C.IN_TRANSIT), device(C.DAMAGED), device(C.MISSING)]
    assert to_receive(devices) == [devices[1]]


def test_a_whole_missing_carton_that_turns_up_is_accepted_whole() -> None:
    devices = [device(C.MISSING), device(C.MISSING)]
    assert to_receive(devices) == devices


@pytest.mark.parametrize(("state", "came"), list(product(Custody, (*Came, None))))
def test_a_packing_line_says_what_became_of_its_device(state: Custody, came: Came | None) -> None:
    one = device(state)
    here = Packing(carton_id=TOLD.carton, device=one, came=came)
    elsewhere = Packing(carton_id=uuid4(), device=one, came=came)
    assert here.state is (C.MISSING if came is Came.MISSING else state)
    assert elsewhere.state is (C.RETURNED if came in {Came.ACCEPTED, Came.DAMAGED} else C.MISSING)
    assert (here.waits, elsewhere.waits) == (state is C.IN_TRANSIT, False)


@pytest.mark.parametrize(("state", "damaged"), list(product(sorted(set(Custody) - {C.RETURNED}), (False, True))))
def test_a_device_came_as_it_stands(state: Custody, damaged: bool) -> None:
    if state in {C.PACKED, C.IN_TRANSIT}:
        assert came_as(state, damaged) is None
    elif state is C.MISSING:
        assert came_as(state, damaged) is Came.MISSING
    else:
        assert came_as(state, damaged) is (Came.DAMAGED if damaged else Came.ACCEPTED)


def test_a_line_that_lacks_its_device_tells_its_own_board_and_leaves_the_device() -> None:
    one, carton = device(C.AT_BOARD), Carton(id=uuid4(), request=uuid4(), board=BOARD, shipment_id=uuid4())
    line = Packing(carton_id=carton.id, device_id=one.id, carton=carton, device=one)
    told = line.lack()
    assert (told.board, told.request, told.shipment) == (BOARD, carton.request, carton.shipment_id)
    assert (told.elsewhere, told.reason, line.came, one.state) == (True, "", Came.MISSING, C.AT_BOARD)
    carton.shipment_id = None
    with pytest.raises(RuntimeError):
        line.lack()


@pytest.mark.parametrize("state", sorted(set(Custody) - {C.PACKED, C.RETURNED}))
def test_what_the_warehouse_never_had_is_missing_where_a_receipt_ended_without_it(state: Custody) -> None:
    one = device(state)
    come_back(one, NOON)
    assert restore_custody(one, missing=True)
    assert one.state is (C.MISSING if state is C.IN_TRANSIT else state)


def test_a_carton_only_named_by_its_order_is_not_heard_of_yet() -> None:
    carton = Carton(id=TOLD.carton, request=TOLD.request, board=BOARD)
    assert not carton.heard
    carton.close(TOLD)
    assert (carton.heard, carton.code, carton.holds) == (True, TOLD.code, 1)
