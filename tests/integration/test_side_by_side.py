"""What happens at once: threads on real SQLite files, through the doors that stations, people and the broker use."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.chassis import inbox, tables
from services.chassis.act import now
from services.contracts.envelope import Envelope, from_wire
from services.contracts.intake import Address, Quantity, RequestGranted
from services.contracts.roles import Role
from services.contracts.warehouse import OrderReserved, OrderShort
from tests.integration.house import OURS, House, house, someone
from tests.integration.maker import Maker
from tests.integration.things import DOCK, SHELF, WAREHOUSE, scans

pytestmark = pytest.mark.databases("sqlite", "postgresql")

T = TypeVar("T")
ADDRESS = Address(site="quai", street="1, rue A", town="Montréal", postal_code="H1A 1A1", contact="TI", phone="514")


@pytest.fixture
def reserve(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as one:
        one.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/locations", json={"codes": [DOCK, SHELF]})
        yield one


def shelved(reserve: House, count: int) -> list[tuple[str, str]]:
    """So many tablets on a shelf: id and serial of each."""
    maker = Maker(reserve)
    _, devices = maker.delivery("C02XL", count)
    maker.step("receive", devices, location=DOCK)
    maker.step("put-away", devices, location=SHELF)
    reserve.pump()
    return [(device, maker.serials[device]) for device in devices]


def at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    """All of them, each in a thread of its own, from one start."""
    start = Barrier(len(acts))

    def act(one: Callable[[], T]) -> T:
        start.wait()
        return one()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def grant(number: int, count: int = 1) -> bytes:
    """A request granted, as the broker brings it."""
    told = RequestGranted(
        request=uuid7(),
        number=f"D{number:06d}",
        board=OURS,
        granted=[Quantity(type="tablet", quantity=count)],
        address=ADDRESS,
        freight_cents=0,
    )
    return Envelope(uuid7(), "/intake", told.subject(), now(), 1, "u-1", told).to_wire()


def hear(reserve: House, *bodies: bytes) -> None:
    one = reserve.services["warehouse"]
    assert inbox.take(one.database, one.service, bodies) == []


def told(reserve: House, service: str) -> list[Any]:
    """All that a service has told, in order."""
    with reserve.services[service].database.reading() as session:
        return [from_wire(body).data for body in session.scalars(select(tables.outbox.c.body).order_by("id"))]


def orders(reserve: House, count: int) -> list[str]:
    """So many orders of one tablet each, reserved."""
    hear(reserve, *(grant(number) for number in range(count)))
    items = reserve.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/orders?limit=200")["items"]
    return [one["id"] for one in items]


def sending(reserve: House, service: str, role: Role, batch: Any) -> Callable[[], bytes]:
    """A station or a person who sends this batch of scans; gives the answer's bytes."""
    person = someone(role, None if service == "warehouse" else OURS)

    def send() -> bytes:
        headers = {"Authorization": f"Bearer {reserve.keys.sign(person)}"}
        answer = reserve.ask("POST", f"/{service}/api/v1/scans", headers, json=batch)
        assert answer.status_code == 200, answer.text
        return bytes(answer.data)

    return send


@pytest.mark.parametrize("senders", [1, 5])
def test_the_same_scan_sent_five_times_acts_once_and_is_answered_with_the_same_bytes(
    reserve: House, senders: int
) -> None:
    ((_, serial),) = shelved(reserve, 1)
    before = Counter(type(one).__name__ for one in told(reserve, "warehouse"))
    send = sending(reserve, "warehouse", Role.STATION, scans("quarantine", serial, reason="Écran fendu"))
    answers = at_once([send] * 5) if senders == 5 else [send() for _ in range(5)]
    assert len(set(answers)) == 1
    assert b'"outcome":"done"' in answers[0]
    after = Counter(type(one).__name__ for one in told(reserve, "warehouse"))
    assert (after - before)["DeviceQuarantined"] == 1


def test_the_same_scan_at_the_boards_door_five_times_at_once_acts_once(reserve: House) -> None:
    maker = Maker(reserve)
    things = maker.all()
    send = sending(reserve, "shipping", Role.STATION, scans("accept", things["carton code delivered"]))
    answers = at_once([send] * 5)
    assert len(set(answers)) == 1
    assert b'"outcome":"done"' in answers[0]
    accepted = [one.device for one in told(reserve, "shipping") if type(one).__name__ == "DeviceAccepted"]
    assert len(accepted) == len(set(accepted))
    assert UUID(things["device in shipment delivered"]) in accepted


