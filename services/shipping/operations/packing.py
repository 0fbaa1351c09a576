"""What the others tell of granted requests and closed cartons: addresses kept, packing lists noted and forgotten."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.chassis.upsert import insert
from services.contracts.envelope import Envelope
from services.contracts.intake import RequestGranted
from services.contracts.warehouse import CartonClosed, CartonUndone
from services.shipping.model import Carton, Custody, Destination, Device, Packing, passage
from services.shipping.operations.growth import cartons_for_change, lock_shipments_of, make_ready
from services.shipping.operations.loading import write_alike
from services.shipping.operations.returned import let_go
from services.shipping.operations.withdrawal import forget

# At most 200 devices each: what one statement can name.
CARTONS_AT_ONCE = 50
CLOSED = "carton.closed"


def keep_addresses(session: Session, envelopes: Sequence[Envelope[RequestGranted]]) -> None:
    """Keep where each granted request goes; a later grant replaces an earlier one, and ends a withdrawal."""
    granted = [envelope.data for envelope in envelopes]
    rows = [
        {"request": one.request, "number": one.number, "board": one.board, **one.address.model_dump()}
        for one in granted
    ]
    add = insert(session, Destination.__table__)
    new = {name: add.excluded[name] for name in rows[0] if name != "request"}
    session.execute(add.on_conflict_do_update(index_elements=["request"], set_=new), rows)
    forget(session, {one.request for one in granted})


def note_cartons(session: Session, envelopes: Sequence[Envelope[CartonClosed]]) -> None:
    """Keep closed cartons with their packing lists: their devices are shipping's from now on."""
    for start in range(0, len(envelopes), CARTONS_AT_ONCE):
        _note(session, envelopes[start : start + CARTONS_AT_ONCE])


def forget_packing_lists(session: Session, envelopes: Sequence[Envelope[CartonUndone]]) -> None:
    """The warehouse opened released cartons again: what was packed in them is nobody's until it is packed anew."""
    undone = {envelope.data.carton: envelope.time for envelope in envelopes if envelope.data.step == CLOSED}
    for carton in cartons_for_change(session, undone).values():
        carton.reopen()
    packed = select(Device, Carton.id).join(Device.carton).where(Carton.id.in_(undone), Device.state == Custody.PACKED)
    devices = session.execute(packed.order_by(Device.id).with_for_update(of=Device)).all()
    for device, carton_id in devices:
        passage.unpack(device, undone[carton_id])
    write_alike([device for device, _ in devices])
    session.execute(delete(Packing).where(Packing.carton_id.in_(undone)))


def _note(session: Session, envelopes: Sequence[Envelope[CartonClosed]]) -> None:
    named = {envelope.data.carton for envelope in envelopes}
    lock_shipments_of(session, named)
    cartons = cartons_for_change(session, named)
    lines = {line.device for envelope in envelopes for line in envelope.data.devices}
    found = select(Device).where(Device.id.in_(lines)).order_by(Device.id).with_for_update()
    devices = {device.id: device for device in session.scalars(found)}
    for told in (envelope.data for envelope in envelopes):
        carton = cartons.get(told.carton) or Carton(id=told.carton, request=told.request, board=told.board)
        carton.close(told)
        session.add(carton)
    session.flush()
    let_go(session, devices.values())
    for envelope in envelopes:
        _pack(devices, envelope)
    session.add_all(devices.values())
    session.flush()
    session.add_all(
        [Packing(carton_id=one.data.carton, device_id=line.device) for one in envelopes for line in one.data.devices]
    )
    make_ready(session, [carton.shipment_id for carton in cartons.values() if carton.shipment_id])


def _pack(devices: dict[UUID, Device], envelope: Envelope[CartonClosed]) -> None:
    told, at = envelope.data, envelope.time
    for line in told.devices:
        if line.device in devices:
            passage.pack(devices[line.device], line, told, at)
        else:
            devices[line.device] = passage.first_packed(line, told, at)
