"""The rules of orders and stock: what is reserved, by how much it is short, when an order is packed whole."""

from itertools import product
from uuid import uuid4

import pytest

from services.chassis.errors import Conflict
from services.contracts.intake import Quantity
from services.contracts.values import CartonCode
from services.contracts.warehouse import OrderReserved, OrderShort
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import CartonState
from services.warehouse.model.order import Order
from services.warehouse.model.order_state import ENDING, MOVES, WORDS, OrderState
from services.warehouse.model.packing import check_ships, pack, ship_packed
from services.warehouse.model.stock import Stock


def stock(on_shelf: int, reserved: int = 0, kind: str = "laptop") -> dict[str, Stock]:
    return {kind: Stock(type=kind, on_shelf=on_shelf, reserved=reserved)}


def an_order() -> Order:
    return Order(id=uuid4(), request=uuid4(), number="D000001", board="762000", state=OrderState.RESERVED, lines=[])


def granted(count: int, kind: str = "laptop") -> list[Quantity]:
    return [Quantity(type=kind, quantity=count)]


@pytest.mark.parametrize(
    ("on_shelf", "reserved", "wanted", "given"),
    [(10, 0, 4, 4), (10, 8, 4, 2), (10, 10, 4, 0), (3, 5, 4, 0), (10, 4, -4, -4), (0, 0, 0, 0)],
)
def test_no_more_is_promised_than_is_free(on_shelf: int, reserved: int, wanted: int, given: int):
    one = Stock(type="laptop", on_shelf=on_shelf, reserved=reserved)
    assert one.reserve(wanted) == given
    assert one.reserved == reserved + given


def test_a_grant_that_stock_covers_is_reserved_and_tells_what_is_left():
    order, shelves = an_order(), stock(10)
    answer = order.reserve(granted(4), shelves)
    assert isinstance(answer, OrderReserved)
    assert (answer.reserved, answer.free, order.state) == (granted(4), {"laptop": 6}, OrderState.RESERVED)


def test_a_grant_beyond_stock_reserves_what_there_is_and_says_how_short_it_is():
    order, shelves = an_order(), stock(3)
    answer = order.reserve(granted(4), shelves)
    assert isinstance(answer, OrderShort)
    assert [(line.asked, line.reserved) for line in answer.lines] == [(4, 3)]
    assert (answer.free, order.state) == ({"laptop": 0}, OrderState.SHORT)


def test_a_later_grant_adjusts_by_the_difference():
    order, shelves = an_order(), stock(10)
    for count in (4, 7, 2):
        order.reserve(granted(count), shelves)
        assert shelves["laptop"].reserved == count


def test_a_later_grant_takes_back_nothing_that_was_picked():
    order, shelves = an_order(), stock(10)
    order.reserve(granted(4), shelves)
    order.take("laptop")
    order.take("laptop")
    order.reserve(granted(1), shelves)
    assert order.line("laptop").reserved == 2


def test_a_type_that_a_later_grant_leaves_out_is_given_back():
    order, shelves = an_order(), stock(10) | stock(5, kind="tablet")
    order.reserve(granted(4), shelves)
    order.reserve(granted(2, "tablet"), shelves)
    assert (shelves["laptop"].reserved, shelves["tablet"].reserved) == (0, 2)


def test_an_order_takes_what_was_reserved_and_no_more():
    order = an_order()
    order.reserve(granted(2), stock(10))
    order.take("laptop")
    order.take("laptop")
    with pytest.raises(Conflict) as refusal:
        order.take("laptop")
    assert refusal.value.code == "order.enough"
    with pytest.raises(Conflict):
        order.take("tablet")
    assert [line.type for line in order.lines] == ["laptop"], "a refusal adds no line"


@pytest.mark.parametrize(("devices", "final"), [(1, False), (2, True)])
def test_an_order_is_packed_whole_when_all_that_is_reserved_is_in_closed_cartons(devices: int, final: bool):
    order = an_order()
    order.reserve(granted(2), stock(10))
    told = pack(order, {uuid4(): 0}, devices)
    assert told.final is final
    assert (order.state is OrderState.PACKED) is final


def test_an_order_packed_whole_opens_again_when_a_later_grant_brings_more():
    order, shelves = an_order(), stock(3)
    order.reserve(granted(5), shelves)
    order.line("laptop").picked = order.line("laptop").packed = 3
    pack(order, {uuid4(): 0}, 3)
    with pytest.raises(Conflict):
        order.check_to_pack()
    order.reserve(granted(5), shelves)
    assert order.state is OrderState.PACKED, "nothing more to pick"
    shelves["laptop"].on_shelf += 2
    order.reserve(granted(5), shelves)
    assert order.state is OrderState.RESERVED
    order.check_to_pack()


