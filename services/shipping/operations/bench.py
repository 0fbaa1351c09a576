"""The bench: devices taken to be configured, left again, set aside; and what intake tells of capacity and urgency."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.errors import Conflict
from services.chassis.upsert import insert
from services.contracts.envelope import Envelope
from services.contracts.intake import PortraitUpdated, RequestAmended, RequestSubmitted
from services.contracts.roles import Person, Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import Capacity, Device, Urgency
from services.shipping.model.bench import WAITING, leave, set_aside, take
from services.shipping.operations.loading import write_alike
from services.shipping.operations.stack import Stack, devices_of

URGENT = "urgent"


def take_devices(session: Session, board: BoardCode, stack: Stack) -> int:
    """Have the actor configure this stack and nobody else, all or none."""
    act = act_of(session)
    devices = devices_of(session, board, stack, WAITING)
    for device in devices:
        take(device, act.actor, act.at)
    write_alike(devices)
    return len(devices)


def take_next(session: Session, board: BoardCode, most: int, shipment: UUID | None = None) -> int:
    """Have the actor configure the next ones that nobody has taken: what is urgent first, else what waits longest.

    Two who take at once never get the same. Raises `Conflict` where nothing is left.
    """
    free = select(Device).where(Device.board == board, Device.state.in_(WAITING))
    free = free.where(Device.taken_by.is_(None), Device.fault.is_(None))
    if shipment is not None:
        free = free.where(Device.shipment_id == shipment)
    free = free.outerjoin(Urgency, and_(Urgency.request == Device.request, Device.transfer_id.is_(None)))
    urgent_first = (Urgency.request.is_(None), Urgency.needed_on, Device.changed_at, Device.id)
    next_ones = free.order_by(*urgent_first).limit(most).with_for_update(of=Device, skip_locked=True)
    devices, act = session.scalars(next_ones).all(), act_of(session)
    if not devices:
        raise Conflict("queue.empty", say("Nothing waits that nobody has taken."))
    for device in devices:
        take(device, act.actor, act.at)
    write_alike(devices)
    return len(devices)


def leave_devices(session: Session, board: BoardCode, person: Person, stack: Stack) -> int:
    """Have this stack wait for anybody again, all or none; a manager does so for a colleague."""
    devices = devices_of(session, board, stack, WAITING)
    for device in devices:
        leave(device, person.actor, manages(person))
    write_alike(devices)
    return len(devices)


def set_devices_aside(session: Session, board: BoardCode, stack: Stack, reason: str) -> int:
    """Say that these cannot be configured, for this reason, all or none."""
    devices = devices_of(session, board, stack, WAITING)
    for device in devices:
        set_aside(device, reason)
    write_alike(devices)
    return len(devices)


def manages(person: Person) -> bool:
    return person.role is Role.BOARD_MANAGER


def keep_capacities(session: Session, envelopes: Sequence[Envelope[PortraitUpdated]]) -> None:
    """Keep how many devices each board says that it can configure a week; the last version stands."""
    told = {one.data.board: one.data for one in envelopes}
    rows = [{"board": one.board, "version": one.version, "weekly": one.weekly_capacity} for one in told.values()]
    add = insert(session, Capacity.__table__)
    new = {name: add.excluded[name] for name in ("version", "weekly")}
    session.execute(add.on_conflict_do_update(index_elements=["board"], set_=new), rows)


def keep_urgencies(session: Session, envelopes: Sequence[Envelope[RequestSubmitted | RequestAmended]]) -> None:
    """Keep which requests are urgent and since when their students are without their school."""
    told = {one.data.request: one.data for one in envelopes if one.data.urgency is not None}
    if not told:
        return
    known = {one.request: one for one in session.scalars(select(Urgency).where(Urgency.request.in_(told)))}
    for request, data in told.items():
        kept = known.get(request)
        if data.urgency != URGENT:
            if kept:
                session.delete(kept)
            continue
        kept = kept or Urgency(request=request)
        kept.needed_on = data.closure.first_day if data.closure else None
        session.add(kept)
