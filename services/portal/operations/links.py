"""What one run of events points at: everything around it loaded at once, changed in memory, written at once."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.chassis.saving import save_all
from services.chassis.upsert import insert_all
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.portal.model import subject
from services.portal.model.device import Device, first_heard
from services.portal.model.log import what_of
from services.portal.model.mention import Carton, CartonDevice, Concern, Mention, Name
from services.portal.model.past import REWRITING, Told, since_passed, undone
from services.portal.operations import around
from services.portal.operations.carton import Cartons


@dataclass
class Links:
    """The devices, cartons and earlier entries around a run, and the mentions, names and concerns that it adds."""

    devices: dict[UUID, Device]
    cartons: Cartons
    story: dict[str, list[int]]
    early: dict[str, list[Told]]
    past: dict[UUID, list[Told]]
    serials: dict[str, set[UUID]]
    mentions: set[tuple[str, int]] = field(default_factory=set)
    concerns: set[tuple[str, str]] = field(default_factory=set)
    names: set[subject.Name] = field(default_factory=set)

    @classmethod
    def around(cls, session: Session, placed: list[Told]) -> "Links":
        """Load what the run touches."""
        events = [envelope.data for _, envelope in placed]
        cartons = Cartons(session, events)
        serials = around.serials(session, events)
        named = around.named_devices(events).union(*cartons.contents.values(), *serials.values())
        devices = around.devices(session, events, named)
        before = placed[0][0]
        rewritten = {subject.key("device", one): one for one in around.rewritten(events, cartons.contents)}
        told = around.past(session, around.closing(events) | rewritten.keys(), before)
        past = {one: told.pop(about, []) for about, one in rewritten.items()}
        return cls(devices, cartons, around.story(session, events, before), told, past, serials)

    def take(self, position: int, envelope: Envelope[Any]) -> None:
        """Link one entry, after those before it."""
        event = envelope.data
        cartons = self.cartons.told_of(event)
        devices = self._devices(event, cartons, (position, envelope))
        for device in devices:
            self._hear(device, (position, envelope))
        keys = subject.keys(event) | {subject.key("carton", carton.id) for carton in cartons}
        self._mention(keys, position, getattr(event, "board", None))
        # Of a transfer two boards are told; without one in it, an entry is for whomever its subject concerns.
        self.concerns |= {(event.subject(), one) for one in subject.parties(event)}
        # Whoever types a serial into a receipt learns nothing of the device that bears it: the report alone is theirs.
        theirs = None if isinstance(event, s.DeviceUnexpected) else getattr(event, "board", None)
        self._mention({subject.key("device", device.id) for device in devices}, position, theirs)
        self.names |= set(subject.names(event))
        self._tell_before(event, devices)
        self._remember(position, envelope, cartons)
        self.cartons.let_go(event)

    def _devices(self, event: Event, cartons: list[Carton], told: Told) -> list[Device]:
        """The devices that an event is about: those of its cartons, of its request, its own."""
        if cartons:
            return [self._device(device, told) for device in self.cartons.inside(cartons)]
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

    def _hear(self, device: Device, told: Told) -> None:
        """Have a device hear an entry: by itself, or, where that undoes another, by all its entries anew."""
        position, envelope = told
        past = self.past.get(device.id)
        if past is not None:
            past.append(told)
        if past is not None and isinstance(envelope.data, REWRITING):
            device.stand(sorted(past, key=lambda one: one[0]), envelope.time, position)
        else:
            device.hear(envelope.data, envelope.time, position)

    def _mention(self, keys: set[str], position: int, board: str | None) -> None:
        self.mentions |= {(key, position) for key in keys}
        if board:
            self.concerns |= {(key, board) for key in keys}

    def _device(self, device: UUID, told: Told) -> Device:
        if device not in self.devices:
            position, envelope = told
            self.devices[device] = first_heard(device, envelope.time, position)
        return self.devices[device]

    def _remember(self, position: int, envelope: Envelope[Any], cartons: list[Carton]) -> None:
        """Keep what a later event of this very run may have to look back at."""
        if what_of(envelope.data) in around.BEFORE:
            self.story.setdefault(envelope.subject, []).append(position)
        for carton in cartons:
            self.early.setdefault(subject.key("carton", carton.id), []).append((position, envelope))

    def _tell_before(self, event: Event, devices: list[Device]) -> None:
        """Give devices what was told before they could be known to be part of it."""
        for device in devices:
            for about in around.look_back(event):
                self._mention_before(device, self.story.get(about, []), getattr(event, "board", None))
        if isinstance(event, w.CartonClosed):
            before = since_passed(self.early.get(event.subject(), []))
            gone = undone(before)
            for told in before:
                for device in devices:
                    if told[1].id not in gone:
                        self._hear(device, told)
                    self._mention_before(device, [told[0]], told[1].data.board)

    def _mention_before(self, device: Device, positions: list[int], board: str | None) -> None:
        for position in positions:
            self._mention({subject.key("device", device.id)}, position, board)

    def write(self, session: Session) -> None:
        """Write it all, each table in one go and in the order of its keys, so that no two writers wait in a circle."""
        save_all(session, self.devices.values())
        session.add_all(self.cartons.known.values())
        session.flush()
        if self.cartons.emptied:
            session.execute(delete(CartonDevice).where(CartonDevice.carton.in_(self.cartons.emptied)))
        rows: dict[Any, Any] = {
            Mention: (("key", "position"), self.mentions),
            Concern: (("subject", "board"), self.concerns),
            Name: (("text", "kind", "subject"), self.names),
            CartonDevice: (("carton", "device"), self.cartons.packed),
        }
        for table, (columns, values) in rows.items():
            if values:
                new = [dict(zip(columns, value, strict=True)) for value in sorted(values)]
                insert_all(session, table.__table__, new)
