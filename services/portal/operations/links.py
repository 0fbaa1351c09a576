"""What one run of events points at: everything around it loaded at once, changed in memory, written at once."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.upsert import insert
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.portal.model import subject
from services.portal.model.device import Device, first_heard
from services.portal.model.log import what_of
from services.portal.model.mention import Carton, CartonDevice, Concern, Mention, Name
from services.portal.operations import around

Placed = tuple[int, Envelope[Any]]


@dataclass
class Links:
    """The devices, cartons and earlier entries around a run, and the mentions, names and concerns that it adds."""

    devices: dict[UUID, Device]
    cartons: dict[UUID, Carton]
    contents: dict[UUID, set[UUID]]
    story: dict[str, list[int]]
    early: dict[str, list[Placed]]
    serials: dict[str, set[UUID]]
    packed: set[tuple[UUID, UUID]] = field(default_factory=set)
    mentions: set[tuple[str, int]] = field(default_factory=set)
    concerns: set[tuple[str, str]] = field(default_factory=set)
    names: set[subject.Name] = field(default_factory=set)

    @classmethod
    def around(cls, session: Session, placed: list[Placed]) -> "Links":
        """Load what the run touches."""
        events = [envelope.data for _, envelope in placed]
        cartons = around.cartons(session, events)
        contents = around.contents(session, cartons)
        serials = around.serials(session, events)
        named = around.named_devices(events).union(*contents.values(), *serials.values())
        devices = around.devices(session, events, named)
        early = around.early(session, events, placed[0][0])
        return cls(devices, cartons, contents, around.story(session, events, placed[0][0]), early, serials)

    def take(self, position: int, envelope: Envelope[Any]) -> None:
        """Link one entry, after those before it."""
        event = envelope.data
        cartons = self._cartons(event, (position, envelope))
        devices = self._devices(event, cartons, (position, envelope))
        for device in devices:
            device.hear(event, envelope.time, position)
        keys = subject.keys(event) | {subject.key("carton", carton.id) for carton in cartons}
        keys |= {subject.key("device", device.id) for device in devices}
        self._mention(keys, position, getattr(event, "board", None))
        self.names |= set(subject.names(event))
        self._tell_before(event, devices)
        self._remember(position, envelope, cartons)

    def _cartons(self, event: Event, told: Placed) -> list[Carton]:
        """The cartons of which an event is news."""
        match event:
            case w.CartonClosed():
                return [self._pack(event, told)]
            case w.OrderPacked():
                return self._newly_passed(event)
            case s.ShipmentReadied() | s.ShipmentDispatched() | s.ShipmentDelivered():
                return [self._shipped(carton, event.shipment) for carton in event.cartons]
            case s.ShipmentReceived():
                return [one for one in self.cartons.values() if one.shipment == event.shipment]
        return []

    def _devices(self, event: Event, cartons: list[Carton], told: Placed) -> list[Device]:
        """The devices that an event is about: those of its cartons, of its request, its own."""
        if cartons:
            inside: set[UUID] = set().union(*(self.contents.get(carton.id, set()) for carton in cartons))
            return [self.devices[device] for device in sorted(inside)]
        match event:
            case s.DeviceUnexpected():
                found = self.serials.get(event.serial, set())
                return [self.devices[device] for device in found if len(found) == 1 and device in self.devices]
            case w.DeliveryAnnounced():
                return [device for device in self.devices.values() if device.delivery == event.delivery]
            case _ if what_of(event) in around.STORY:
                return [device for device in self.devices.values() if device.request == event.correlation()]
            case _ if (device := getattr(event, "device", None)) is not None:
                return [self._device(device, told)]
        return []

    def _mention(self, keys: set[str], position: int, board: str | None) -> None:
        self.mentions |= {(key, position) for key in keys}
        if board:
            self.concerns |= {(key, board) for key in keys}

    def _device(self, device: UUID, told: Placed) -> Device:
        if device not in self.devices:
            position, envelope = told
            self.devices[device] = first_heard(device, envelope.time, position)
        return self.devices[device]

    def _carton(self, carton: UUID) -> Carton:
        return self.cartons.setdefault(carton, Carton(id=carton, shipment=None, passed=False))

    def _pack(self, event: w.CartonClosed, told: Placed) -> Carton:
        inside = {self._device(one.device, told).id for one in event.devices}
        self.contents.setdefault(event.carton, set()).update(inside)
        self.packed |= {(event.carton, device) for device in inside}
        return self._carton(event.carton)

    def _newly_passed(self, event: w.OrderPacked) -> list[Carton]:
        fresh = [carton for carton in map(self._carton, event.cartons) if not carton.passed]
        for carton in fresh:
            carton.passed = True
        return fresh

    def _shipped(self, carton: UUID, shipment: UUID) -> Carton:
        found = self._carton(carton)
        found.shipment = shipment
        return found

    def _remember(self, position: int, envelope: Envelope[Any], cartons: list[Carton]) -> None:
        """Keep what a later event of this very run may have to look back at."""
        if what_of(envelope.data) in around.STORY:
            self.story.setdefault(envelope.subject, []).append(position)
        for carton in cartons:
            self.early.setdefault(subject.key("carton", carton.id), []).append((position, envelope))

    def _tell_before(self, event: Event, devices: list[Device]) -> None:
        """Give devices what was told before they could be known to be part of it."""
        for device in devices:
            for about in around.look_back(event):
                self._mention_before(device, self.story.get(about, []), getattr(event, "board", None))
        if isinstance(event, w.CartonClosed):
            before = self.early.get(event.subject(), [])
            for position, envelope in (one for one in before if not isinstance(one[1].data, w.CartonClosed)):
                for device in devices:
                    device.hear(envelope.data, envelope.time, position)
                    self._mention_before(device, [position], envelope.data.board)

    def _mention_before(self, device: Device, positions: list[int], board: str | None) -> None:
        for position in positions:
            self._mention({subject.key("device", device.id)}, position, board)

    def write(self, session: Session) -> None:
        """Write it all, each table in one go and in the order of its keys, so that no two writers wait in a circle."""
        session.add_all([*self.devices.values(), *self.cartons.values()])
        session.flush()
        rows: dict[Any, Any] = {
            Mention: (("key", "position"), self.mentions),
            Concern: (("subject", "board"), self.concerns),
            Name: (("text", "kind", "subject"), self.names),
            CartonDevice: (("carton", "device"), self.packed),
        }
        for table, (columns, values) in rows.items():
            if values:
                new = [dict(zip(columns, value, strict=True)) for value in sorted(values)]
                session.execute(insert(session, table.__table__).on_conflict_do_nothing(), new)
