"""What a shipment's papers say: its devices by type, its cartons each with its devices, how each of them came."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from services.chassis.errors import NotFound
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import Came, Carton, Device, Packing, Shipment
from services.shipping.queries.device import device


@dataclass(frozen=True)
class Sheet:
    """A carton with the lines of its packing list, in the order of serials."""

    carton: Carton
    lines: Sequence[Packing]

    @property
    def types(self) -> Mapping[str, int]:
        """How many devices of each type are in it."""
        return Counter(line.device.type for line in self.lines)


@dataclass(frozen=True)
class Arrival:
    """How the devices of a shipment came, carton by carton; None where that is still open."""

    sheets: Sequence[Sheet]

    @property
    def types(self) -> Mapping[str, Mapping[Came | None, int]]:
        """By type, how many came in which way."""
        found: dict[str, Counter[Came | None]] = {}
        for line in self._lines():
            found.setdefault(line.device.type, Counter())[line.came] += 1
        return found

    def of(self, came: Came | None) -> list[Packing]:
        """The lines of the devices that came in this way."""
        return [line for line in self._lines() if line.came is came]

    def _lines(self) -> list[Packing]:
        return [line for sheet in self.sheets for line in sheet.lines]


def totals(session: Session, shipment_id: UUID) -> Mapping[str, int]:
    """How many devices of each type a shipment's packing lists name."""
    inside = select(Device.type, func.count()).join(Packing, Packing.device_id == Device.id)
    inside = inside.join(Carton, Packing.carton_id == Carton.id).where(Carton.shipment_id == shipment_id)
    return {row[0]: row[1] for row in session.execute(inside.group_by(Device.type).order_by(Device.type))}


def sheets(session: Session, shipment: Shipment) -> list[Sheet]:
    """Every carton of a shipment with all that is in it, in one statement: it is one paper."""
    inside = select(Packing).join(Packing.carton).join(Packing.device).where(Carton.shipment_id == shipment.id)
    inside = inside.options(joinedload(Packing.device)).order_by(Device.serial)
    lines: dict[UUID, list[Packing]] = {carton.id: [] for carton in shipment.cartons}
    for line in session.scalars(inside):
        lines[line.carton_id].append(line)
    return [Sheet(carton, lines[carton.id]) for carton in shipment.cartons]


def arrival(session: Session, shipment: Shipment) -> Arrival:
    """How all of a shipment came, as its board said."""
    return Arrival(sheets(session, shipment))


def lent_device(session: Session, device_id: UUID, scope: BoardCode | None) -> Device:
    """A device that a student has. Raises `NotFound`, also when it is another board's."""
    found = device(session, device_id, scope)
    if found.loan is None:
        told = say("%(serial)s is on loan to no student: there is no agreement of it.", serial=found.serial)
        raise NotFound("loan.none", told)
    return found
