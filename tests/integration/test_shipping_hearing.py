"""What shipping makes of the events it hears, in whatever order they come, through the real inbox."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event as hooks
from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.chassis import inbox, migrate, parking, tables
from services.chassis.act import Act, now
from services.chassis.database import Database
from services.contracts.envelope import Envelope, from_wire
from services.contracts.event import Event
from services.contracts.intake import Address, Quantity, RequestGranted
from services.contracts.shipping import ShipmentReadied
from services.contracts.values import BoardCode, CartonCode, LocationCode, Serial
from services.contracts.warehouse import CartonClosed, DeviceReceived, OrderPacked, PackedDevice
from services.shipping import operations
from services.shipping.model import Carton, Custody, Destination, Device, Packing, Record, Shipment, Stage
from services.shipping.service import SERVICE
from tests.integration.databases import bare, installation

BOARD = BoardCode("762000")


@dataclass
class Order:
    """An order of the warehouse, and what the others tell of it."""

    id: UUID = field(default_factory=uuid4)
    request: UUID = field(default_factory=uuid4)

    def granted(self, street: str = "1, rue du Quai") -> RequestGranted:
        address = Address(
            site="quai", street=street, town="Montréal", postal_code="H1A 1A1", contact="Service", phone="514 555-0100"
        )
        return RequestGranted(
            request=self.request,
            number="D000001",
            board=BOARD,
            granted=[Quantity(type="tablet", quantity=1)],
            address=address,
            freight_cents=0,
        )

    def closed(self, carton: UUID, number: int, count: int = 2, devices: list[PackedDevice] | None = None) -> Event:
        lines = devices or [packed(f"S{number:04d}{index:04d}") for index in range(count)]
        code = CartonCode.numbered(number, None)
        return CartonClosed(carton=carton, code=code, order=self.id, request=self.request, board=BOARD, devices=lines)

    def packed(self, *cartons: UUID, final: bool = True) -> Event:
        return OrderPacked(order=self.id, request=self.request, board=BOARD, cartons=list(cartons), final=final)


def packed(serial: str) -> PackedDevice:
    return PackedDevice(device=uuid7(), maker="Apple", serial=Serial(serial), model="MYLD2C/A", type="tablet")


def received(device: UUID, returned: bool = True) -> Event:
    return DeviceReceived(
        device=device,
        maker="Apple",
        serial=Serial("S0001"),
        model="MYLD2C/A",
        type="tablet",
        location=LocationCode("QUAI-01"),
        returned=returned,
    )


class Ear:
    """Shipping's database and its inbox; each event gets the next sequence of its subject."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.sequences: Counter[str] = Counter()

    def hear(self, *events: Event) -> list[bytes]:
        bodies = [self._envelope(event).to_wire() for event in events]
        inbox.take(self.database, SERVICE, bodies)
        return bodies

    def told(self) -> list[Event]:
        with self.database.reading() as session:
            rows = session.scalars(select(tables.outbox.c.body).order_by(tables.outbox.c.id))
            return [from_wire(body).data for body in rows]

    def all(self, kind: type[Record]) -> list[Record]:
        with self.database.reading() as session:
            return list(session.scalars(select(kind)))

    def shipment(self) -> Shipment:
        (one,) = self.all(Shipment)
        assert isinstance(one, Shipment)
        return one

    def parked(self) -> int:
        with self.database.reading() as session:
            return parking.waiting(session)

    def dispatch(self) -> None:
        with self.database.writing(Act("u-1", now())) as session:
            operations.dispatch_shipment(session, self.shipment().id, "Transport", "T-1", 0)

    def _envelope(self, event: Event) -> Envelope[Event]:
        self.sequences[event.subject()] += 1
        return Envelope(
            uuid7(), f"/{event.owner}", event.subject(), now(), self.sequences[event.subject()], "u-1", event
        )


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    database = Database(installation(tmp_path, SERVICE).database_url(SERVICE.name))
    yield Ear(database)
    database.close()


@pytest.mark.parametrize("order_of_arrival", list(permutations(range(4))))
def test_grant_cartons_and_order_may_come_in_any_order(ear: Ear, order_of_arrival: tuple[int, ...]) -> None:
    order, one, other = Order(), uuid4(), uuid4()
    events = [order.granted(), order.closed(one, 1), order.closed(other, 2), order.packed(one, other)]
    for index in order_of_arrival:
        ear.hear(events[index])
    shipment = ear.shipment()
    assert shipment.state is Stage.READY
    assert shipment.number == "E000001"
    readied = ShipmentReadied(
        shipment=shipment.id,
        number="E000001",
        request=order.request,
        board=BOARD,
        cartons=sorted([one, other]),
        devices=4,
    )
    assert ear.told() == [readied]
    ear.dispatch()
    assert {device.state for device in ear.all(Device) if isinstance(device, Device)} == {Custody.IN_TRANSIT}


