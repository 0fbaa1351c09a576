"""A warehouse with grants heard and laptops shelved, and its staff."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.chassis import inbox, run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.chassis.tables import outbox
from services.contracts.envelope import Envelope, from_wire
from services.contracts.event import Event
from services.contracts.intake import Address, Quantity, RequestGranted
from services.contracts.roles import Person, Role
from services.contracts.shipping import (
    DeviceSentBack,
    ShipmentDispatched,
)
from services.contracts.values import BoardCode
from services.warehouse import operations
from services.warehouse.operations.device import put_away, receive
from services.warehouse.queries.device import DeviceFilter, devices
from services.warehouse.queries.stock import stock
from services.warehouse.service import SERVICE
from tests.integration.databases import installation

API = "/warehouse/api/v1"

BOARD = BoardCode("762000")

ADDRESS = Address(site="quai", street="1, rue A", town="Montréal", postal_code="H1A 1A1", contact="TI", phone="514")


def opened(folder: Path) -> Iterator[Running]:
    """A warehouse of its own in that folder, for the length of a fixture."""
    settings = installation(folder, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    yield running
    running.database.close()


def caller(warehouse: Running) -> Any:
    """Call the API as warehouse staff; gives the answer's status and body."""
    client = warehouse.application().test_client()
    headers = {"Authorization": f"Bearer {run.keys(warehouse.settings).sign(Person('w1', Role.WAREHOUSE))}"}

    def call(method: str, path: str, body: Any = None) -> tuple[int, Any]:
        key = {"Idempotency-Key": str(uuid4())}
        answer = client.open(API + path, method=method, json=body, headers=headers | key)
        return answer.status_code, answer.json

    return call


def reader(warehouse: Running) -> Any:
    """Open a page as warehouse staff; gives its text."""
    client = warehouse.application().test_client(use_cookies=False)
    token = run.keys(warehouse.settings).sign(Person("w1", Role.WAREHOUSE, csrf="c"))

    def page(path: str) -> str:
        answer = client.get(f"/warehouse{path}", headers={"Cookie": f"reserve_token={token}"})
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    return page


def shelve(warehouse: Running, count: int, prefix: str = "5CD", location: str = "A-01-03", carton: int = 10) -> None:
    """Announce, receive and put away laptops."""
    rows = [f"{prefix}{n // carton:03d},HP,9UZ86UT,{prefix}{n:07d}," for n in range(count)]
    body = "\n".join(["carton,maker,model,serial,asset_tag", *rows]).encode()
    with warehouse.database.writing(Act("w1", now())) as session:
        operations.import_locations(session, f"code\n{location}\nQUAI-01")
        delivery = operations.announce_delivery(session, "HP", "BL-1", body)
        found = [one.id for one in devices(session, DeviceFilter(delivery_id=delivery.id), limit=200).items]
        receive(session, found, location)
        put_away(session, found, location)


def told(warehouse: Running, kind: str) -> list[Any]:
    """The data of every event of a kind recorded so far, in order."""
    with warehouse.database.reading() as session:
        bodies = session.scalars(select(outbox.c.body).order_by(outbox.c.id)).all()
    found = [from_wire(body).data for body in bodies]
    return [one for one in found if one.routing_key() == f"warehouse.{kind}"]


def hear(warehouse: Running, *events: Event, sequence: int = 1) -> None:
    envelopes: Sequence[Envelope[Event]] = [
        Envelope(uuid7(), f"/{one.owner}", one.subject(), now(), sequence, "u1", one) for one in events
    ]
    assert inbox.take(warehouse.database, SERVICE, [one.to_wire() for one in envelopes]) == []


def granted(count: int, request: UUID | None = None, number: str = "D000001") -> RequestGranted:
    return RequestGranted(
        request=request or uuid4(),
        number=number,
        board=BOARD,
        granted=[Quantity(type="laptop", quantity=count)],
        address=ADDRESS,
        freight_cents=100,
    )


def laptops(warehouse: Running) -> tuple[int, int, int]:
    with warehouse.database.reading() as session:
        (one,) = [one for one in stock(session) if one.type == "laptop"]
    return one.on_shelf, one.reserved, one.free


def dispatched(grant: RequestGranted, carton: str) -> ShipmentDispatched:
    return ShipmentDispatched(
        shipment=uuid4(),
        request=grant.request,
        board=BOARD,
        cartons=[UUID(carton)],
        carrier="Purolator",
        tracking="1",
        freight_cents=1,
    )


def sent_back(device: str) -> DeviceSentBack:
    return DeviceSentBack(device=UUID(device), type="laptop", board=BOARD, shipment=uuid4(), reason="not needed")
