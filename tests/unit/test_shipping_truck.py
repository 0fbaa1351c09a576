"""On the truck and off it: the rule over every stage of a shipment, and what may leave after it."""

from datetime import UTC, datetime
from functools import partial

import pytest

from services.chassis import undo
from services.chassis.errors import Conflict
from services.chassis.undo import LastStep
from services.shipping.model import LEFT, Carton, Shipment, Stage
from services.shipping.model.truck import check_load, load, unload
from tests.unit.test_shipping_shipment import BOARD, shipment

NOON = datetime(2020, 8, 27, 12, tzinfo=UTC)


def loaded(one: Shipment, carton: Carton) -> LastStep:
    happening = undo.step(carton, NOON, partial(load, one, carton, one, "u-1", NOON))
    assert happening.change is not None
    return LastStep(happening.id, "carton.loaded", happening.change)


@pytest.mark.parametrize("stage", list(Stage))
def test_a_carton_is_loaded_while_its_shipment_is_ready_and_never_else(stage: Stage) -> None:
    one = shipment(stage, 1)
    (carton,) = one.cartons
    if stage is Stage.READY:
        told = load(one, carton, one, "u-1", NOON)
        assert (told.carton, told.shipment, told.request, told.board) == (carton.id, one.id, one.request, BOARD)
        assert (carton.loaded_at, carton.loaded_by, one.checked) == (NOON, "u-1", True)
    else:
        with pytest.raises(Conflict) as refused:
            load(one, carton, one, "u-1", NOON)
        assert (refused.value.code, carton.loaded_at) == (f"shipment.{stage}", None)


@pytest.mark.parametrize("stage", list(Stage))
def test_a_carton_comes_off_again_until_its_shipment_has_left(stage: Stage) -> None:
    one = shipment(Stage.READY, 1)
    (carton,) = one.cartons
    last = loaded(one, carton)
    one.state = stage
    if stage in LEFT:
        with pytest.raises(Conflict) as refused:
            unload(one, carton, last, "mauvais camion")
        assert (refused.value.code, carton.loaded_at) == (f"shipment.{stage}", NOON)
    else:
        told = unload(one, carton, last, "mauvais camion")
        assert (told.undone, told.step, told.reason) == (last.event, "carton.loaded", "mauvais camion")
        assert (carton.loaded_at, carton.loaded_by) == (None, None)


def test_what_was_never_loaded_or_is_in_no_shipment_any_more_does_not_come_off() -> None:
    one = shipment(Stage.READY, 1)
    (carton,) = one.cartons
    with pytest.raises(Conflict, match="no step to undo"):
        unload(one, carton, None, "erreur")
    last = loaded(one, carton)
    with pytest.raises(Conflict, match="moved on"):
        unload(None, carton, last, "erreur")


@pytest.mark.parametrize(("on_truck", "leaves"), [(0, True), (1, False), (2, False), (3, True)])
def test_all_leaves_or_what_nobody_scanned(on_truck: int, leaves: bool) -> None:
    one = shipment(Stage.READY, 1, 2, 3)
    for carton in one.cartons[:on_truck]:
        loaded(one, carton)
    if leaves:
        check_load(one.number, one.cartons)
    else:
        with pytest.raises(Conflict) as refused:
            check_load(one.number, one.cartons)
        assert refused.value.code == "shipment.not_loaded"
        named = [carton.code for carton in one.cartons if carton.code and carton.code in str(refused.value)]
        assert named == [carton.code for carton in one.cartons[on_truck:]]
