"""Transfers between boards: offered, decided by the Ministry, filled, dispatched, withdrawn."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.errors import NotFound
from services.contracts.sentence import say
from services.contracts.shipping import DeviceSentOn
from services.contracts.values import BoardCode, FreeText
from services.shipping.model import Custody, Device, Tracking, Transfer, TransferDevice, TransferStage
from services.shipping.model.transfer_content import MAY_GO
from services.shipping.model.transfer_tally import held_in, may_be_offered
from services.shipping.model.transferring import send_on
from services.shipping.operations.stack import Stack, devices_of
from services.shipping.operations.steps import take_steps
from services.shipping.operations.undo import undo_device_steps


def offer_transfer(session: Session, board: BoardCode, wanted: Mapping[str, int], reason: FreeText) -> Transfer:
    """Offer so many devices of each type to whichever board needs them."""
    # First: who offers at the same time waits here, and then counts this offer.
    number = next_number(session, "transfer")
    has = may_be_offered(session, board)
    transfer, told = Transfer.offer(number, board, wanted, has, reason, act_of(session))
    session.add(transfer)
    outbox.record(session, told)
    return transfer


def approve_transfer(session: Session, transfer_id: UUID, receiver: BoardCode) -> Transfer:
    """Name the board that receives what is offered."""
    transfer = transfer_for_change(session, transfer_id)
    outbox.record(session, transfer.approve(receiver, act_of(session)))
    return transfer


def refuse_transfer(session: Session, transfer_id: UUID, reason: FreeText) -> Transfer:
    transfer = transfer_for_change(session, transfer_id)
    outbox.record(session, transfer.refuse(reason, act_of(session)))
    return transfer


def withdraw_transfer(session: Session, board: BoardCode, transfer_id: UUID, reason: FreeText) -> Transfer:
    """The board keeps its devices: what was scanned into the boxes is taken out again first."""
    transfer = transfer_for_change(session, transfer_id, origin=board)
    transfer.check(TransferStage.WITHDRAWN)
    inside = select(Device.id).where(Device.transfer_id == transfer_id, Device.state == Custody.SENT_ON)
    if ids := session.scalars(inside).all():
        undo_device_steps(session, board, ids, reason)
    outbox.record(session, transfer.withdraw(reason, act_of(session).at))
    return transfer


def send_devices_on(session: Session, board: BoardCode, transfer_id: UUID, stack: Stack) -> int:
    """Put a stack into the boxes of a transfer, all or none."""
    transfer = transfer_for_change(session, transfer_id, origin=board)
    devices, at = devices_of(session, board, stack, MAY_GO), act_of(session).at
    held = held_in(session, [transfer_id])

    def move(device: Device) -> DeviceSentOn:
        told = send_on(device, transfer, held[transfer_id, device.type], at)
        held[transfer_id, device.type] += 1
        return told

    return take_steps(session, devices, move)


def dispatch_transfer(
    session: Session, board: BoardCode, transfer_id: UUID, carrier: str | None, tracking: Tracking | None
) -> Transfer:
    """What is in the boxes leaves for the other board."""
    transfer = transfer_for_change(session, transfer_id, origin=board)
    inside = select(func.count()).where(TransferDevice.transfer_id == transfer_id)
    count = session.scalar(inside) or 0
    outbox.record(session, transfer.dispatch(count, carrier, tracking, act_of(session).at))
    return transfer


def transfer_for_change(
    session: Session, transfer_id: UUID, origin: BoardCode | None = None, receiver: BoardCode | None = None
) -> Transfer:
    """One transfer with its lines, locked. Raises `NotFound`, also where it is not that board's to do."""
    statement = select(Transfer).where(Transfer.id == transfer_id).options(selectinload(Transfer.lines))
    if origin is not None:
        statement = statement.where(Transfer.origin == origin)
    if receiver is not None:
        statement = statement.where(Transfer.receiver == receiver)
    found = session.scalars(statement.with_for_update()).one_or_none()
    if found is None:
        raise NotFound("transfer.unknown", say("There is no such transfer. Open the list of transfers and choose."))
    return found
