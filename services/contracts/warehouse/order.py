"""Orders: what is reserved of a grant, passed to shipping, cancelled."""

from uuid import UUID

from pydantic import Field

from services.contracts.event import Event, Part
from services.contracts.intake import Quantity
from services.contracts.values import BoardCode


class OrderReserved(Event):
    """All that a grant asked is reserved. `free` is the stock left after it, by type."""

    owner, noun, verb, about = "warehouse", "order", "reserved", "order"

    order: UUID
    request: UUID
    board: BoardCode
    reserved: list[Quantity]
    free: dict[str, int]


class Shortage(Part):
    """What was asked of one type and how much of it there was to reserve."""

    type: str
    asked: int = Field(ge=0)
    reserved: int = Field(ge=0)


class OrderShort(Event):
    """Stock did not suffice: what there is is reserved, the grant must come down. `free` is the stock left after it."""

    owner, noun, verb, about = "warehouse", "order", "short", "order"

    order: UUID
    request: UUID
    board: BoardCode
    lines: list[Shortage]
    free: dict[str, int]


class OrderCancelled(Event):
    """An order was cancelled before anything of it was dispatched. `held`: what is picked or packed, to be put away.

    `free` is the stock left after it, by type; what is put away again becomes free as it is scanned. `answers`: the id
    of the event that asked for it, a withdrawal or a grant taken back.
    """

    owner, noun, verb, about = "warehouse", "order", "cancelled", "order"

    order: UUID
    request: UUID
    board: BoardCode
    held: list[Quantity]
    free: dict[str, int]
    answers: UUID | None = None


class WithdrawalRefused(Event):
    """An order cannot be cancelled any more: something of it was dispatched. Receive it, then send it back.

    `answers`: the id of the event that asked for it. A grant taken back that is refused so was never taken back.
    """

    owner, noun, verb, about, among = "warehouse", "withdrawal", "refused", "order", "order"

    order: UUID
    request: UUID
    board: BoardCode
    free: dict[str, int]
    answers: UUID | None = None


class OrderPacked(Event):
    """Cartons of an order passed to shipping. `cartons` are all so far; `final` when the order is packed whole.

    `releases`: how often shipping was heard to give each of them back, where it ever did: so that what it gave back
    meanwhile is not taken for passed anew.
    """

    owner, noun, verb, about = "warehouse", "order", "packed", "order"

    order: UUID
    request: UUID
    board: BoardCode
    cartons: list[UUID]
    final: bool
    releases: dict[UUID, int] = Field(default_factory=dict)
