"""Loading for change all that a batch of scans may touch, with one statement a kind."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, selectinload

from scanner.codes import Kind, Label
from services.chassis.scans import Scan
from services.warehouse.model.carton import Carton
from services.warehouse.model.delivery import Delivery, DeliveryState
from services.warehouse.model.device import Device
from services.warehouse.model.life import HELD
from services.warehouse.model.location import Location
from services.warehouse.model.order import Order
from services.warehouse.model.paper import Paper
from services.warehouse.model.room import Rooms
from services.warehouse.model.undoing import cartons_before, orders_before
from services.warehouse.model.wave import Wave, WaveState
from services.warehouse.operations import loading
from services.warehouse.operations.tally import lock_stock
from services.warehouse.operations.undo import last_steps
from services.warehouse.queries.put_away import LOOKED_AT, rooms
from services.warehouse.scans.choice import devices_named
from services.warehouse.scans.counting import load_counting
from services.warehouse.scans.desk import Desk, Lot, Spot, given
from services.warehouse.scans.label import carton_values, cartons_on, location_value, returns_on, tags_on
from services.warehouse.scans.stack import stacks_on

# What is told where to go.
DIRECTED = ("receive", "put_away")
# What every scan asks, built once: of a single scan, building them took as long as having them answered.
LOCATED = select(Location.code, Location.capacity, Location.holds)
LOCATED = LOCATED.where(Location.code.in_(bindparam("codes", expanding=True)))
LABELLED = loading.locking(
    Device,
    Device.serial.in_(bindparam("serials", expanding=True)),
    Device.asset_tag.in_(bindparam("tags", expanding=True)),
    Device.supplier_carton.in_(bindparam("cartons", expanding=True)),
    Device.supplier_pallet.in_(bindparam("cartons", expanding=True)),
    Device.return_number.in_(bindparam("returns", expanding=True)),
)


def load(session: Session, scans: Sequence[Scan], labels: Sequence[Label]) -> Desk:
    """Load and lock what these scans may touch: counts, waves, deliveries and devices, then orders, then cartons.

    Of what no scan names and no device stands in, nothing is asked: a single scan waits for each answer.
    """
    desk = Desk(locations=_locations(session, scans), counting=load_counting(session, scans))
    desk.papers = _papers(session, _named(scans, "paper"))
    waves = _waves(session, {location_value(text) for text in _named(scans, "wave")})
    for wave in waves:
        # A cart may have been unloaded of others before.
        desk.named_waves |= {str(wave.id).upper(): wave, wave.number: wave}
        desk.named_waves |= {wave.cart: wave} if wave.state is WaveState.OPEN else {}
    for delivery in _deliveries(session, _named(scans, "delivery")):
        desk.named_deliveries |= {str(delivery.id).upper(): delivery, delivery.number: delivery}
    devices = _devices(session, labels)
    for device in devices:
        desk.add(device)
    desk.rooms = _rooms(session, desk, scans, devices)
    received = [label for scan, label in zip(scans, labels, strict=True) if scan.action == "receive"]
    # Most labels name one device, and then nothing more is asked.
    if any(len(devices_named(desk, label)) > 1 or stacks_on(desk, label) for label in received):
        desk.lots = _lots(session, devices)
    desk.counting.remember(session, devices, labels)
    undoing = any(scan.action == "undo" for scan in scans)
    if undoing:
        desk.tally.last.update(last_steps(session, devices))
        for delivery in _deliveries_of(session, devices):
            desk.deliveries[delivery.id] = delivery
    # Also those of devices that came back: the batch itself may receive them, and take that back.
    before, touched = desk.tally.last.values(), devices if undoing else [one for one in devices if one.state in HELD]
    held = {one.order_id for one in touched} | orders_before(before)
    held |= {one.order_id for wave in waves for one in wave.bins}
    for order in _orders(session, _named(scans, "order"), held):
        desk.orders[order.id] = order
        desk.named_orders |= {str(order.id).upper(): order, order.number.upper(): order}
    around = {one.carton_id for one in touched} | cartons_before(before)
    named = {value for text in _named(scans, "carton") for value in carton_values(text)}
    named |= {one.value for label in labels for one in label.of(Kind.CARTON)}
    for carton in _cartons(session, named, around):
        desk.cartons[carton.id] = carton
        desk.named_cartons |= {str(carton.id).upper(): carton, carton.code: carton}
    if undoing:
        desk.stock = lock_stock(session, {one.type for one in devices})
    return desk


def _lots(session: Session, devices: Sequence[Device]) -> dict[UUID | None, Lot]:
    ids = {one.delivery_id for one in devices} - {None}
    found = select(Delivery.id, Delivery.number, Delivery.state).where(Delivery.id.in_(ids))
    return {key: Lot(number, state is DeliveryState.OPEN) for key, number, state in session.execute(found)}


def _deliveries_of(session: Session, devices: Sequence[Device]) -> Sequence[Delivery]:
    ids = {one.delivery_id for one in devices} - {None}
    return loading.deliveries_where(session, Delivery.id.in_(ids)) if ids else ()


def _devices(session: Session, labels: Sequence[Label]) -> Sequence[Device]:
    said = {
        "serials": {one.value for label in labels for one in (*label.serials, *label.plain)},
        "tags": {one.value for label in labels for one in tags_on(label)},
        "cartons": {one.value for label in labels for one in cartons_on(label)},
        "returns": {one.value for label in labels for one in returns_on(label)},
    }
    return session.scalars(LABELLED, {name: list(values) for name, values in said.items()}).all()


def _locations(session: Session, scans: Sequence[Scan]) -> dict[str, Spot]:
    named = [location_value(text) for text in _named(scans, "location")]
    found = session.execute(LOCATED, {"codes": named}) if named else ()
    return {code: Spot(capacity, holds) for code, capacity, holds in found}


def _rooms(session: Session, desk: Desk, scans: Sequence[Scan], devices: Sequence[Device]) -> Rooms:
    """The shelves with room, where something is to be told to go to one; those that are named among them."""
    if all(scan.action not in DIRECTED for scan in scans):
        return Rooms()
    models = {device.model for device in devices} | {given(scan, "model") for scan in scans}
    return rooms(session, models, desk.locations, LOOKED_AT + len(scans))


def _waves(session: Session, named: set[str]) -> Sequence[Wave]:
    """The waves of these ids, numbers or carts with their bins, locked against their end alone."""
    if not named:
        return ()
    on_cart = Wave.cart.in_(named) & (Wave.state == WaveState.OPEN)
    found = select(Wave).where(or_(Wave.id.in_(_ids(named)), Wave.number.in_(named), on_cart))
    found = found.order_by(Wave.id).with_for_update(read=True).options(selectinload(Wave.bins))
    return session.scalars(found.execution_options(**loading.FRESH)).all()


def _orders(session: Session, named: set[str], held: set[UUID | None]) -> Sequence[Order]:
    ids = (held | _ids(named)) - {None}
    if not ids and not named:
        return ()
    return loading.orders_where(session, Order.id.in_(ids), Order.number.in_(named))


def _cartons(session: Session, named: set[str], around: set[UUID | None]) -> Sequence[Carton]:
    ids = (around | _ids(named)) - {None}
    if not ids and not named:
        return ()
    return loading.cartons_where(session, Carton.id.in_(ids), Carton.code.in_(named))


def _deliveries(session: Session, named: set[str]) -> Sequence[Delivery]:
    if not named:
        return ()
    return loading.deliveries_where(session, Delivery.id.in_(_ids(named)), Delivery.number.in_(named))


def _papers(session: Session, named: set[str]) -> dict[str, Paper]:
    found = session.scalars(select(Paper).where(Paper.number.in_(named))) if named else ()
    return {paper.number: paper for paper in found}


def _named(scans: Iterable[Scan], name: str) -> set[str]:
    return {given(scan, name) for scan in scans} - {""}


def _ids(named: Iterable[str]) -> set[UUID]:
    return {found for text in named if (found := _as_id(text))}


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
