"""What the others tell of granted requests, closed cartons and packed orders: addresses kept, shipments grown.

Services are heard in any order: an address may come last, and an order may name a carton before its packing list comes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.counter import next_numbers
from services.chassis.upsert import insert
from services.contracts.envelope import Envelope
from services.contracts.intake import RequestGranted
from services.contracts.warehouse import CartonClosed, OrderPacked
from services.shipping.model import Carton, Destination, Device, Packing, Shipment, Stage

# At most 200 devices each: what one statement can name.
CARTONS_AT_ONCE = 50


def keep_addresses(session: Session, envelopes: Sequence[Envelope[RequestGranted]]) -> None:
    """Keep where each granted request goes; a later grant replaces an earlier one."""
    granted = [envelope.data for envelope in envelopes]
    rows = [
        {"request": one.request, "number": one.number, "board": one.board, **one.address.model_dump()}
        for one in granted
    ]
    add = insert(session, Destination.__table__)
    new = {name: add.excluded[name] for name in rows[0] if name != "request"}
    session.execute(add.on_conflict_do_update(index_elements=["request"], set_=new), rows)


def note_cartons(session: Session, envelopes: Sequence[Envelope[CartonClosed]]) -> None:
    """Keep closed cartons with their packing lists: their devices are shipping's from now on."""
    for start in range(0, len(envelopes), CARTONS_AT_ONCE):
        _note(session, envelopes[start : start + CARTONS_AT_ONCE])


def grow_shipments(session: Session, envelopes: Sequence[Envelope[OrderPacked]]) -> None:
    """Put an order's cartons into its shipment; one that has left gets no more, the rest goes in the next."""
    last = {envelope.data.order: envelope.data for envelope in envelopes}
    shipments = _not_left(session, last)
    cartons = _cartons(session, {carton for told in last.values() for carton in told.cartons})
    grown = [told for told in last.values() if told.order in shipments or _waiting(told, cartons)]
    _open(session, shipments, [told for told in grown if told.order not in shipments])
    for told in grown:
        _grow(session, shipments[told.order], told, cartons)
    _make_ready(session, [shipments[told.order].id for told in grown])


def _note(session: Session, envelopes: Sequence[Envelope[CartonClosed]]) -> None:
    cartons = _cartons(session, {envelope.data.carton for envelope in envelopes})
    lines = {line.device for envelope in envelopes for line in envelope.data.devices}
    found = select(Device).where(Device.id.in_(lines)).order_by(Device.id).with_for_update()
    devices = {device.id: device for device in session.scalars(found)}
    for told in (envelope.data for envelope in envelopes):
        carton = cartons.get(told.carton) or Carton(id=told.carton, request=told.request, board=told.board)
        carton.close(told)
        session.add(carton)
    session.flush()
    for envelope in envelopes:
        _pack(devices, envelope)
    session.add_all(devices.values())
    session.flush()
    session.add_all(
        [Packing(carton_id=one.data.carton, device_id=line.device) for one in envelopes for line in one.data.devices]
    )
    _make_ready(session, [carton.shipment_id for carton in cartons.values() if carton.shipment_id])


def _pack(devices: dict[UUID, Device], envelope: Envelope[CartonClosed]) -> None:
    told, at = envelope.data, envelope.time
    for line in told.devices:
        if line.device in devices:
            devices[line.device].pack(line, told, at)
        else:
            devices[line.device] = Device.first_packed(line, told, at)


def _not_left(session: Session, orders: Iterable[UUID]) -> dict[UUID, Shipment]:
    """The shipment that each order may still grow, by order."""
    open_ = Shipment.state.in_((Stage.PREPARING, Stage.READY))
    found = select(Shipment).where(Shipment.order.in_(list(orders)), open_).order_by(Shipment.id).with_for_update()
    return {shipment.order: shipment for shipment in session.scalars(found)}


def _cartons(session: Session, ids: Collection[UUID]) -> dict[UUID, Carton]:
    found = select(Carton).where(Carton.id.in_(ids)).order_by(Carton.id).with_for_update()
    return {carton.id: carton for carton in session.scalars(found)}


def _waiting(told: OrderPacked, cartons: Mapping[UUID, Carton]) -> list[UUID]:
    """The order's cartons that are in no shipment yet."""
    return [one for one in told.cartons if one not in cartons or cartons[one].shipment_id is None]


def _open(session: Session, shipments: dict[UUID, Shipment], orders: Sequence[OrderPacked]) -> None:
    numbers = next_numbers(session, "shipment", len(orders)) if orders else ()
    for told, number in zip(orders, numbers, strict=True):
        shipments[told.order] = Shipment(
            number=Shipment.numbered(number), order=told.order, request=told.request, board=told.board
        )
        shipments[told.order].state = Stage.PREPARING
    session.add_all([shipments[told.order] for told in orders])
    session.flush()


def _grow(session: Session, shipment: Shipment, told: OrderPacked, cartons: Mapping[UUID, Carton]) -> None:
    waiting = _waiting(told, cartons)
    if not waiting and shipment.whole == told.final:
        return
    shipment.grow(told.final)
    for carton_id in waiting:
        carton = cartons.get(carton_id) or Carton(id=carton_id, request=told.request, board=told.board)
        carton.shipment_id = shipment.id
        session.add(carton)


def _make_ready(session: Session, ids: Collection[UUID]) -> None:
    """Of these shipments, make those ready that are complete now."""
    session.flush()
    found = (
        select(Shipment)
        .where(Shipment.id.in_(ids), Shipment.state == Stage.PREPARING, Shipment.whole)
        .options(selectinload(Shipment.cartons))
        .order_by(Shipment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    complete = [shipment for shipment in session.scalars(found) if shipment.complete()]
    at = act_of(session).at
    outbox.record(session, *[shipment.make_ready(at) for shipment in complete])
