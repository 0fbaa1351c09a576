"""What intake hears from the warehouse and from shipping: through the real inbox, in batches, twice, out of order."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select

from services.chassis import inbox, run, tables
from services.chassis.act import Act, now
from services.chassis.errors import Invalid
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.intake import Address, Quantity, RequestLine
from services.contracts.shipping import (
    DeviceAccepted,
    DeviceConfigured,
    DeviceDamaged,
    DeviceFound,
    DeviceHandedOver,
    DeviceLost,
    DeviceMissing,
    DeviceSentBack,
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentReadied,
    ShipmentUndone,
    ShipmentVoided,
    ShippingDeviceUndone,
)
from services.contracts.values import BoardCode, LocationCode, Serial
from services.contracts.warehouse import (
    DeviceReceived,
    OrderCancelled,
    OrderReserved,
    OrderShort,
    Shortage,
    StockChanged,
    WithdrawalRefused,
)
from services.intake.model.asking import Asking
from services.intake.model.calendar import day_of
from services.intake.model.freight import Quote
from services.intake.model.held import held
from services.intake.model.holding import Holding
from services.intake.model.line import Line
from services.intake.model.request import Request
from services.intake.model.share import Share
from services.intake.model.state import State, Urgency
from services.intake.operations.request import give_up
from services.intake.operations.stock import keep_free
from services.intake.queries.request import one_request, shipments
from services.intake.queries.stock import stock
from services.intake.queries.use import uses
from services.intake.service import SERVICE
from tests.integration.databases import copied, installation

pytestmark = pytest.mark.databases("sqlite", "postgresql")

BOARD = BoardCode("762000")
ADDRESS = Address(site="quai", street="1", town="Montréal", postal_code="H1V 3R9", contact="TI", phone="514")


class Ear:
    """Intake's inbox, and what came of it."""

    def __init__(self, running: run.Running) -> None:
        self.database = running.database
        self.sequences: Counter[str] = Counter()

    def told(self, one: Event, at: datetime | None = None) -> bytes:
        self.sequences[one.subject()] += 1
        sequence = self.sequences[one.subject()]
        return Envelope(uuid4(), f"/{one.owner}", one.subject(), at or now(), sequence, "w-1", one).to_wire()

    def hear(self, *events: Event) -> list[bytes]:
        bodies = [self.told(one) for one in events]
        inbox.take(self.database, SERVICE, bodies)
        return bodies

    def stock(self) -> dict[str, tuple[int, int]]:
        with self.database.reading() as session:
            return {row.type: (row.heard, row.pending) for row in stock(session)}

    def held(self) -> dict[str, int]:
        with self.database.reading() as session:
            return {kind: count for kind, count in held(session, BOARD).get(BOARD, {}).items() if count}

    def share(self, request: UUID) -> tuple[State, Share]:
        with self.database.reading() as session:
            found = one_request(session, None, request)
            return found.state, found.types[0]

    def recorded(self) -> list[tuple[str, Any]]:
        with self.database.reading() as session:
            bodies = [json.loads(body) for body in session.scalars(select(tables.outbox.c.body).order_by("id"))]
        return [(body["type"].split(".", 3)[3], body["data"]) for body in bodies]

    def parked(self) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(tables.parked)) or 0

    def granted(self, *quantities: int) -> list[UUID]:
        """Requests of laptops that the Ministry granted and the warehouse has not answered yet."""
        with self.database.writing(Act("u-1", now())) as session:
            made = [_granted(quantity) for quantity in quantities]
            session.add_all(made)
            keep_free(session, [{"laptop": sum(quantities)}])
            session.flush()
            pending = sum(quantities)
            session.connection().exec_driver_sql(f"UPDATE stock SET pending = pending + {pending}")
            return [request.id for request in made]

    def give_up(self, request: UUID, laptops: int) -> None:
        with self.database.writing(Act("u-2", now())) as session:
            give_up(session, BOARD, request, {"laptop": laptops})

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The statements sent meanwhile."""
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        event.listen(self.database.engine, "before_cursor_execute", note)
        yield statements
        event.remove(self.database.engine, "before_cursor_execute", note)


def _granted(quantity: int) -> Request:
    share = Share.asking("laptop", quantity)
    share.granted, share.pending, share.answered = quantity, quantity, False
    act = Act("u-1", now())
    line = RequestLine(type="laptop", category="no_access", quantity=quantity)
    asking = Asking("quai", "x", Urgency.NORMAL, [line])
    made = Request.draft(
        act, f"D{uuid4().hex[:9]}", BOARD, asking, Quote("road", day_of(act.at), day_of(act.at), 0, 0, {})
    )
    made.state, made.types = State.GRANTED, [share]
    assert isinstance(made.asked[0], Line)
    return made


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set-up installation, copied for each test: migrating once is enough."""
    folder = tmp_path_factory.mktemp("prepared")
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


