"""The cartons around a run of events: which of them an event is news of, and what is in them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.event import Event
from services.portal.model.mention import Carton
from services.portal.operations import around


class Cartons:
    """Cartons and their packing lists, loaded at once and changed in memory; `packed` are the new lines,
    `emptied` the cartons of which the lines kept before hold no more."""

    def __init__(self, session: Session, events: Sequence[Event]) -> None:
        self.known = around.cartons(session, events)
        self.contents = around.contents(session, self.known)
        self.packed: set[tuple[UUID, UUID]] = set()
        self.emptied: set[UUID] = set()

    def told_of(self, event: Event) -> list[Carton]:
        """The cartons of which an event is news."""
        match event:
            case w.CartonClosed():
                return [self._pack(event)]
            case w.OrderPacked():
                return self._newly_passed(event)
            case w.CartonUndone() | s.CartonLoaded() | s.ShippingCartonUndone():
                return [self._carton(event.carton)]
            case s.CartonReleased():
                return [self._given_back(event.carton)]
            case s.ShipmentVoided():
                return [self._given_back(carton) for carton in event.cartons]
            case s.ShipmentReadied() | s.ShipmentDispatched() | s.ShipmentDelivered() | s.ShipmentUndone():
                return [self._shipped(carton, event.shipment) for carton in event.cartons]
            case s.ShipmentReceived():
                return [one for one in self.known.values() if one.shipment == event.shipment]
        return []

    def inside(self, cartons: Sequence[Carton]) -> list[UUID]:
        """The devices in these cartons, in the order of their ids."""
        return sorted(set().union(*(self.contents.get(carton.id, set()) for carton in cartons)))

    def let_go(self, event: Event) -> None:
        """After an event was told of a carton's devices: a carton that is open again has no packing list."""
        if isinstance(event, w.CartonUndone):
            self.contents.pop(event.carton, None)
            self.packed = {line for line in self.packed if line[0] != event.carton}
            self.emptied.add(event.carton)

    def _carton(self, carton: UUID) -> Carton:
        return self.known.setdefault(carton, Carton(id=carton, shipment=None, passed=False))

    def _pack(self, event: w.CartonClosed) -> Carton:
        inside = {one.device for one in event.devices}
        self.contents.setdefault(event.carton, set()).update(inside)
        self.packed |= {(event.carton, device) for device in inside}
        return self._carton(event.carton)

    def _newly_passed(self, event: w.OrderPacked) -> list[Carton]:
        fresh = [carton for carton in map(self._carton, event.cartons) if not carton.passed]
        for carton in fresh:
            carton.passed = True
        return fresh

    def _given_back(self, carton: UUID) -> Carton:
        found = self._carton(carton)
        found.shipment, found.passed = None, False
        return found

    def _shipped(self, carton: UUID, shipment: UUID) -> Carton:
        found = self._carton(carton)
        found.shipment = shipment
        return found
