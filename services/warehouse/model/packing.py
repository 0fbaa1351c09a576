"""What of an order is packed: told as shipping's, and all there is of it where nothing more comes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.chassis.errors import Conflict
from services.contracts.sentence import say
from services.contracts.warehouse import OrderPacked, OrderReserved, OrderShort
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import CartonState
from services.warehouse.model.order import Order
from services.warehouse.model.order_state import OrderState
from services.warehouse.model.stock import Stock


def pack(order: Order, cartons: Mapping[UUID, int], devices: int) -> OrderPacked:
    """Tell that `cartons`, all that are closed so far and hold `devices`, are shipping's now.

    By carton, how often shipping was heard to give it back.
    """
    final = devices == order.reserved
    if final:
        order.state = OrderState.PACKED
    return OrderPacked(
        order=order.id,
        request=order.request,
        board=order.board_code,
        cartons=list(cartons),
        final=final,
        releases={carton: times for carton, times in cartons.items() if times},
    )


def ship_packed(
    order: Order, stock: Mapping[str, Stock], cartons: Mapping[UUID, int], devices: int
) -> tuple[OrderReserved | OrderShort, OrderPacked]:
    """Be content with what is packed: what else was promised is free again, and `cartons` are the whole order.

    Refused while a picked device is in no carton. What is in cartons is for `check_ships` to judge.
    """
    loose = sum(line.picked - line.packed for line in order.lines)
    if loose:
        raise Conflict(
            "order.picked",
            say("%(count)s picked device(s) in no carton: pack, or put away again.", count=loose),
        )
    for line in order.lines:
        line.reserved += stock[line.type].reserve(line.packed - line.reserved)
    answer = order.answer(stock)
    return answer, pack(order, cartons, devices)


def check_ships(order: Order, cartons: Sequence[Carton]) -> None:
    """Raise `Conflict` unless what is packed for `order`, in these cartons of it, can leave as it stands."""
    order.check_to_pack()
    for carton in cartons:
        if carton.state is CartonState.RELEASED:
            raise Conflict(
                "carton.released",
                say("Carton %(code)s is back from shipping: pass it on again, or open it.", code=carton.code),
            )
        if carton.state is CartonState.OPEN and carton.devices:
            raise Conflict(
                "carton.open",
                say("Carton %(code)s is still open: close it, or put its devices away again.", code=carton.code),
            )
    if all(carton.state is not CartonState.CLOSED for carton in cartons):
        raise Conflict(
            "order.no_carton",
            say("Order %(number)s has no closed carton to ship: pack one and close it first.", number=order.number),
        )