def test_all_of_it_in_one_batch_is_the_same(ear: Ear) -> None:
    order, one, other = Order(), uuid4(), uuid4()
    ear.hear(
        order.closed(one, 1),
        order.packed(one, final=False),
        order.closed(other, 2),
        order.packed(one, other),
        order.granted(),
    )
    assert ear.shipment().state is Stage.READY
    assert [type(event) for event in ear.told()] == [ShipmentReadied]


def test_a_redelivered_event_changes_nothing(ear: Ear) -> None:
    order, carton = Order(), uuid4()
    bodies = ear.hear(order.granted(), order.closed(carton, 1), order.packed(carton))
    inbox.take(ear.database, SERVICE, bodies)
    assert len(ear.told()) == 1
    assert len(ear.all(Device)) == 2


def test_a_shipment_waits_until_its_order_is_packed_whole(ear: Ear) -> None:
    order, one, other = Order(), uuid4(), uuid4()
    ear.hear(order.closed(one, 1), order.packed(one, final=False))
    assert ear.shipment().state is Stage.PREPARING
    ear.hear(order.packed(one))
    assert ear.shipment().state is Stage.READY
    ear.hear(order.packed(one, other, final=False))
    assert ear.shipment().state is Stage.PREPARING


def test_an_order_that_grows_before_dispatch_is_readied_again_with_all_its_cartons(ear: Ear) -> None:
    order, one, other = Order(), uuid4(), uuid4()
    ear.hear(order.closed(one, 1), order.packed(one))
    ear.hear(order.closed(other, 2), order.packed(one, other))
    last = ear.told()[-1]
    assert isinstance(last, ShipmentReadied)
    assert (set(last.cartons), last.devices) == ({one, other}, 4)


def test_what_is_packed_after_dispatch_goes_in_another_shipment(ear: Ear) -> None:
    order, one, other = Order(), uuid4(), uuid4()
    ear.hear(order.granted(), order.closed(one, 1), order.packed(one))
    ear.dispatch()
    ear.hear(order.packed(one))
    assert len(ear.all(Shipment)) == 1, "nothing new, no second shipment"
    ear.hear(order.closed(other, 2), order.packed(one, other))
    last = ear.told()[-1]
    assert isinstance(last, ShipmentReadied)
    assert (last.cartons, last.devices, last.number) == ([other], 2, "E000002")


def test_a_later_grant_replaces_the_address(ear: Ear) -> None:
    order = Order()
    ear.hear(order.granted(), order.granted("2, rue du Quai"))
    ear.hear(order.granted("3, rue du Quai"))
    (kept,) = ear.all(Destination)
    assert isinstance(kept, Destination)
    assert (kept.street, kept.number) == ("3, rue du Quai", "D000001")


def test_a_device_received_back_ends_its_custody_and_may_be_packed_again(ear: Ear) -> None:
    order, again, one, other = Order(), Order(), uuid4(), uuid4()
    device = packed("S00010001")
    ear.hear(order.granted(), order.closed(one, 1, devices=[device]), order.packed(one))
    ear.dispatch()
    ear.hear(received(device.device))
    assert [one.state for one in ear.all(Device) if isinstance(one, Device)] == [Custody.RETURNED]
    ear.hear(again.closed(other, 2, devices=[device]))
    (kept,) = ear.all(Device)
    assert isinstance(kept, Device)
    assert (kept.state, kept.carton_id, kept.request) == (Custody.PACKED, other, again.request)
    assert len(ear.all(Packing)) == 2, "the first packing list stays what it was"


def test_first_receipts_and_devices_never_sent_are_none_of_shippings(ear: Ear) -> None:
    ear.hear(received(uuid4(), returned=False), received(uuid4(), returned=True))
    assert (ear.all(Device), ear.parked()) == ([], 0)


def test_a_device_packed_twice_without_coming_back_is_parked_and_spoils_no_other(ear: Ear) -> None:
    order, device, good = Order(), packed("S00010001"), uuid4()
    ear.hear(order.closed(uuid4(), 1, devices=[device]))
    ear.hear(order.closed(uuid4(), 2, devices=[device]), order.closed(good, 3))
    assert ear.parked() == 1
    assert good in {carton.id for carton in ear.all(Carton) if isinstance(carton, Carton)}


def test_hearing_five_cartons_or_forty_takes_the_same_statements(ear: Ear) -> None:
    def statements(first: int, count: int) -> int:
        order, cartons = Order(), [uuid4() for _ in range(count)]
        events = [order.closed(carton, first + index, 5) for index, carton in enumerate(cartons)]
        with counting(ear.database) as seen:
            ear.hear(*events, order.packed(*cartons), order.granted())
        return len(seen)

    assert statements(100, 5) == statements(200, 40)
    assert ear.parked() == 0


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """The statements that a database runs inside the block."""
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    hooks.listen(database.engine, "before_cursor_execute", note)
    yield seen
    hooks.remove(database.engine, "before_cursor_execute", note)


def test_the_migrations_make_what_the_code_expects(tmp_path: Path) -> None:
    database = bare(tmp_path)
    migrate.upgrade(database, SERVICE)
    assert migrate.differences(database, SERVICE) == []
    assert migrate.behind(database, SERVICE) == []
    database.close()
