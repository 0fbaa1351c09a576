"""What scans and their labels name, asked of the database: one statement a kind, none for what none of them names."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, selectinload

from scanner.codes import Label
from services.chassis.scans import Scan
from services.warehouse.model.carton import Carton
from services.warehouse.model.delivery import Delivery, DeliveryState
from services.warehouse.model.device import Device
from services.warehouse.model.location import Location
from services.warehouse.model.order import Order
from services.warehouse.model.paper import Paper
from services.warehouse.model.room import Rooms
from services.warehouse.model.wave import Wave, WaveState
from services.warehouse.operations import loading
from services.warehouse.queries.put_away import LOOKED_AT, rooms
from services.warehouse.scans.desk import Desk, Lot, Spot, given
from services.warehouse.scans.label import cartons_on, location_value, returns_on, tags_on

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


def lots(session: Session, devices: Sequence[Device]) -> dict[UUID | None, Lot]:
    """The deliveries of these devices, by id: which they are, and whether they are open."""
    ids = {one.delivery_id for one in devices} - {None}
    found = select(Delivery.id, Delivery.number, Delivery.state).where(Delivery.id.in_(ids))
    return {key: Lot(number, state is DeliveryState.OPEN) for key, number, state in session.execute(found)}


def deliveries_of(session: Session, devices: Sequence[Device]) -> Sequence[Delivery]:
    """The deliveries of these devices, locked against their closing."""
    ids = {one.delivery_id for one in devices} - {None}
    return loading.deliveries_where(session, Delivery.id.in_(ids)) if ids else ()


def devices_on(session: Session, labels: Sequence[Label]) -> Sequence[Device]:
    """The devices that these labels may mean, locked."""
    said = {
        "serials": {one.value for label in labels for one in (*label.serials, *label.plain)},
        "tags": {one.value for label in labels for one in tags_on(label)},
        "cartons": {one.value for label in labels for one in cartons_on(label)},
        "returns": {one.value for label in labels for one in returns_on(label)},
    }
    return session.scalars(LABELLED, {name: list(values) for name, values in said.items()}).all()


def locations(session: Session, scans: Sequence[Scan]) -> dict[str, Spot]:
    """The places that scans name, as they stand."""
    codes = [location_value(text) for text in named(scans, "location")]
    found = session.execute(LOCATED, {"codes": codes}) if codes else ()
    return {code: Spot(capacity, holds) for code, capacity, holds in found}


def rooms_for(session: Session, desk: Desk, scans: Sequence[Scan], devices: Sequence[Device]) -> Rooms:
    """The shelves with room, where something is to be told to go to one; those that are named among them."""
    if all(scan.action not in DIRECTED for scan in scans):
        return Rooms()
    models = {device.model for device in devices} | {given(scan, "model") for scan in scans}
    return rooms(session, models, desk.locations, LOOKED_AT + len(scans))


def waves(session: Session, named: set[str]) -> Sequence[Wave]:
    """The waves of these ids, numbers or carts with their bins, locked against their end alone."""
    if not named:
        return ()
    on_cart = Wave.cart.in_(named) & (Wave.state == WaveState.OPEN)
    found = select(Wave).where(or_(Wave.id.in_(_ids(named)), Wave.number.in_(named), on_cart))
    found = found.order_by(Wave.id).with_for_update(read=True).options(selectinload(Wave.bins))
    return session.scalars(found.execution_options(**loading.FRESH)).all()


def orders(session: Session, named: set[str], held: set[UUID | None]) -> Sequence[Order]:
    """The orders of these ids or numbers, locked."""
    ids = (held | _ids(named)) - {None}
    if not ids and not named:
        return ()
    return loading.orders_where(session, Order.id.in_(ids), Order.number.in_(named))


def cartons(session: Session, named: set[str], around: set[UUID | None]) -> Sequence[Carton]:
    """The cartons of these ids or codes, locked."""
    ids = (around | _ids(named)) - {None}
    if not ids and not named:
        return ()
    return loading.cartons_where(session, Carton.id.in_(ids), Carton.code.in_(named))


def deliveries(session: Session, named: set[str]) -> Sequence[Delivery]:
    """The deliveries of these ids or numbers, locked against their closing."""
    if not named:
        return ()
    return loading.deliveries_where(session, Delivery.id.in_(_ids(named)), Delivery.number.in_(named))


def papers(session: Session, named: set[str]) -> dict[str, Paper]:
    """The documents of these numbers."""
    found = session.scalars(select(Paper).where(Paper.number.in_(named))) if named else ()
    return {paper.number: paper for paper in found}


def named(scans: Iterable[Scan], name: str) -> set[str]:
    """What the scans give under this name."""
    return {given(scan, name) for scan in scans} - {""}


def _ids(named: Iterable[str]) -> set[UUID]:
    return {found for text in named if (found := _as_id(text))}


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