def test_two_pickers_of_one_order_on_the_last_device_one_gets_it_and_one_is_told(reserve: House) -> None:
    ((device, serial),) = shelved(reserve, 1)
    (order,) = orders(reserve, 1)
    pickers = [sending(reserve, "warehouse", Role.WAREHOUSE, scans("pick", serial, order=order)) for _ in range(2)]
    answers = b"".join(at_once(pickers))
    assert (answers.count(b'"outcome":"done"'), answers.count(b'"outcome":"repeated"')) == (1, 1)
    assert picked(reserve) == [UUID(device)]


def test_two_pickers_of_two_orders_on_one_device_one_gets_it_and_one_is_refused_with_the_reason(
    reserve: House,
) -> None:
    (device, serial), _ = shelved(reserve, 2)
    pickers = [
        sending(reserve, "warehouse", Role.WAREHOUSE, scans("pick", serial, order=order))
        for order in orders(reserve, 2)
    ]
    answers = b"".join(at_once(pickers))
    assert (answers.count(b'"outcome":"done"'), answers.count(b'"outcome":"refused"')) == (1, 1)
    assert b'"status":409' in answers
    assert serial.encode() in answers
    assert picked(reserve) == [UUID(device)]


def test_pickers_by_id_at_once_take_no_more_than_their_order_holds(reserve: House) -> None:
    """Eight reach for one device of a line of three each: three devices are picked, five are told."""
    devices = shelved(reserve, 8)
    hear(reserve, grant(1, 3))
    (order,) = (one["id"] for one in reserve.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/orders")["items"])
    headers = {"Authorization": f"Bearer {reserve.keys.sign(someone(Role.WAREHOUSE))}"}

    def picking(device: str) -> Callable[[], int]:
        body = {"devices": [device], "order": order}
        return lambda: int(reserve.ask("POST", f"{WAREHOUSE}/pick", headers, json=body).status_code)

    statuses = Counter(at_once([picking(device) for device, _ in devices]))
    assert statuses == {200: 3, 409: 5}
    assert len(picked(reserve)) == 3


@pytest.mark.parametrize("batches", [40, 8, 1])
def test_forty_orders_at_once_for_the_last_ten_devices_never_promise_eleven(reserve: House, batches: int) -> None:
    """One message a transaction, in forty threads; five each in eight; and all forty in one."""
    shelved(reserve, 10)
    bodies = [grant(number) for number in range(40)]
    size = 40 // batches
    parts = [bodies[start : start + size] for start in range(0, 40, size)]
    at_once([lambda part=part: hear(reserve, *part) for part in parts])
    answers = [one for one in told(reserve, "warehouse") if isinstance(one, OrderReserved | OrderShort)]
    assert len({one.request for one in answers}) == 40
    reserved = [
        sum(one.reserved for one in answer.lines)
        if isinstance(answer, OrderShort)
        else sum(one.quantity for one in answer.reserved)
        for answer in answers
    ]
    assert sum(reserved) == 10
    assert Counter(reserved) == {1: 10, 0: 30}
    assert min(answer.free["tablet"] for answer in answers) == 0
    (stock,) = [one for one in reserve.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/stock") if one["type"] == "tablet"]
    assert (stock["on_shelf"], stock["reserved"], stock["free"]) == (10, 10, 0)
    with reserve.services["warehouse"].database.reading() as session:
        assert session.execute(select(tables.parked)).all() == []


def test_the_same_grant_brought_by_two_consumers_at_once_makes_one_order(reserve: House) -> None:
    shelved(reserve, 3)
    body = grant(1, 2)
    at_once([lambda: hear(reserve, body)] * 5)
    assert len(reserve.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/orders")["items"]) == 1
    (stock,) = [one for one in reserve.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/stock") if one["type"] == "tablet"]
    assert (stock["reserved"], stock["free"]) == (2, 1)


def test_a_creating_call_with_one_key_sent_five_times_at_once_makes_one_thing(reserve: House) -> None:
    shelved(reserve, 1)
    (order,) = orders(reserve, 1)
    key = {"Idempotency-Key": str(uuid4())}
    headers = key | {"Authorization": f"Bearer {reserve.keys.sign(someone(Role.WAREHOUSE))}"}
    cartons = at_once([lambda: reserve.ask("POST", f"{WAREHOUSE}/cartons", headers, json={"order": order}).data] * 5)
    assert len(set(cartons)) == 1
    assert b'"id"' in cartons[0]


def picked(reserve: House) -> list[UUID]:
    return [one.device for one in told(reserve, "warehouse") if type(one).__name__ == "DevicePicked"]