@pytest.fixture
def ear(prepared: Path, tmp_path: Path) -> Iterator[Ear]:
    settings = copied(prepared, tmp_path, SERVICE)
    running = run.running(SERVICE, settings)
    yield Ear(running)
    running.database.close()


def reserved(request: UUID, count: int, free: int) -> OrderReserved:
    return OrderReserved(
        order=uuid4(),
        request=request,
        board=BOARD,
        reserved=[Quantity(type="laptop", quantity=count)],
        free={"laptop": free},
    )


def short(request: UUID, asked: int, count: int) -> OrderShort:
    lines = [Shortage(type="laptop", asked=asked, reserved=count)]
    return OrderShort(order=uuid4(), request=request, board=BOARD, lines=lines, free={"laptop": 0})


def shipped(device: UUID, request: UUID) -> dict[str, Any]:
    return {"device": device, "type": "laptop", "board": BOARD, "shipment": uuid4(), "request": request}


def accepted(request: UUID, device: UUID | None = None) -> DeviceAccepted:
    return DeviceAccepted(**shipped(device or uuid4(), request))


def received(device: UUID, returned: bool) -> DeviceReceived:
    where, serial = LocationCode("QUAI-01"), Serial("SC02X")
    return DeviceReceived(
        device=device, maker="HP", serial=serial, model="m", type="laptop", location=where, returned=returned
    )


def fulfilled(ear: Ear) -> list[str]:
    return [data["request"] for kind, data in ear.recorded() if kind == "request.fulfilled.v1"]


def test_the_last_free_figure_of_each_type_counts(ear: Ear):
    ear.hear(StockChanged(free={"laptop": 5, "tablet": 7}), StockChanged(free={"laptop": 4}))
    assert ear.stock() == {"laptop": (4, 0), "tablet": (7, 0)}


def test_a_figure_told_between_grant_and_answer_still_lacks_what_is_pending(ear: Ear):
    (request,) = ear.granted(10)
    ear.hear(StockChanged(free={"laptop": 12}))
    assert ear.stock() == {"laptop": (12, 10)}
    ear.hear(reserved(request, 10, 2))
    assert ear.stock() == {"laptop": (2, 0)}


def test_a_short_order_lowers_the_grant_and_frees_all_that_was_pending(ear: Ear):
    (request,) = ear.granted(10)
    ear.hear(short(request, 10, 6))
    state, share = ear.share(request)
    assert (state, share.granted, share.reserved, share.short) == (State.PARTLY_GRANTED, 6, 6, 4)
    assert (ear.stock(), ear.held()) == ({"laptop": (0, 0)}, {"laptop": 6})


def test_an_answer_heard_twice_subtracts_once(ear: Ear):
    first, _second = ear.granted(10, 10)
    bodies = ear.hear(reserved(first, 10, 10))
    inbox.take(ear.database, SERVICE, bodies)
    ear.hear(reserved(first, 10, 10))
    assert ear.stock() == {"laptop": (10, 10)}


def test_an_answer_to_a_request_that_intake_does_not_know_only_tells_the_stock(ear: Ear):
    ear.hear(reserved(uuid4(), 10, 3))
    assert (ear.stock(), ear.parked()) == ({"laptop": (3, 0)}, 0)


def test_all_accepted_is_fulfilled_once(ear: Ear):
    (request,) = ear.granted(2)
    ear.hear(reserved(request, 2, 0), accepted(request))
    assert fulfilled(ear) == []
    ear.hear(accepted(request))
    ear.hear(accepted(request))
    assert fulfilled(ear) == [str(request)]
    assert ear.share(request)[0] is State.FULFILLED


def test_accepted_before_the_warehouses_answer_is_heard_it_is_fulfilled_with_the_answer(ear: Ear):
    (request,) = ear.granted(2)
    ear.hear(accepted(request), accepted(request))
    assert fulfilled(ear) == []
    ear.hear(reserved(request, 2, 0))
    assert fulfilled(ear) == [str(request)]


def test_a_device_damaged_after_acceptance_is_accepted_no_more_and_its_need_stays_held(ear: Ear):
    (request,) = ear.granted(2)
    device = uuid4()
    ear.hear(reserved(request, 2, 0), accepted(request, device))
    assert (ear.share(request)[1].accepted, ear.held()) == (1, {"laptop": 2})
    ear.hear(DeviceDamaged(**shipped(device, request), reason="x"))
    assert (ear.share(request)[1].accepted, ear.held()) == (0, {"laptop": 2})


