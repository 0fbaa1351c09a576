"""Whether the services agree once all is heard: one holder a device, no unit promised twice, figures that add up."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from services.chassis import tables
from services.contracts.envelope import from_wire
from services.contracts.shipping import ShipmentReceived
from services.intake.model.holding import Holding
from services.intake.model.request import Request
from services.intake.model.stock import Stock as IntakeStock
from services.portal.model.device import Device as PortalDevice
from services.portal.queries import chain
from services.shipping.model import Came, Custody, Finding, Packing, Shipment, Stage
from services.shipping.model import Device as ShippingDevice
from services.warehouse.model.carton import Carton
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.stock import Stock
from tests.integration.house import House

AWAY = {"departed", "returning"}
HELD = {"picked", "packed", "departed"}
# Neither at a board nor reported: what intake is told nothing of.
NOBODYS = {"packed", "in_transit", "returned"}
AT_THE_WAREHOUSE = {Custody.PACKED, Custody.RETURNED}


def disagreements(house: House) -> list[str]:
    """What does not add up, in words; empty when all is well."""
    whole = (_parked, _stock, _custody, _intake, _portal, _receipts)
    return [one for check in whole for one in check(house)]


def _parked(house: House) -> Iterator[str]:
    for name, one in house.services.items():
        with one.database.reading() as session:
            for row in session.execute(select(tables.parked)):
                yield f"{name} parked {row.subject}: {row.reason}"


def _stock(house: House) -> Iterator[str]:
    """What is on the shelves is what stands there; what is promised is what orders wait for."""
    with house.services["warehouse"].database.reading() as session:
        devices = session.scalars(select(Device)).all()
        shelved = Counter(one.type for one in devices if one.state is DeviceState.STORED)
        promised: Counter[str] = Counter()
        for order in session.scalars(select(Order).options(selectinload(Order.lines))):
            for line in order.lines:
                promised[line.type] += line.reserved - line.picked
                held = [one for one in devices if one.order_id == order.id and one.type == line.type]
                here = sum(one.state.value in HELD for one in held)
                if not here <= line.picked <= line.reserved:
                    yield f"{order.number} {line.type}: {here} held, {line.picked} picked, {line.reserved} reserved"
        for stock in session.scalars(select(Stock)):
            if stock.on_shelf != shelved[stock.type]:
                yield f"{stock.type}: {stock.on_shelf} on shelf by the figure, {shelved[stock.type]} stand there"
            if stock.reserved != promised[stock.type]:
                yield f"{stock.type}: {stock.reserved} promised by the figure, {promised[stock.type]} by the orders"
        for carton in session.scalars(select(Carton)):
            inside = sum(one.carton_id == carton.id for one in devices)
            if carton.state.value == "open" and carton.devices != inside:
                yield f"carton {carton.code} {carton.state}: {carton.devices} by the figure, {inside} inside"
            # Once closed it counts its packing list, of which some may have come back by another way.
            listed = len(carton.packing_list or ())
            if carton.state.value in ("closed", "released") and not inside <= carton.devices == listed:
                yield f"carton {carton.code} {carton.state}: {carton.devices} counted, {listed} listed, {inside} inside"


def _custody(house: House) -> Iterator[str]:
    """Each device is the warehouse's or shipping's, never both and never nobody's."""
    with house.services["warehouse"].database.reading() as session:
        here = {one.id: one for one in session.scalars(select(Device))}
    with house.services["shipping"].database.reading() as session:
        there = {one.id: one for one in session.scalars(select(ShippingDevice))}
    for key, device in here.items():
        custody = there[key].state if key in there else Custody.RETURNED
        away = device.state.value in AWAY
        if away == (custody in AT_THE_WAREHOUSE):
            yield f"{device.name} is {device.state} in the warehouse and {custody} in shipping"
        if custody is Custody.PACKED and device.state is not DeviceState.PACKED:
            yield f"{device.name} is {device.state} in the warehouse and packed in shipping"
    strange = there.keys() - here.keys()
    if strange:
        yield f"shipping has {len(strange)} device(s) that the warehouse does not know"


def _intake(house: House) -> Iterator[str]:
    """Intake's copy of the stock is the warehouse's; what is held is what shipping says; shares add up."""
    with house.services["warehouse"].database.reading() as session:
        free = {one.type: one.free for one in session.scalars(select(Stock))}
    with house.services["shipping"].database.reading() as session:
        custody = {one.id: one for one in session.scalars(select(ShippingDevice))}
    with house.services["intake"].database.reading() as session:
        pending: Counter[str] = Counter()
        for request in session.scalars(select(Request)):
            for share in request.types:
                pending[share.type] += share.pending
                figures = {
                    name: getattr(share, name) for name in ("granted", "reserved", "short", "accepted", "lacking")
                }
                if min(figures.values()) < 0 or share.pending < 0 or share.given_up < 0:
                    yield f"{request.number} {share.type}: below nothing: {figures}"
        for stock in session.scalars(select(IntakeStock)):
            if stock.heard != free.get(stock.type, 0):
                yield f"{stock.type}: intake heard {stock.heard} free, the warehouse has {free.get(stock.type, 0)}"
            if stock.pending != pending[stock.type]:
                yield f"{stock.type}: {stock.pending} pending by the figure, {pending[stock.type]} by the requests"
        held = {one.device: one for one in session.scalars(select(Holding))}
    yield from _holdings(held, custody)


