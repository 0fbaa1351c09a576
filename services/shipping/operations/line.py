"""The lines of packing lists: how each device came, written beside its custody; what a receipt ends without."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, contains_eager

from services.shipping.model import Came, Carton, Device, Packing
from services.shipping.model.custody import came_as

Line = tuple[UUID | None, UUID, Came | None]


def note_lines(session: Session, devices: Iterable[Device]) -> None:
    """Say on each device's own line how it came, as it stands now. One found beyond all lists has no line.

    What becomes of a device on its way to another board is no matter of its packing list.
    """
    listed = [device for device in devices if device.carton_id and device.transfer_id is None]
    write_lines(session, [(one.carton_id, one.id, came_as(one.state, one.damaged)) for one in listed])


def write_lines(session: Session, lines: Sequence[Line]) -> None:
    """Say how these (carton, device) came; one statement."""
    if not lines:
        return
    table = Packing.__table__
    mine = (table.c.carton_id == bindparam("carton"), table.c.device_id == bindparam("device"))
    note = update(Packing).where(*mine).values(came=bindparam("how"))
    rows = [{"carton": carton, "device": device, "how": how} for carton, device, how in lines]
    session.connection().execute(note, rows)


def open_lines(session: Session, shipment_id: UUID) -> Sequence[Packing]:
    """The lines of a shipment of which nobody said yet how they came, with their devices, locked."""
    found = select(Packing).join(Packing.carton).join(Packing.device)
    found = found.options(contains_eager(Packing.carton), contains_eager(Packing.device))
    mine = found.where(Carton.shipment_id == shipment_id, Packing.came.is_(None))
    return session.scalars(mine.order_by(Device.id).with_for_update(of=Device)).all()


def missing_now(session: Session, devices: Collection[UUID]) -> set[UUID]:
    """Of these devices, those that the receipt of their shipment ended without."""
    own = select(Packing.device_id).join(Packing.device).where(Packing.carton_id == Device.carton_id)
    return set(session.scalars(own.where(Device.id.in_(devices), Packing.came == Came.MISSING)))
