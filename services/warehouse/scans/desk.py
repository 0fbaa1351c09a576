"""What a batch of scans may touch, at hand in memory: devices by what a label says, the rest by what a scan names."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from services.chassis.errors import Invalid
from services.chassis.scans import Scan
from services.contracts.care import CareAct
from services.contracts.reference import Model, models
from services.contracts.sentence import Sentence, say
from services.contracts.values import LocationCode
from services.warehouse.model.carton import Carton
from services.warehouse.model.count_place import QUEBEC
from services.warehouse.model.delivery import Delivery
from services.warehouse.model.device import Device
from services.warehouse.model.grounds import Grounds
from services.warehouse.model.life import IN_RETURN
from services.warehouse.model.order import Order
from services.warehouse.model.paper import Paper
from services.warehouse.model.room import Rooms
from services.warehouse.model.stock import Stock
from services.warehouse.model.undoing import Around
from services.warehouse.model.wave import Wave
from services.warehouse.operations.tally import Tally
from services.warehouse.scans.counting import Counting
from services.warehouse.scans.label import MISTYPED, carton_values, is_mistyped, location_value

LOCATION = say("This location is not known here: scan the label of a shelf, a bench or a dock first.")
ORDER = say("This order is not known here: give the number of the request.")
WAVE = say("No such wave is under way: give its number, or scan the label of its cart.")
CARTON = say("This carton is not known here: open one for the order, then scan its label.")
DELIVERY = say("This delivery is not known here: give its number.")
PAPER = say("This document is not known here: open it first, then give its number or scan its label.")
MODEL = say("This model is not known here: give the maker's part number.")


class Spot(NamedTuple):
    """A location that a scan names, as it stood before: how many devices it takes, and how many it holds."""

    capacity: int | None
    holds: int


class Lot(NamedTuple):
    """The delivery of devices at hand: its number, and whether it is still being received."""

    number: str
    open: bool


@dataclass
class Desk:
    """The things at hand; `actor` scans, `manages` says whether as the manager; `lots`: whose deliveries they are.

    The lookups by a scan's `with` raise `Invalid` where it names nothing known.
    """

    manages: bool = False
    actor: str = ""
    tally: Tally = field(default_factory=Tally)
    by_serial: dict[str, list[Device]] = field(default_factory=lambda: defaultdict(list))
    by_tag: dict[str, list[Device]] = field(default_factory=lambda: defaultdict(list))
    by_carton: dict[str, list[Device]] = field(default_factory=lambda: defaultdict(list))
    by_pallet: dict[str, list[Device]] = field(default_factory=lambda: defaultdict(list))
    by_return: dict[str, list[Device]] = field(default_factory=lambda: defaultdict(list))
    locations: Mapping[str, Spot] = field(default_factory=dict)
    rooms: Rooms = field(default_factory=Rooms)
    orders: dict[UUID | None, Order] = field(default_factory=dict)
    named_orders: dict[str, Order] = field(default_factory=dict)
    named_waves: dict[str, Wave] = field(default_factory=dict)
    cartons: dict[UUID | None, Carton] = field(default_factory=dict)
    named_cartons: dict[str, Carton] = field(default_factory=dict)
    named_deliveries: dict[str, Delivery] = field(default_factory=dict)
    deliveries: dict[UUID | None, Delivery] = field(default_factory=dict)
    lots: Mapping[UUID | None, Lot] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    stock: dict[str, Stock] = field(default_factory=dict)
    counting: Counting = field(default_factory=Counting)

    def add(self, device: Device) -> None:
        self.by_serial[device.serial].append(device)
        if device.asset_tag:
            self.by_tag[device.asset_tag].append(device)
        if device.supplier_carton:
            self.by_carton[device.supplier_carton].append(device)
        if device.supplier_pallet:
            self.by_pallet[device.supplier_pallet].append(device)
        if device.return_number and device.state in IN_RETURN:
            self.by_return[device.return_number].append(device)

    def is_stack(self, code: str) -> bool:
        """Whether a supplier's carton or pallet is named so."""
        return code in self.by_carton or code in self.by_pallet

    def is_receiving(self, delivery: UUID | None) -> bool:
        """Whether a delivery of devices at hand is not closed; where it was not asked, it is as if it were."""
        return delivery in self.lots and self.lots[delivery].open

    def around(self) -> Around:
        """What the undo of a step may ask or change."""
        return Around(self.deliveries, self.orders, self.cartons, self._free, self.manages)

    def _free(self, kind: str) -> int:
        return (self.stock[kind].free if kind in self.stock else 0) + self.tally.free(kind)

    def location(self, scan: Scan) -> LocationCode:
        code = location_value(given(scan, "location"))
        if code not in self.locations:
            raise _unknown(scan, "location", LOCATION)
        return LocationCode(code)

    def said_location(self, scan: Scan) -> LocationCode | None:
        """The location that a scan names; None where it names none."""
        return self.location(scan) if given(scan, "location") else None

    def order(self, scan: Scan) -> Order:
        found = self.named_orders.get(given(scan, "order"))
        if found is None:
            raise _unknown(scan, "order", ORDER)
        return found

    def named_wave(self, scan: Scan) -> Wave | None:
        return self.named_waves.get(location_value(given(scan, "wave")))

    def wave(self, scan: Scan) -> Wave:
        """The wave that a scan names, under way. Raises `Conflict` for one that is finished."""
        found = self.named_wave(scan)
        if found is None:
            raise _unknown(scan, "wave", WAVE)
        found.check_open()
        return found

    def named_carton(self, scan: Scan) -> Carton | None:
        values = carton_values(given(scan, "carton"))
        return next((self.named_cartons[value] for value in values if value in self.named_cartons), None)

    def carton(self, scan: Scan) -> Carton:
        found = self.named_carton(scan)
        if found is None:
            raise _unknown(scan, "carton", CARTON)
        return found

    def paper(self, scan: Scan) -> Paper | None:
        """The document that a scan names; None where it names none."""
        named = given(scan, "paper")
        if not named:
            return None
        if named not in self.papers:
            raise _unknown(scan, "paper", PAPER)
        return self.papers[named]

    def grounds(self, scan: Scan, act: CareAct, text: str = "") -> Grounds:
        """On what grounds a scan does this, the person's words among them; what does not fit is refused."""
        paper = self.paper(scan)
        grounds = Grounds(text, given(scan, "why").lower(), paper.proof() if paper else None)
        if act is CareAct.WIPE:
            grounds.check_proof(act)
        else:
            grounds.check(act, scan.at.astimezone(QUEBEC).date())
        return grounds

    def delivery(self, scan: Scan) -> UUID | None:
        """The delivery to which an unannounced device is added, where one is named. Raises `Conflict` when closed."""
        named = given(scan, "delivery")
        if not named:
            return None
        if named not in self.named_deliveries:
            raise _unknown(scan, "delivery", DELIVERY)
        self.named_deliveries[named].check_open()
        return self.named_deliveries[named].id


def given(scan: Scan, name: str) -> str:
    """What a scan's `with` says under this name; empty where it says nothing."""
    return scan.context.get(name, "").strip().upper()


def given_model(scan: Scan) -> Model | None:
    """The model under which a device is to be received. Raises `Invalid` for one that is not known."""
    code = given(scan, "model") if scan.action == "receive" else ""
    if code and code not in models():
        raise _unknown(scan, "model", MODEL)
    return models().get(code)


def _unknown(scan: Scan, name: str, sentence: Sentence) -> Invalid:
    return Invalid(f"scan.{name}", MISTYPED if is_mistyped(given(scan, name)) else sentence)
