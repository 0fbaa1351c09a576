"""What a batch of scans may touch, loaded and locked with one statement a kind, and looked up in memory."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.errors import Invalid
from services.chassis.scans import Scan
from services.contracts.sentence import Sentence, say
from services.contracts.values import LocationCode
from services.warehouse.model.carton import Carton
from services.warehouse.model.delivery import Delivery
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.location import Location
from services.warehouse.model.order import Order
from services.warehouse.operations import loading
from services.warehouse.operations.tally import Tally
from services.warehouse.scans.label import Label, carton_values, location_value

LOCATION = say("This location is not known here: scan the label of a shelf, a bench or a dock first.")
ORDER = say("This order is not known here: give the number of the request.")
CARTON = say("This carton is not known here: open one for the order, then scan its label.")
DELIVERY = say("This delivery is not known here: give its number.")


@dataclass
class Desk:
    """The things at hand. The lookups by a scan's `with` raise `Invalid` where it names nothing known."""

    tally: Tally = field(default_factory=Tally)
    by_serial: dict[str, list[Device]] = field(default_factory=lambda: defaultdict(list))
    by_tag: dict[str, list[Device]] = field(default_factory=lambda: defaultdict(list))
    by_carton: dict[str, list[Device]] = field(default_factory=lambda: defaultdict(list))
    locations: frozenset[str] = frozenset()
    orders: dict[UUID | None, Order] = field(default_factory=dict)
    named_orders: dict[str, Order] = field(default_factory=dict)
    cartons: dict[str, Carton] = field(default_factory=dict)
    deliveries: dict[str, UUID] = field(default_factory=dict)

    def add(self, device: Device) -> None:
        self.by_serial[device.serial].append(device)
        if device.asset_tag:
            self.by_tag[device.asset_tag].append(device)
        if device.supplier_carton:
            self.by_carton[device.supplier_carton].append(device)

    def location(self, scan: Scan) -> LocationCode:
        code = location_value(scan.context.get("location", ""))
        if code not in self.locations:
            raise _unknown("location", LOCATION)
        return LocationCode(code)

    def order(self, scan: Scan) -> Order:
        found = self.named_orders.get(_key(scan, "order"))
        if found is None:
            raise _unknown("order", ORDER)
        return found

    def carton(self, scan: Scan) -> Carton:
        for value in carton_values(scan.context.get("carton", "")):
            if value in self.cartons:
                return self.cartons[value]
        raise _unknown("carton", CARTON)

    def delivery(self, scan: Scan) -> UUID | None:
        key = _key(scan, "delivery")
        if key and key not in self.deliveries:
            raise _unknown("delivery", DELIVERY)
        return self.deliveries.get(key)


def load(session: Session, scans: Sequence[Scan], labels: Sequence[Label]) -> Desk:
    """Load for change all that these scans may touch: devices first, then orders, then cartons."""
    desk = Desk(locations=_locations(session, scans), deliveries=_deliveries(session, _keys(scans, "delivery")))
    for device in _devices(session, labels):
        desk.add(device)
    picked = {one.order_id for some in desk.by_serial.values() for one in some if one.state is DeviceState.PICKED}
    for order in _orders(session, _keys(scans, "order"), picked):
        desk.orders[order.id] = order
        desk.named_orders |= {str(order.id).upper(): order, order.number.upper(): order}
    for carton in _cartons(
        session, {value for scan in scans for value in carton_values(scan.context.get("carton", ""))}
    ):
        desk.cartons |= {str(carton.id).upper(): carton, carton.code: carton}
    return desk


def _devices(session: Session, labels: Sequence[Label]) -> Sequence[Device]:
    return loading.devices_where(
        session,
        Device.serial.in_({serial for label in labels for serial in label.serials}),
        Device.asset_tag.in_({tag for label in labels for tag in label.tags}),
        Device.supplier_carton.in_({carton for label in labels for carton in label.cartons}),
    )


def _locations(session: Session, scans: Sequence[Scan]) -> frozenset[str]:
    named = {location_value(scan.context.get("location", "")) for scan in scans}
    return frozenset(session.scalars(select(Location.code).where(Location.code.in_(named))))


def _orders(session: Session, named: set[str], picked: set[UUID | None]) -> Sequence[Order]:
    return loading.orders_where(session, Order.id.in_(picked | _ids(named)), Order.number.in_(named))


def _cartons(session: Session, named: set[str]) -> Sequence[Carton]:
    return loading.cartons_where(session, Carton.id.in_(_ids(named)), Carton.code.in_(named))


def _deliveries(session: Session, named: set[str]) -> dict[str, UUID]:
    known = or_(Delivery.id.in_(_ids(named)), Delivery.number.in_(named))
    found = session.execute(select(Delivery.id, Delivery.number).where(known))
    return {name: key for key, number in found for name in (str(key).upper(), number)}


def _keys(scans: Iterable[Scan], name: str) -> set[str]:
    return {_key(scan, name) for scan in scans} - {""}


def _key(scan: Scan, name: str) -> str:
    return scan.context.get(name, "").strip().upper()


def _ids(named: Iterable[str]) -> set[UUID]:
    return {found for text in named if (found := _as_id(text))}


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _unknown(name: str, sentence: Sentence) -> Invalid:
    return Invalid(f"scan.{name}", sentence)
