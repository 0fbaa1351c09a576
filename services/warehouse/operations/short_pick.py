"""What could not be picked is set aside, its place is to be counted, and its order gets another, or one fewer."""

from uuid import UUID

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis import outbox
from services.chassis.act import act_of
from services.contracts.values import FreeText
from services.warehouse.model.device import Device
from services.warehouse.model.grounds import Grounds
from services.warehouse.model.order import Order
from services.warehouse.model.short_pick import (
    ShortPick,
    ShortReason,
    check_for_order,
    order_in_wave,
    reserve_elsewhere,
)
from services.warehouse.model.wave import Wave
from services.warehouse.operations import loading, steps
from services.warehouse.operations.tally import Tally, lock_stock


def report_for_order(session: Session, key: UUID, order: UUID, reason: ShortReason, words: FreeText) -> ShortPick:
    """A device that was to be picked for an order was not, as `reason` and the picker's own `words` say.

    It is in quarantine from now on, so that nobody is sent to it again: a count finds it or writes it off. Raises
    `Conflict` when it stands on no shelf, or the order needs none of its type.
    """
    (device,) = loading.devices(session, [key])
    found = loading.order(session, order)
    check_for_order(device, found)
    return _report(session, device, found, None, reason, words)


def report_for_wave(session: Session, key: UUID, wave: UUID, reason: ShortReason, words: FreeText) -> ShortPick:
    """The same in a wave: where there is no other device, the last bin that needs one gets one fewer."""
    walk = loading.wave(session, wave, shared=True)
    (device,) = loading.devices(session, [key])
    ours = loading.orders_where(session, Order.id.in_([one.order_id for one in walk.bins]))
    orders: dict[UUID | None, Order] = {order.id: order for order in ours}
    return _report(session, device, order_in_wave(device, walk, orders), walk, reason, words)


def _report(
    session: Session, device: Device, order: Order, wave: Wave | None, reason: ShortReason, words: FreeText
) -> ShortPick:
    act, tally = act_of(session), Tally()
    told = ShortPick(
        id=uuid7(),
        device_id=device.id,
        location=device.place,
        order_id=order.id,
        wave_id=wave.id if wave else None,
        reason=reason,
        said_by=act.actor,
        said_at=act.at,
    )
    kind = device.type
    steps.quarantine(tally, device, act.at, Grounds(words))
    tally.write(session)
    answer = reserve_elsewhere(order, kind, lock_stock(session, {line.type for line in order.lines}))
    if answer is not None:
        told.short = True
        outbox.record(session, answer)
    session.add(told)
    return told
