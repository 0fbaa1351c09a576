"""The last steps of devices and shipments taken back, each with a reason; facts stay told."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.outbox import Happening
from services.contracts.event import Event
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.shipping.model import Custody, Device, Shipment, Stage, Transfer
from services.shipping.model.receipt import receipt_begun
from services.shipping.model.undoing import (
    DISPATCHED,
    RECEIVED,
    check_shipment,
    reopen_device,
    undo_device,
    undo_shipment,
)
from services.shipping.operations.books import keep_books
from services.shipping.operations.line import note_lines
from services.shipping.operations.loading import devices_for_change, shipment_for_change, write_alike
from services.shipping.operations.shipment import unload
from services.shipping.operations.withdrawal import hold_back


def undo_device_steps(session: Session, board: BoardCode, ids: Collection[UUID], reason: str) -> int:
    """Take back the last step of each of these devices, all or none."""
    these = Device.id.in_(set(ids)), Device.board == board
    transfers = transfers_around(session, select(Device.transfer_id).where(*these))
    ended = ended_receipts(session, select(Device.shipment_id).where(*these))
    devices = devices_for_change(session, ids, board)
    last = undo.last_steps(session, [f"device/{device.id}" for device in devices])
    told = [
        undo_device(
            device,
            last.get(f"device/{device.id}"),
            device.shipment_id in ended,
            reason,
            transfers.get(device.transfer_id),
        )
        for device in devices
    ]
    write_alike(devices)
    note_lines(session, devices)
    at = act_of(session).at
    happenings = [Happening(event, at) for event in told]
    outbox.record_all(session, happenings)
    keep_books(session, happenings)
    return len(told)


def ended_receipts(session: Session, shipments: object) -> set[UUID]:
    """Of these shipments, whose receipt has ended. All are locked, so that none ends or opens meanwhile."""
    found = select(Shipment.id, Shipment.state).where(Shipment.id.in_(shipments))  # type: ignore[arg-type]
    rows = session.execute(found.order_by(Shipment.id).with_for_update())
    return {row.id for row in rows if row.state is Stage.RECEIVED}


def transfers_around(session: Session, ids: object) -> dict[UUID | None, Transfer]:
    """These transfers by id, locked, so that none leaves or closes meanwhile."""
    found = select(Transfer).where(Transfer.id.in_(ids))  # type: ignore[arg-type]
    return {one.id: one for one in session.scalars(found.order_by(Transfer.id).with_for_update())}


def undo_shipment_step(
    session: Session, shipment_id: UUID, scope: BoardCode | None, role: Role, reason: str
) -> Shipment:
    """Take back the last step of a shipment: its dispatch, its delivery, or the end of its receipt."""
    shipment = shipment_for_change(session, shipment_id, scope)
    last = undo.last_step(session, f"shipment/{shipment_id}")
    last = check_shipment(shipment, last, role, receipt_begun(session, shipment_id))
    again = _reopened(session, shipment_id, reason) if last.what == RECEIVED else []
    if last.what == DISPATCHED:
        unload(session, shipment_id)
    outbox.record(session, *again, undo_shipment(shipment, last, reason))
    hold_back(session, [shipment.request])
    return shipment


def _reopened(session: Session, shipment_id: UUID, reason: str) -> list[Event]:
    """What the end of the receipt declared missing and still is, in transit again."""
    missing = select(Device).where(Device.shipment_id == shipment_id, Device.state == Custody.MISSING)
    # What is missing of a transfer since was received here.
    known = (
        missing.where(Device.missed.is_not(None), Device.transfer_id.is_(None)).order_by(Device.id).with_for_update()
    )
    devices, at = session.scalars(known).all(), act_of(session).at
    told: list[Event] = [reopen_device(device, reason, at) for device in devices]
    write_alike(devices)
    note_lines(session, devices)
    return told
