"""Stock figures add up after whatever the warehouse does and hears: random days, checked after every act."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis import inbox, run
from services.chassis.act import Act, now
from services.chassis.errors import Refusal
from services.chassis.run import Running
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.intake import Address, Quantity, RequestGranted, RequestUndone, WithdrawalAsked
from services.contracts.shipping import CartonReleased, ShipmentDispatched, ShipmentUndone, ShipmentVoided
from services.contracts.values import BoardCode, LocationCode
from services.warehouse import operations
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import PASSED, CartonState
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.order_line import OrderLine
from services.warehouse.model.order_state import OrderState
from services.warehouse.model.stock import Stock
from services.warehouse.operations import care
from services.warehouse.operations import carton as cartons
from services.warehouse.operations import device as steps
from services.warehouse.operations.order import ship_packed
from services.warehouse.operations.undo import undo_steps
from services.warehouse.service import SERVICE
from tests.integration.databases import installation

BOARD = BoardCode("762000")
ADDRESS = Address(site="quai", street="1, rue A", town="Montréal", postal_code="H1A 1A1", contact="TI", phone="514")
SHELF = LocationCode("A-01-03")
HEAD = "carton,maker,model,serial,asset_tag"
DEVICES = 14


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Running]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    rows = [f"C{n},HP,9UZ86UT,5CD{n:07d}," for n in range(DEVICES)]
    with running.database.writing(Act("w1", now())) as session:
        operations.import_locations(session, "code\nA-01-03")
        operations.announce_delivery(session, "HP", "BL-1", "\n".join([HEAD, *rows]).encode())
    yield running
    running.database.close()


class Day:
    """A day of one warehouse: acts drawn at random among what people do and what other services tell."""

    def __init__(self, warehouse: Running, seed: int) -> None:
        self.warehouse, self.draw = warehouse, Random(seed)
        self.requests = [uuid4() for _ in range(3)]
        self.sequences: dict[str, int] = {}
        self.shipments: dict[UUID, UUID] = {}
        self.done: list[str] = []

    def act(self) -> None:
        acts = [self.step] * 8 + [self.grant, self.undo, self.box, self.box, self.ship]
        if self.draw.random() < 0.12:
            acts = [self.withdraw, self.undo_box, self.finish, self.again]
        try:
            self.draw.choice(acts)()
        except Refusal as refusal:
            self.done.append(refusal.code)

    def take(self, name: str, operation: Any, ids: list[UUID], *arguments: Any) -> None:
        if ids:
            self.write(name, operation, ids, *arguments)

    def write(self, name: str, operation: Any, *arguments: Any) -> None:
        with self.warehouse.database.writing(Act("w1", now())) as session:
            operation(session, *arguments)
        self.done.append(name)

    def hear(self, event: Event) -> None:
        sequence = self.sequences[event.subject()] = self.sequences.get(event.subject(), 0) + 1
        envelope = Envelope(uuid7(), event.source(), event.subject(), now(), sequence, "u1", event)
        inbox.take(self.warehouse.database, SERVICE, [envelope.to_wire()])
        self.done.append(f"{event.noun} {event.verb}")

    def find(self, kind: Any, *conditions: Any) -> list[Any]:
        with self.warehouse.database.reading() as session:
            return list(session.scalars(select(kind).where(*conditions).order_by(kind.id)).all())

    def some(self, *states: DeviceState) -> list[UUID]:
        found = [device.id for device in self.find(Device, Device.state.in_(states))]
        return self.draw.sample(found, min(len(found), self.draw.randint(1, 4)))

    def step(self) -> None:
        s, name = (
            DeviceState,
            self.draw.choice(["receive", "put", "pick", "pick", "pick", "pack", "pack", "pack", "aside", "out"]),
        )
        if name == "receive":
            return self.take(name, steps.receive, self.some(s.ANNOUNCED, s.DEPARTED), SHELF)
        if name == "put":
            return self.take(
                name,
                steps.put_away,
                self.some(*([s.RECEIVED, s.WIPED] if self.draw.random() < 0.7 else [s.PICKED, s.PACKED])),
                SHELF,
            )
        if name == "aside":
            return self.take(name, care.quarantine, self.some(s.STORED)[:1], care.Told(reason="dent"))
        if name == "out":
            return self.take(name, care.release, self.some(s.QUARANTINED))
        if name == "pick":
            orders = self.find(Order)
            return self.take(name, steps.pick, self.some(s.STORED), self.draw.choice(orders).id) if orders else None
        boxes = self.find(Carton, Carton.state == CartonState.OPEN)
        return self.take(name, steps.pack, self.some(s.PICKED)[:1], self.draw.choice(boxes).id) if boxes else None

    def grant(self) -> None:
        request, count = self.draw.choice(self.requests), self.draw.randint(0, 6)
        if self.draw.random() < 0.3 and self.find(Order, Order.request == request):
            left = [Quantity(type="laptop", quantity=count)] if count > 2 else []
            told: Event = RequestUndone(
                request=request, board=BOARD, granted=left, undone=uuid4(), step="request.granted", reason="x"
            )
        else:
            told = RequestGranted(
                request=request,
                number=f"D{self.requests.index(request)}",
                board=BOARD,
                granted=[Quantity(type="laptop", quantity=count)],
                address=ADDRESS,
                freight_cents=1,
            )
        self.hear(told)

    def withdraw(self) -> None:
        request = self.draw.choice(self.requests)
        if self.find(Order, Order.request == request):
            self.hear(WithdrawalAsked(request=request, board=BOARD, reason="x"))

    def undo(self) -> None:
        self.take("undo", undo_steps, self.some(*sorted(set(DeviceState) - {DeviceState.ANNOUNCED}))[:2], "wrong", True)

    def box(self) -> None:
        boxes = self.find(Carton, Carton.state == CartonState.OPEN)
        orders = self.find(Order)
        if boxes and self.draw.random() < 0.6:
            self.write("close", cartons.close_carton, self.draw.choice(boxes).id)
        elif orders:
            self.write("open", cartons.open_carton, self.draw.choice(orders).id, None)

    def undo_box(self) -> None:
        if boxes := self.find(Carton):
            self.write("undo box", cartons.undo_carton, self.draw.choice(boxes).id, "wrong")

    def finish(self) -> None:
        if orders := self.find(Order):
            self.write("ship packed", ship_packed, self.draw.choice(orders).id)

    def again(self) -> None:
        if orders := self.find(Order):
            self.write("pass again", cartons.pass_again, self.draw.choice(orders).id)

    def ship(self) -> None:
        boxes = self.find(Carton, Carton.state.in_([CartonState.CLOSED, CartonState.DEPARTED]))
        if not boxes:
            return
        box = self.draw.choice(boxes)
        (order,) = self.find(Order, Order.id == box.order_id)
        about = {"request": order.request, "board": BOARD}
        if box.state is CartonState.CLOSED and self.draw.random() < 0.5:
            self.shipments[box.id] = shipment = uuid4()
            travel = {"carrier": "P", "tracking": "1", "freight_cents": 1}
            self.hear(ShipmentDispatched(shipment=shipment, cartons=[box.id], **about, **travel))
        elif box.state is CartonState.CLOSED:
            self.hear(CartonReleased(carton=box.id, reason="x", **about))
        elif self.draw.random() < 0.5:
            self.hear(ShipmentVoided(shipment=self.shipments[box.id], cartons=[box.id], reason="x", **about))
        else:
            undone = {"undone": uuid4(), "step": "shipment.dispatched", "reason": "x", "state": "ready"}
            self.hear(ShipmentUndone(shipment=self.shipments[box.id], cartons=[box.id], **undone, **about))


def check(session: Session) -> None:
    stored = session.scalar(select(func.count()).where(Device.state == DeviceState.STORED))
    stock = session.get(Stock, "laptop") or Stock(on_shelf=0, reserved=0)
    lines = session.scalars(select(OrderLine)).all()
    assert stock.on_shelf == stored
    assert stock.reserved == sum(line.reserved - line.picked for line in lines)
    for line in lines:
        assert 0 <= line.packed <= line.picked <= line.reserved
        held = (Device.order_id == line.order_id) & Device.state.in_([DeviceState.PICKED, DeviceState.PACKED])
        holds, passed = session.scalar(select(func.count()).where(held)), Carton.state.in_(PASSED)
        if session.scalar(select(func.count()).where(Carton.order_id == line.order_id, passed)):
            assert holds <= line.picked
        else:
            assert holds == line.picked
    for order in session.scalars(select(Order).where(Order.state == OrderState.CANCELLED)):
        assert session.scalar(
            select(func.sum(OrderLine.reserved - OrderLine.picked)).where(OrderLine.order_id == order.id)
        ) in (0, None)
    for carton in session.scalars(select(Carton).where(Carton.state == CartonState.OPEN)):
        assert carton.devices == session.scalar(select(func.count()).where(Device.carton_id == carton.id))


@pytest.mark.parametrize("seed", range(5))
def test_figures_add_up_after_every_act_of_a_random_day(warehouse: Running, seed: int):
    day = Day(warehouse, seed)
    ready = [device.id for device in day.find(Device)][:10]
    day.write("receive", steps.receive, ready, SHELF)
    day.write("put", steps.put_away, ready, SHELF)
    for _ in range(220):
        day.act()
        with warehouse.database.reading() as session:
            check(session)
    assert {"undo", "pick", "pack", "close", "request granted", "withdrawal asked"} <= set(day.done), "it was a day"
