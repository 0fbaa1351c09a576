"""The arrival of a transfer: its devices accepted or damaged, one by one or as a whole; what is left is missing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.errors import Conflict, NotFound
from services.chassis.outbox import Happening
from services.contracts.sentence import say
from services.contracts.values import BoardCode, FreeText
from services.shipping.model import Came, Custody, Device, Transfer, TransferDevice, TransferStage
from services.shipping.model.transfer_tally import came_of
from services.shipping.model.transferring import not_in_it, take_over
from services.shipping.operations.late import turned_up
from services.shipping.operations.loading import write_alike
from services.shipping.operations.steps import take_steps
from services.shipping.operations.transfer import transfer_for_change


def take_devices_over(
    session: Session, board: BoardCode, transfer_id: UUID, codes: Collection[str], damage: FreeText | None = None
) -> int:
    """Receive these of a transfer by serial or asset tag, or all that is still on its way; all or none."""
    transfer, at = transfer_for_change(session, transfer_id, receiver=board), act_of(session).at
    devices = _coming(session, transfer, {code.strip().upper() for code in codes})
    before = [*arrived(transfer, at), *turned_up(devices, at)]
    return take_steps(session, devices, lambda device: take_over(device, transfer, at, damage), before)


def arrived(transfer: Transfer, at: datetime) -> list[Happening]:
    """What is in the board's hands came, also when nobody said so yet."""
    return [Happening(transfer.receive(at), at)] if transfer.stage is TransferStage.DISPATCHED else []


def close_transfer(session: Session, board: BoardCode, transfer_id: UUID, reason: FreeText | None) -> Transfer:
    """End it: what was not received is missing, for the reason given. What is elsewhere by now stays where it is."""
    transfer, at = transfer_for_change(session, transfer_id, receiver=board), act_of(session).at
    counts = came_of(session, transfer_id)
    counts[Came.MISSING] = counts.get(Came.MISSING, 0) + counts.pop(None, 0)
    came = {one: count for one, count in counts.items() if one}
    waiting = Device.transfer_id == transfer_id, Device.state == Custody.SENT_ON
    devices = session.scalars(select(Device).where(*waiting).order_by(Device.id).with_for_update()).all()
    told = undo.step(transfer, at, lambda: transfer.close(came, len(devices), reason, at))
    missing = [undo.step(device, at, partial(device.miss, reason or "", at)) for device in devices]
    write_alike(devices)
    open_ = TransferDevice.transfer_id == transfer_id, TransferDevice.came.is_(None)
    session.execute(update(TransferDevice).where(*open_).values(came=Came.MISSING))
    outbox.record_all(session, [*missing, told])
    return transfer


def _coming(session: Session, transfer: Transfer, texts: set[str]) -> Sequence[Device]:
    """Those named, or all that nobody received yet; locked in id order. Raises `NotFound`, or `Conflict`."""
    named: ColumnElement[bool] = or_(Device.serial.in_(texts), Device.asset_tag.in_(texts))
    wanted = named if texts else Device.state == Custody.SENT_ON
    mine = select(Device).where(Device.transfer_id == transfer.id, wanted).order_by(Device.id)
    found = session.scalars(mine.with_for_update()).all()
    strangers = sorted(texts - {text for one in found for text in (one.serial, one.asset_tag)})
    if strangers:
        raise NotFound("transfer.not_in_it", not_in_it(", ".join(strangers), transfer.number))
    if not found:
        raise Conflict("transfer.nothing_left", say("Nothing of transfer %(number)s is left.", number=transfer.number))
    return found
