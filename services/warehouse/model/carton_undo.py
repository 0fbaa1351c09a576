"""A carton whose last step is taken back: open again where shipping gave it back, discarded where nothing is in it."""

from uuid import UUID

from services.chassis.errors import Conflict
from services.chassis.undo import LastEvent
from services.contracts.sentence import Sentence, say
from services.contracts.values import CartonCode
from services.contracts.warehouse import CartonUndone
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import SHUT, UNDONE, CartonState
from services.warehouse.model.order import Order

# The id told for an event that is not known any more: no event has it.
UNTOLD = UUID(int=0)


def check_undo(carton: Carton) -> CartonState:
    """What it goes back to: open where it is the warehouse's again, else discarded. Raises `Conflict`."""
    target = UNDONE.get(carton.state)
    if target is None:
        raise Conflict("carton.closed", Sentence(SHUT[carton.state].msgid, {"code": carton.code}))
    if target is CartonState.DISCARDED and carton.devices:
        raise Conflict(
            "carton.not_empty",
            say(
                "Carton %(code)s holds %(count)s device(s): take them out first.",
                code=carton.code,
                count=carton.devices,
            ),
        )
    return target


def last_step(carton: Carton, last: LastEvent | None) -> str:
    """Which step that is, by the last event told of it: opened, closed, or opened again."""
    return last.what if last else "carton.opened" if carton.state is CartonState.OPEN else "carton.closed"


def undo_carton(carton: Carton, last: LastEvent | None, order: Order, devices: int, reason: str) -> CartonUndone:
    """Be open again over the `devices` that lie in it; or, opened for nothing or emptied, be discarded.

    `last` is the last event told of it. Where that is not known, `UNTOLD` stands for it.
    """
    target, step = check_undo(carton), last_step(carton, last)
    carton.state, carton.closed_at, carton.devices = target, None, devices
    return CartonUndone(
        carton=carton.id,
        code=CartonCode(carton.code),
        order=order.id,
        request=order.request,
        board=order.board_code,
        state=carton.state.value,
        undone=last.event if last else UNTOLD,
        step=step,
        reason=reason,
    )