@pytest.mark.parametrize("state", list(OrderState))
def test_a_carton_is_opened_only_for_an_order_with_something_to_pack(state: OrderState):
    order = an_order()
    order.state = state
    if state in (OrderState.RESERVED, OrderState.SHORT):
        order.check_to_pack()
    else:
        with pytest.raises(Conflict, match="cancelled" if state in ENDING else "fully packed"):
            order.check_to_pack()


@pytest.mark.parametrize(("origin", "target"), list(product(OrderState, OrderState)))
def test_no_order_goes_on_to_departed_but_from_packed_or_a_refused_cancellation(origin: OrderState, target: OrderState):
    assert origin in WORDS
    if target is OrderState.DEPARTED:
        assert ((origin, target) in MOVES) is (origin in (OrderState.PACKED, OrderState.CANCELLING))
    if target is OrderState.PACKED:
        assert ((origin, target) in MOVES) is (origin not in (OrderState.PACKED, OrderState.CANCELLED))


def carton(order: Order, state: CartonState, devices: int) -> Carton:
    return Carton(id=uuid4(), code=CartonCode.numbered(1, None), order_id=order.id, state=state, devices=devices)


def packed(count: int, reserved: int, on_shelf: int) -> tuple[Order, dict[str, Stock]]:
    """An order of `reserved` laptops of which `count` are packed, and shelves of which a promised one disappeared."""
    order, shelves = an_order(), stock(reserved)
    order.reserve(granted(reserved), shelves)
    order.line("laptop").picked = order.line("laptop").packed = count
    shelves["laptop"].reserved, shelves["laptop"].on_shelf = reserved - count, on_shelf
    return order, shelves


def test_an_order_ships_what_is_packed_and_gives_the_rest_back():
    order, shelves = packed(7, reserved=8, on_shelf=0)
    one = uuid4()
    short, told = ship_packed(order, shelves, {one: 0}, 7)
    assert isinstance(short, OrderShort)
    assert [(line.asked, line.reserved) for line in short.lines] == [(8, 7)]
    assert short.free == {"laptop": 0}
    assert (told.final, told.cartons, order.state, order.left) == (True, [one], OrderState.PACKED, 0)
    assert (shelves["laptop"].reserved, shelves["laptop"].free) == (0, 0)


def test_what_is_still_on_the_shelf_is_free_for_others_when_an_order_ships_without_it():
    order, shelves = packed(5, reserved=8, on_shelf=3)
    short, _ = ship_packed(order, shelves, {uuid4(): 0}, 5)
    assert short.free == {"laptop": 3}


def test_an_order_does_not_ship_while_a_picked_device_is_in_no_carton():
    order, shelves = packed(5, reserved=8, on_shelf=3)
    order.line("laptop").picked = 6
    with pytest.raises(Conflict) as refusal:
        ship_packed(order, shelves, {uuid4(): 0}, 5)
    assert (refusal.value.code, order.line("laptop").reserved) == ("order.picked", 8)


@pytest.mark.parametrize(
    ("cartons", "code"),
    [
        ([(CartonState.CLOSED, 2), (CartonState.OPEN, 0)], None),
        ([(CartonState.CLOSED, 2), (CartonState.OPEN, 1)], "carton.open"),
        ([(CartonState.OPEN, 0)], "order.no_carton"),
        ([(CartonState.DEPARTED, 2)], "order.no_carton"),
        ([(CartonState.CLOSED, 2), (CartonState.RELEASED, 2)], "carton.released"),
        ([(CartonState.DISCARDED, 0)], "order.no_carton"),
        ([], "order.no_carton"),
    ],
)
def test_what_is_packed_ships_out_of_closed_cartons_alone(cartons: list[tuple[CartonState, int]], code: str | None):
    order = an_order()
    found = [carton(order, state, devices) for state, devices in cartons]
    if code is None:
        check_ships(order, found)
    else:
        with pytest.raises(Conflict) as refusal:
            check_ships(order, found)
        assert refusal.value.code == code


@pytest.mark.parametrize("state", [OrderState.PACKED, OrderState.DEPARTED])
def test_an_order_packed_whole_has_nothing_more_to_ship(state: OrderState):
    order = an_order()
    order.state = state
    with pytest.raises(Conflict) as refusal:
        check_ships(order, [carton(order, CartonState.CLOSED, 2)])
    assert refusal.value.code == "order.packed"
