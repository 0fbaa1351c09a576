"""An order that is asked back: cancelled, refused once something of it left, or waiting for shipping to say which."""

from collections.abc import Mapping
from uuid import UUID

from services.contracts.intake import Quantity
from services.contracts.warehouse import OrderCancelled, OrderReserved, OrderShort, WithdrawalRefused
from services.warehouse.model.order import Order
from services.warehouse.model.order_line import Passed
from services.warehouse.model.order_state import OrderState
from services.warehouse.model.stock import Stock


def withdraw(
    order: Order, passed: Passed, stock: Mapping[str, Stock], asked: UUID | None = None
) -> OrderCancelled | WithdrawalRefused | None:
    """Be cancelled, or refuse once something left; None while cartons are shipping's: `follow` settles it then.
    `asked` is the event that is answered so."""
    if order.state is OrderState.CANCELLED:
        return _cancel(order, stock, asked)
    if passed.departed:
        _resume(order, passed)
        return WithdrawalRefused(
            order=order.id, request=order.request, board=order.board_code, free=order.free(stock), answers=asked
        )
    if passed.closed:
        order.resumes, order.asked_back = order.resumes or order.state, asked
        order.state = OrderState.CANCELLING
        return None
    return _cancel(order, stock, asked)


def follow(
    order: Order, passed: Passed, lost: Mapping[str, int], stock: Mapping[str, Stock]
) -> OrderCancelled | WithdrawalRefused | OrderReserved | OrderShort | None:
    """Stand as shipping says of its cartons, gone or the warehouse's again; a waiting cancellation is settled.

    `lost` counts by type what cartons that are back do not hold any more: others are picked, if there is stock.
    """
    for kind, count in lost.items():
        order.line(kind).let_go(count, stock[kind])
    if order.state is OrderState.CANCELLING:
        return withdraw(order, passed, stock, order.asked_back)
    if order.state is OrderState.CANCELLED:
        return None
    _resume(order, passed)
    return order.answer(stock) if lost else None


def _cancel(order: Order, stock: Mapping[str, Stock], asked: UUID | None) -> OrderCancelled:
    """Promise it nothing more; what is picked and packed becomes free as it is put away."""
    for line in order.lines:
        line.granted = 0
        line.reserved += stock[line.type].reserve(line.picked - line.reserved)
    order.state, order.resumes, order.asked_back = OrderState.CANCELLED, None, None
    held = [Quantity(type=line.type, quantity=line.picked) for line in order.lines if line.picked]
    return OrderCancelled(
        order=order.id,
        request=order.request,
        board=order.board_code,
        held=held,
        free=order.free(stock),
        answers=asked,
    )


def _resume(order: Order, passed: Passed) -> None:
    """Be packed whole only while shipping has all of it, and departed once none of that stands at the dock."""
    order.state, order.resumes, order.asked_back = order.resumes or order.state, None, None
    if order.state in (OrderState.RESERVED, OrderState.SHORT) or passed.devices < order.reserved:
        order.state = OrderState.SHORT if order.is_short else OrderState.RESERVED
    else:
        order.state = OrderState.PACKED if passed.closed else OrderState.DEPARTED