def test_a_missing_device_is_not_held_once_its_request_is_settled(ear: Ear):
    (request,) = ear.granted(2)
    ear.hear(reserved(request, 2, 0), accepted(request), DeviceMissing(**shipped(uuid4(), request), reason="x"))
    ear.give_up(request, 1)
    assert ear.held() == {"laptop": 1}


def test_while_devices_are_on_their_way_nothing_lessens_what_is_held(ear: Ear):
    (request,) = ear.granted(3)
    ear.hear(reserved(request, 3, 0), DeviceMissing(**shipped(uuid4(), request), reason="x"))
    with pytest.raises(Invalid):
        ear.give_up(request, 2)
    assert ear.held() == {"laptop": 3}
    ear.give_up(request, 1)
    assert ear.held() == {"laptop": 2}, "two are on their way"
    assert fulfilled(ear) == []


def test_short_units_given_up_close_the_request_and_leave_what_comes_held(ear: Ear):
    (request,) = ear.granted(3)
    ear.hear(short(request, 3, 2))
    ear.give_up(request, 1)
    assert ear.held() == {"laptop": 2}
    ear.hear(accepted(request), accepted(request))
    assert (fulfilled(ear), ear.held()) == ([str(request)], {"laptop": 2})


def test_a_device_given_up_and_found_again_is_held_beside_those_on_their_way(ear: Ear):
    (request,) = ear.granted(3)
    device = uuid4()
    ear.hear(reserved(request, 3, 0), DeviceMissing(**shipped(device, request), reason="x"))
    ear.give_up(request, 1)
    ear.hear(accepted(request, device))
    assert ear.held() == {"laptop": 3}
    told = [data["given_up"][0]["quantity"] for kind, data in ear.recorded() if kind == "request.amended.v1"]
    assert told == [1, 0]


def test_a_device_accepted_again_for_the_same_request_counts_again(ear: Ear):
    (request,) = ear.granted(2)
    device, start = uuid4(), now()
    sent = {name: value for name, value in shipped(device, request).items() if name != "request"}
    ear.hear(reserved(request, 2, 0))
    story = [
        accepted(request, device),
        DeviceSentBack(**sent, reason="x"),
        received(device, returned=True),
        accepted(request, device),
    ]
    inbox.take(ear.database, SERVICE, [ear.told(one, start + timedelta(days=day)) for day, one in enumerate(story)])
    assert (ear.share(request)[1].accepted, ear.held()) == (2, {"laptop": 1})


def test_a_reserved_unit_that_disappears_lowers_the_grant_and_frees_pending_only_once(ear: Ear):
    first, _second = ear.granted(3, 5)
    ear.hear(reserved(first, 3, 5), short(first, 3, 2))
    state, share = ear.share(first)
    assert (state, share.granted, share.reserved, share.short) == (State.PARTLY_GRANTED, 2, 2, 1)
    assert (ear.stock(), ear.held()) == ({"laptop": (0, 5)}, {"laptop": 7})


@pytest.mark.parametrize("late", [False, True], ids=["in order", "the warehouse first"])
def test_a_device_that_went_back_covers_no_need_in_whatever_order_it_is_told(ear: Ear, late: bool):
    (request,) = ear.granted(1)
    ear.hear(reserved(request, 1, 0))
    device, start = uuid4(), now()
    sent = {name: value for name, value in shipped(device, request).items() if name != "request"}
    story = [
        ear.told(accepted(request, device), start),
        ear.told(DeviceSentBack(**sent, reason="x"), start + timedelta(days=2)),
        ear.told(received(device, returned=True), start + timedelta(days=4)),
    ]
    for body in [story[2], *story[:2]] if late else story:
        inbox.take(ear.database, SERVICE, [body])
    assert (ear.held(), fulfilled(ear)) == ({}, [str(request)])


def test_a_suppliers_delivery_leaves_no_trace(ear: Ear):
    ear.hear(*[received(uuid4(), returned=False) for _ in range(3)])
    with ear.database.reading() as session:
        assert session.scalars(select(Holding)).all() == []