def _holdings(held: dict[Any, Holding], custody: dict[Any, ShippingDevice]) -> Iterator[str]:
    for key, device in custody.items():
        heard = held[key].state.value if key in held else "returned"
        told = "accepted" if device.state is Custody.AT_BOARD else device.state.value
        if heard != told and {heard, told} - NOBODYS:
            yield f"{device.serial} is {device.state} in shipping, {heard} in intake"
        if told not in NOBODYS and held[key].board != device.board:
            yield f"{device.serial} is board {device.board}'s in shipping and {held[key].board}'s in intake"


def _receipts(house: House) -> Iterator[str]:
    """An ended receipt says of every line how it came; what came, or is lacking, of a request is so in intake too."""
    came: Counter[tuple[Any, str]] = Counter()
    with house.services["shipping"].database.reading() as session:
        received = {
            event.shipment: event
            for body in session.scalars(select(tables.outbox.c.body).order_by(tables.outbox.c.id))
            if isinstance(event := from_wire(body).data, ShipmentReceived)
        }
        lines = select(Packing).options(joinedload(Packing.device), joinedload(Packing.carton))
        by_shipment: dict[Any, list[Came | None]] = {}
        for line in session.scalars(lines):
            by_shipment.setdefault(line.carton.shipment_id, []).append(line.came)
            came[line.carton.request, line.device.type] += line.came is not None
        shipments = {one.id: one for one in session.scalars(select(Shipment))}
        for finding in session.scalars(select(Finding).where(Finding.device_id.is_not(None))):
            device = session.get_one(ShippingDevice, finding.device_id)
            came[shipments[finding.shipment_id].request, device.type] += 1
        for shipment in shipments.values():
            how = by_shipment.get(shipment.id, [])
            told = received.get(shipment.id)
            whole = told and None not in how and len(how) == told.accepted + told.damaged + told.missing
            if shipment.state is Stage.RECEIVED and not whole:
                yield f"{shipment.number} was received as {told}, its lines say {Counter(how)}"
    with house.services["intake"].database.reading() as session:
        for request in session.scalars(select(Request)):
            for share in request.types:
                if share.accepted + share.lacking != came[request.id, share.type]:
                    heard = f"{share.accepted} accepted and {share.lacking} lacking"
                    yield f"{request.number} {share.type}: {heard} in intake, {came[request.id, share.type]} lines"


def _portal(house: House) -> Iterator[str]:
    """The log is whole, and tells the same as those who own the devices."""
    with house.services["warehouse"].database.reading() as session:
        here = {one.id: one for one in session.scalars(select(Device))}
        requests = dict(session.execute(select(Order.id, Order.request)).all())
    with house.services["shipping"].database.reading() as session:
        there = {one.id: one for one in session.scalars(select(ShippingDevice))}
    with house.services["portal"].database.reading() as session:
        if (broken := chain.verify(session).broken_at) is not None:
            yield f"the chain breaks at {broken}"
        yield from (f"{gap.subject}: {gap.heard} of {gap.told} heard" for gap in chain.gaps(session))
        log = {one.id: one for one in session.scalars(select(PortalDevice))}
    for key, device in here.items():
        if device.state is not DeviceState.ANNOUNCED:
            expected = _holder(device, there.get(key), requests)
            told = (log[key].holder_kind, log[key].holder) if key in log else (None, None)
            if told != expected:
                yield f"{device.name} ({device.state}): the log says {told}, its owners {expected}"


def _holder(device: Device, custody: ShippingDevice | None, requests: dict[Any, Any]) -> tuple[str | None, str | None]:
    """Who holds a device, as its owners' rows say; what is retired or destroyed nobody holds."""
    if device.state in (DeviceState.RETIRED, DeviceState.DESTROYED):
        return None, None
    if device.state.value not in HELD | AWAY:
        return "location", device.location
    if custody is None or custody.state is Custody.RETURNED:
        return "request", str(requests[device.order_id])
    match custody.state.value:
        case "packed":
            return "carton", str(custody.carton_id)
        case "sent_on":
            return "transfer", str(custody.transfer_id)
        case "missing" if custody.transfer_id:
            return "transfer", str(custody.transfer_id)
        case "in_transit" | "missing":
            return "shipment", str(custody.shipment_id)
        case "sent_back":
            return "return", str(custody.return_id)
    if custody.school or custody.loan:
        return ("school", custody.school) if custody.school else ("loan", custody.loan)
    return "board", custody.board
