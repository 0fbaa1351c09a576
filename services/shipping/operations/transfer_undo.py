"""The end of a transfer between boards taken back by the board that ended it, while nothing followed."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.chassis import outbox, undo
from services.contracts.values import BoardCode
from services.shipping.model import Came, Custody, Device, Transfer, TransferDevice
from services.shipping.model.transfer_undo import check_transfer, still_missing, undo_transfer
from services.shipping.model.undoing import expect_device
from services.shipping.operations.loading import write_alike
from services.shipping.operations.transfer import transfer_for_change


def reopen_transfer(session: Session, board: BoardCode, transfer_id: UUID, reason: str) -> Transfer:
    """Receive it further: what its end declared missing is the giver's still, and on its way again."""
    transfer = transfer_for_change(session, transfer_id, receiver=board)
    inside = select(Device).where(Device.transfer_id == transfer_id, Device.state == Custody.MISSING)
    devices = session.scalars(inside.order_by(Device.id).with_for_update()).all()
    steps = undo.last_steps(session, [f"device/{one.id}" for one in devices])
    missing = [one for one in devices if still_missing(one, steps.get(f"device/{one.id}"))]
    last = check_transfer(transfer, undo.last_step(session, f"transfer/{transfer_id}"), missing)
    again = [expect_device(one, steps[f"device/{one.id}"], reason) for one in missing]
    write_alike(missing)
    # Until it ended nobody said of any of its devices that it is missing.
    lacking = TransferDevice.transfer_id == transfer_id, TransferDevice.came == Came.MISSING
    session.execute(update(TransferDevice).where(*lacking).values(came=None))
    outbox.record(session, *again, undo_transfer(transfer, last, reason))
    return transfer
