"""What is in the boxes of transfers, and how it came, kept by what is told of the devices."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, tuple_
from sqlalchemy.orm import Session

from services.chassis.outbox import Happening
from services.chassis.upsert import insert_all
from services.contracts.event import Event
from services.contracts.shipping import DeviceSentOn, DeviceTransferred, ShippingDeviceUndone
from services.shipping.model import Came, Custody, TransferDevice
from services.shipping.model.transferring import SENT_ON, TRANSFERRED

BOOK = cast(Table, TransferDevice.__table__)
Key = tuple[UUID, UUID]


def keep_transfers(session: Session, happenings: Sequence[Happening]) -> None:
    """Write which devices are in which boxes and how each came, as it stands after all of these; two statements."""
    inside: dict[Key, Came | None] = {}
    out: set[Key] = set()
    for one in happenings:
        _follow(one.event, inside, out)
    if inside:
        rows = [{"transfer_id": key[0], "device_id": key[1], "came": inside[key]} for key in sorted(inside)]
        insert_all(session, BOOK, rows, _as_it_came)
    if out:
        gone = tuple_(TransferDevice.transfer_id, TransferDevice.device_id).in_(sorted(out))
        session.execute(delete(TransferDevice).where(gone))


def _follow(event: Event, inside: dict[Key, Came | None], out: set[Key]) -> None:
    match event:
        case DeviceSentOn():
            inside[event.transfer, event.device] = None
            out.discard((event.transfer, event.device))
        case DeviceTransferred():
            inside[event.transfer, event.device] = Came.DAMAGED if event.damaged else Came.ACCEPTED
        case ShippingDeviceUndone(transfer=UUID() as transfer, step=step) if step == SENT_ON:
            inside.pop((transfer, event.device), None)
            out.add((transfer, event.device))
        case ShippingDeviceUndone(transfer=UUID() as transfer, step=step) if step == TRANSFERRED:
            late = event.state == Custody.MISSING
            inside[transfer, event.device] = Came.MISSING if late else None


def _as_it_came(add: Any) -> Any:
    return add.on_conflict_do_update(index_elements=["transfer_id", "device_id"], set_={"came": add.excluded.came})