def test_figures_of_a_board_by_use_and_lost_devices_cover_no_need(ear: Ear):
    (request,) = ear.granted(4)
    devices = [uuid4() for _ in range(4)]
    own = [{"device": device, "type": "laptop", "board": BOARD} for device in devices]
    ear.hear(reserved(request, 4, 0), *[accepted(request, device) for device in devices])
    assert (fulfilled(ear), ear.held()) == ([str(request)], {"laptop": 4})
    ear.hear(DeviceConfigured(**own[0]), DeviceHandedOver(**own[1], loan="L-1"), DeviceLost(**own[2], reason="x"))
    with ear.database.reading() as session:
        (laptops,) = uses(session, BOARD, BOARD)
    assert (laptops.at_board, laptops.configured, laptops.on_loan, laptops.lost) == (1, 1, 1, 1)
    assert ear.held() == {"laptop": 3}
    ear.hear(DeviceFound(**own[2]))
    assert ear.held() == {"laptop": 4}


def test_a_shipment_is_followed_back_and_forth(ear: Ear):
    (request,) = ear.granted(1)
    sent = {"shipment": uuid4(), "request": request, "board": BOARD, "cartons": []}
    back = {"undone": uuid4(), "reason": "x"}
    ear.hear(
        ShipmentReadied(**sent, number="E000001", devices=1),
        ShipmentDispatched(**sent, carrier="c", tracking="t", freight_cents=1),
        ShipmentDelivered(**sent),
    )
    assert stages(ear, request) == ("delivered", True, True)
    ear.hear(ShipmentUndone(**sent, **back, step="shipment.delivered", state="dispatched"))
    assert stages(ear, request) == ("dispatched", True, False)
    ear.hear(ShipmentVoided(**sent, reason="x"))
    assert stages(ear, request) == ("voided", True, False)


def stages(ear: Ear, request: UUID) -> tuple[str, bool, bool]:
    with ear.database.reading() as session:
        (one,) = shipments(session, one_request(session, None, request))
        assert one.number == "E000001"
        return one.state.value, one.dispatched_at is not None, one.delivered_at is not None


def withdrawn(ear: Ear, requests: Sequence[UUID]) -> None:
    """Have every second one withdrawn, the others' grant taken back."""
    with ear.database.writing(Act("u-2", now())) as session:
        for index, request in enumerate(requests):
            found = one_request(session, None, request)
            found.state = State.TAKING_BACK if index % 2 else State.WITHDRAWING
            found.types[0].answered = True


def events_of(ear: Ear, story: str, count: int) -> list[Event]:
    """As many events of a story, about as many requests and devices."""
    requests, devices = ear.granted(*[2] * count), [uuid4() for _ in range(count)]
    own = [{"device": device, "type": "laptop", "board": BOARD} for device in devices]
    if story == "answers":
        return [short(one, 2, 1) if index % 3 else reserved(one, 2, 0) for index, one in enumerate(requests)]
    if story in ("cancelled", "refused"):
        withdrawn(ear, requests)
        kind = OrderCancelled if story == "cancelled" else WithdrawalRefused
        rest = {"board": BOARD, "free": {"laptop": 0}} | ({"held": []} if kind is OrderCancelled else {})
        return [kind(order=uuid4(), request=one, **rest) for one in requests]
    if story == "shipments":
        sent = [{"shipment": uuid4(), "request": one, "board": BOARD, "cartons": []} for one in requests]
        return [
            ShipmentVoided(**one, reason="x") if index % 2 else ShipmentDelivered(**one)
            for index, one in enumerate(sent)
        ]
    if story == "in use":
        kinds = (DeviceConfigured, DeviceFound)
        return [kinds[index % 2](**one) for index, one in enumerate(own)]
    if story == "undone":
        ear.hear(*[reserved(one, 2, 0) for one in requests])
        ear.hear(*[accepted(one, device) for one, device in zip(requests, devices, strict=True)])
        ear.hear(*[accepted(one) for one in requests])
        back = {"undone": uuid4(), "reason": "x", "step": "device.accepted", "state": "in_transit"}
        return [ShippingDeviceUndone(**mine, **back, request=one) for mine, one in zip(own, requests, strict=True)]
    if story == "returned":
        return [received(device, returned=True) for device in devices]
    if story == "accepted":
        return [accepted(one) for one in requests]
    return [
        DeviceDamaged(**shipped(uuid4(), one), reason="x") if index % 2 else accepted(one)
        for index, one in enumerate(requests)
    ]


STORIES = ["accepted", "answers", "mixed", "cancelled", "refused", "shipments", "in use", "undone", "returned"]


@pytest.mark.parametrize("story", STORIES)
def test_a_batch_takes_the_same_statements_whatever_its_size(ear: Ear, story: str):
    # The first of a day closes the books of the days before.
    ear.hear(StockChanged(free={"laptop": 0}))
    taken = []
    for count in (5, 500):
        events = events_of(ear, story, count)
        with ear.counted() as statements:
            ear.hear(*events)
        taken.append(len(statements))
    assert taken[0] == taken[1] < 30
    assert ear.parked() == 0
