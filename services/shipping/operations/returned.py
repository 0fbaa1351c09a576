"""Return shipments: handed to a carrier by their board, closed by the warehouse with what was not in them, reopened."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.errors import NotFound
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import Custody, Device, ReturnShipment
from services.shipping.model.undoing import expect_device
from services.shipping.model.unreturned import STANDS, check_return, leave_out, stands, undo_return
from services.shipping.operations.loading import write_alike


def dispatch_return(session: Session, board: BoardCode, return_id: UUID, carrier: str, tracking: str) -> ReturnShipment:
    """Note with which carrier a return travels, or with which other one."""
    parcel = _for_change(session, return_id, board)
    outbox.record(session, parcel.dispatch(carrier, tracking))
    return parcel


def close_return(session: Session, return_id: UUID, reason: str | None) -> ReturnShipment:
    """Its boxes are emptied: what was not in them is its board's to answer for again, for the reason given."""
    at = act_of(session).at
    devices = _devices(session, return_id)
    parcel = _for_change(session, return_id)
    missing = [device for device in devices if device.state is Custody.SENT_BACK]
    listed = len(devices) + parcel.gone
    closed = undo.step(parcel, at, lambda: parcel.close(listed, len(missing), reason, at))
    left = [undo.step(one, at, partial(leave_out, one, parcel, reason or "", at)) for one in missing]
    write_alike(missing)
    outbox.record_all(session, [*left, closed])
    return parcel


def reopen_return(session: Session, return_id: UUID, reason: str) -> ReturnShipment:
    """Take the closing back, while nothing followed: what was missing is expected again."""
    devices = _devices(session, return_id)
    parcel = _for_change(session, return_id)
    steps = undo.last_steps(session, [f"device/{one.id}" for one in devices if one.state in STANDS])
    standing = [one for one in devices if stands(one, steps.get(f"device/{one.id}"))]
    last = check_return(parcel, undo.last_step(session, f"return/{return_id}"), standing)
    again = [expect_device(one, steps[f"device/{one.id}"], reason) for one in standing]
    write_alike(standing)
    outbox.record(session, *again, undo_return(parcel, last, reason))
    return parcel


def let_go(session: Session, devices: Iterable[Device]) -> None:
    """These are packed for a board again: what each came back in counts it as received all the same. One statement."""
    gone = Counter(one.return_id for one in devices if one.return_id and one.state is Custody.RETURNED)
    if not gone:
        return
    table = ReturnShipment.__table__
    raised = (
        update(ReturnShipment).where(table.c.id == bindparam("parcel")).values(gone=table.c.gone + bindparam("more"))
    )
    rows = [{"parcel": parcel, "more": gone[parcel]} for parcel in sorted(gone)]
    session.connection().execute(raised, rows)


def _devices(session: Session, return_id: UUID) -> Sequence[Device]:
    """All that is in it, locked before the return itself: no receipt is made or undone meanwhile."""
    inside = select(Device).where(Device.return_id == return_id)
    return session.scalars(inside.order_by(Device.id).with_for_update()).all()


def _for_change(session: Session, return_id: UUID, scope: BoardCode | None = None) -> ReturnShipment:
    """Raises `NotFound`, also when it is another board's."""
    mine = select(ReturnShipment).where(ReturnShipment.id == return_id)
    if scope is not None:
        mine = mine.where(ReturnShipment.board == scope)
    found = session.scalars(mine.with_for_update()).one_or_none()
    if found is None:
        raise NotFound("return.unknown", say("There is no such return. Open the list of returns and choose."))
    return found
