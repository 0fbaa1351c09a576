"""A story as the three services tell it, heard by a portal: for every test of what is read out of the log."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event as sql

from services.chassis import inbox, run
from services.chassis.database import Database
from services.chassis.run import Running
from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.roles import Person, Role
from services.contracts.values import (
    AssetTag,
    BoardCode,
    CartonCode,
    LocationCode,
    SchoolCode,
    Serial,
    with_check_character,
)
from services.portal import queries
from services.portal.service import SERVICE
from tests.integration.one_application import application_of

START = datetime(2020, 8, 24, 13, tzinfo=UTC)
BOARD, OTHER = BoardCode("762000"), BoardCode("689000")
FINDING = uuid4()
DOCK, SHELF = LocationCode("QUAI-02"), LocationCode("A-01-03")
TAG = AssetTag(with_check_character("RA00000001"))


class Story:
    """Envelopes of one request from supplier to hand-over, an hour apart, with sequences as an outbox gives them."""

    def __init__(self, devices: int = 2, board: BoardCode = BOARD) -> None:
        self.board = board
        self.request, self.order, self.delivery, self.shipment, self.carton = (uuid4() for _ in range(5))
        self.devices = [uuid4() for _ in range(devices)]
        self._hours, self._sequences = count(), {}
        self.told: list[Envelope[Event]] = []

    def tell(self, event: Event, at: datetime | None = None) -> Envelope[Event]:
        key = (event.owner, event.subject())
        self._sequences[key] = self._sequences.get(key, 0) + 1
        moment = at or START + timedelta(hours=next(self._hours))
        actor, source = "u-00000001", f"/{event.owner}"
        one = Envelope(
            uuid4(), source, event.subject(), moment, self._sequences[key], actor, event, event.correlation()
        )
        self.told.append(one)
        return one

    def arrive(self) -> None:
        quantity = [i.Quantity(type="tablet", quantity=len(self.devices))]
        self.tell(
            w.DeliveryAnnounced(
                delivery=self.delivery, number="L000001", supplier="Apple", reference="PO-77", announced=quantity
            )
        )
        for number, device in enumerate(self.devices):
            self.tell(
                w.DeviceReceived(
                    device=device,
                    maker="Apple",
                    serial=serial(self.board, number),
                    model="MYLD2C/A",
                    type="tablet",
                    delivery=self.delivery,
                    location=DOCK,
                )
            )
            self.tell(w.DeviceStored(device=device, type="tablet", location=SHELF))

    def ask(self) -> None:
        about: dict[str, Any] = {"request": self.request, "board": self.board, "number": f"D-{self.board}"}
        line = i.RequestLine(type="tablet", category="no_access", quantity=len(self.devices))
        quantity = [i.Quantity(type="tablet", quantity=len(self.devices))]
        self.tell(i.RequestSubmitted(**about, lines=[line], urgency="normal", freight_cents=4200))
        address = i.Address(site="quai", street="1", town="M", postal_code="H", contact="TI", phone="5")
        self.tell(i.RequestGranted(**about, granted=quantity, address=address, freight_cents=4200))
        reserved: dict[str, Any] = {"request": self.request, "board": self.board, "order": self.order}
        self.tell(w.OrderReserved(**reserved, reserved=quantity, free={"tablet": 0}))

    def pack(self) -> None:
        about: dict[str, Any] = {"request": self.request, "board": self.board, "order": self.order}
        for device in self.devices:
            self.tell(w.DevicePicked(device=device, **about))
        packed = [
            w.PackedDevice(device=device, maker="Apple", serial=serial(self.board, n), model="MYLD2C/A", type="tablet")
            for n, device in enumerate(self.devices)
        ]
        code = CartonCode.numbered(1 if self.board == BOARD else 2, None)
        self.tell(w.CartonClosed(carton=self.carton, code=code, devices=packed, **about))
        self.tell(w.OrderPacked(cartons=[self.carton], final=True, **about))

    def ship(self) -> None:
        about: dict[str, Any] = {
            "shipment": self.shipment,
            "request": self.request,
            "board": self.board,
            "cartons": [self.carton],
        }
        self.tell(s.ShipmentReadied(**about, number=f"E-{self.board}", devices=len(self.devices)))
        self.tell(s.ShipmentDispatched(**about, carrier="Nationex", tracking="NX123", freight_cents=4200))
        self.tell(s.ShipmentDelivered(**about))

    def receive(self) -> None:
        about: dict[str, Any] = {"request": self.request, "board": self.board, "shipment": self.shipment}
        for device in self.devices:
            self.tell(s.DeviceAccepted(device=device, type="tablet", **about))
        counts = {"damaged": 0, "missing": 0, "unexpected": 0}
        self.tell(s.ShipmentReceived(**about, accepted=len(self.devices), **counts))

    def hand_over(self) -> None:
        for device in self.devices:
            self.tell(s.DeviceConfigured(device=device, type="tablet", board=self.board))
        school = SchoolCode("762217")
        self.tell(s.DeviceHandedOver(device=self.devices[0], type="tablet", board=self.board, school=school))
        if len(self.devices) > 1:
            loan = "P-ABCD2345"
            self.tell(s.DeviceHandedOver(device=self.devices[1], type="tablet", board=self.board, loan=loan))

    def whole(self) -> list[Envelope[Event]]:
        for chapter in (self.arrive, self.ask, self.pack, self.ship, self.receive, self.hand_over):
            chapter()
        return self.told


def serial(board: str, number: int) -> Serial:
    return Serial(f"DMP{board}{number:03d}")


def hear(portal: Running, told: Sequence[Envelope[Event]]) -> None:
    assert list(inbox.take(portal.database, SERVICE, [one.to_wire() for one in told])) == []


def client(portal: Running, role: Role, board: BoardCode | None = None) -> Any:
    http = application_of(portal).test_client()
    http.environ_base["HTTP_AUTHORIZATION"] = "Bearer " + run.keys(portal.settings).sign(Person("u1", role, board))
    return http


def whats(portal: Running, device: UUID, scope: str | None = None) -> list[str]:
    with portal.database.reading() as session:
        return [step.what for step in queries.journey(session, device, scope).steps]


def statements(database: Database, told: Sequence[Envelope[Event]]) -> int:
    seen = []
    sql.listen(database.engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    inbox.take(database, SERVICE, [one.to_wire() for one in told])
    return len(seen)
