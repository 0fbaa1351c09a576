"""Receipts: a board accepts cartons and devices, reports damage, and ends the receipt; what is left is missing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.errors import Conflict, Invalid, NotFound
from services.chassis.outbox import Happening
from services.contracts.sentence import say
from services.contracts.values import BoardCode, CartonCode
from services.shipping.model import Came, Carton, Custody, Device, Packing, Shipment, Stage
from services.shipping.operations.late import turned_up
from services.shipping.operations.line import note_lines, open_lines
from services.shipping.operations.loading import devices_for_change, shipment_for_change, write_alike
from services.shipping.operations.outcome import outcome
from services.shipping.operations.steps import take_steps


def accept_devices(session: Session, board: BoardCode, ids: Collection[UUID]) -> int:
    """Accept all of these devices, or none. A shipment that was only dispatched is evidently delivered."""
    _arrive(session, board, Device.id.in_(set(ids)))
    return _accept(session, devices_for_change(session, ids, board))


def accept_cartons(session: Session, board: BoardCode, cartons: Collection[UUID | CartonCode]) -> int:
    """Accept what is still to be received of these cartons, or nothing. Returns the number of devices."""
    ids = _carton_ids(session, board, cartons)
    _arrive(session, board, Device.carton_id.in_(ids))
    found = select(Device).where(Device.carton_id.in_(ids)).order_by(Device.id).with_for_update()
    waiting = to_receive(session.scalars(found).all())
    if not waiting:
        raise Conflict("carton.received", say("Nothing of these cartons is still to be received."))
    return _accept(session, waiting)


def to_receive(devices: Sequence[Device]) -> list[Device]:
    """What one acceptance of a carton stands for: all still in transit; all, when the whole carton was missing."""
    waiting = [device for device in devices if device.state in {Custody.PACKED, Custody.IN_TRANSIT}]
    lost = all(device.state is Custody.MISSING for device in devices)
    return list(devices) if lost else waiting


def report_damage(session: Session, board: BoardCode, device_id: UUID, reason: str) -> None:
    """Say that a device arrived damaged, with what was seen."""
    _arrive(session, board, Device.id == device_id)
    at = act_of(session).at
    devices = devices_for_change(session, [device_id], board)
    take_steps(session, devices, lambda device: device.damage(reason, at), turned_up(devices, at))
    note_lines(session, devices)


def close_receipt(session: Session, shipment_id: UUID, scope: BoardCode | None, reason: str | None) -> Shipment:
    """End the receipt: what was neither accepted nor damaged is missing, for the reason given.

    What is elsewhere by now, in another shipment or in the reserve, is missing here and stays where it is.
    """
    at = act_of(session).at
    shipment = shipment_for_change(session, shipment_id, scope)
    lines = open_lines(session, shipment.id)
    left = [line.device for line in lines if line.waits]
    if left and reason is None:
        raise Invalid("receipt.reason", say("%(count)s device(s) not received: say what is known.", count=len(left)))
    missing = [_missing(line, reason or "", at) for line in lines]
    write_alike(line.device for line in lines)
    session.flush()
    counts = outcome(session, shipment.id)
    received = undo.step(shipment, at, lambda: shipment.receive(**counts, at=at))
    outbox.record_all(session, [*missing, received])
    return shipment


def _accept(session: Session, devices: Sequence[Device]) -> int:
    at = act_of(session).at
    count = take_steps(session, devices, lambda device: device.accept(at), turned_up(devices, at))
    note_lines(session, devices)
    return count


def _missing(line: Packing, reason: str, at: datetime) -> Happening:
    """The line's device is missing: out of transit, or told of alone where it is elsewhere."""
    device = line.device
    if line.waits:
        line.came = Came.MISSING
        told = undo.step(device, at, partial(device.miss, reason, at))
    else:
        told = Happening(line.lack(), at)
    if device.carton_id == line.carton_id:
        device.missed = told.id
    return told


def _arrive(session: Session, board: BoardCode, these: object) -> None:
    """Mark those shipments of the devices delivered that were only dispatched.

    All are locked before the devices, so that no delivery is undone and no receipt ends or opens meanwhile.
    """
    concerned = select(Device.shipment_id).where(Device.board == board, these)  # type: ignore[arg-type]
    statement = select(Shipment).where(Shipment.id.in_(concerned)).options(selectinload(Shipment.cartons))
    found = session.scalars(statement.order_by(Shipment.id).with_for_update()).all()
    at = act_of(session).at
    coming = [one for one in found if one.state is Stage.DISPATCHED]
    outbox.record_all(session, [undo.step(one, at, partial(one.deliver, at)) for one in coming])


def _carton_ids(session: Session, board: BoardCode, cartons: Collection[UUID | CartonCode]) -> list[UUID]:
    ids = {one for one in cartons if isinstance(one, UUID)}
    codes = {one for one in cartons if isinstance(one, CartonCode)}
    mine = select(Carton).where(Carton.board == board, or_(Carton.id.in_(ids), Carton.code.in_(codes)))
    found = session.scalars(mine).all()
    unknown = ids - {carton.id for carton in found} or codes - {carton.code for carton in found}
    if unknown:
        raise NotFound("carton.unknown", say("%(count)s of these cartons are not your board's.", count=len(unknown)))
    return [carton.id for carton in found]
