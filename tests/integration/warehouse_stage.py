"""A warehouse of its own with an order in work, and the events of shipping that it hears."""

from collections.abc import Iterator
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
from services.contracts.intake import Address, Quantity, RequestGranted, RequestUndone, WithdrawalAsked
from services.contracts.roles import Person, Role
from services.contracts.shipping import (
    CartonReleased,
    ShipmentDispatched,
    ShipmentVoided,
)
from services.contracts.values import BoardCode
from services.warehouse import operations
from services.warehouse.operations.device import put_away, receive
from services.warehouse.queries.device import DeviceFilter, devices
from services.warehouse.service import SERVICE
from tests.integration.databases import installation

BOARD = BoardCode("762000")
ADDRESS = Address(site="quai", street="1, rue A", town="Montréal", postal_code="H1A 1A1", contact="TI", phone="514")
SHIPMENT = uuid4()


class Stage:
    """A warehouse, its API as staff call it, and its inbox."""

    def __init__(self, running: Running) -> None:
        self.running, self.sequence = running, 0
        self.client = running.application().test_client()
        token = run.keys(running.settings).sign(Person("w1", Role.WAREHOUSE))
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        self.client.set_cookie("reserve_token", run.keys(running.settings).sign(Person("w1", Role.WAREHOUSE, csrf="c")))

    def call(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        headers = self.headers | {"Idempotency-Key": str(uuid4())}
        answer = self.client.open(f"/warehouse/api/v1{path}", method=method, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json

    def hear(self, *events: Event) -> None:
        self.sequence += 1
        found = [Envelope(uuid7(), one.source(), one.subject(), now(), self.sequence, "u1", one) for one in events]
        inbox.take(self.running.database, SERVICE, [one.to_wire() for one in found])

    def told(self, kind: str = "") -> list[Any]:
        with self.running.database.reading() as session:
            bodies = session.scalars(select(outbox.c.body).order_by(outbox.c.id)).all()
        found = [from_wire(body) for body in bodies]
        return [one for one in found if not kind or one.data.routing_key() == f"warehouse.{kind}"]

    def shelve(self, count: int, prefix: str = "5CD", put: bool = True) -> list[str]:
        rows = [f",HP,9UZ86UT,{prefix}{n:07d}," for n in range(count)]
        body = "\n".join(["carton,maker,model,serial,asset_tag", *rows]).encode()
        with self.running.database.writing(Act("w1", now())) as session:
            operations.import_locations(session, "code\nA-01-03\nQUAI-01")
            delivery = operations.announce_delivery(session, "HP", "BL-1", body)
            session.flush()
            found: list[UUID] = []
            cursor = None
            while True:
                page = devices(session, DeviceFilter(delivery_id=delivery.id), cursor, 200)
                found += [one.id for one in page.items]
                cursor = page.next
                if cursor is None:
                    break
            receive(session, found, "QUAI-01")  # type: ignore[arg-type]
            if put:
                put_away(session, found, "A-01-03")  # type: ignore[arg-type]
        return [str(one) for one in found]

    def grant(self, count: int, request: UUID | None = None) -> UUID:
        request = request or uuid4()
        quantity = [Quantity(type="laptop", quantity=count)]
        number = f"D{str(request)[:6]}"
        told = {"request": request, "number": number, "board": BOARD, "granted": quantity}
        self.hear(RequestGranted(**told, address=ADDRESS, freight_cents=1))
        return request

    def order(self, request: UUID) -> Any:
        return self.call("GET", f"/orders?request={request}")["items"][0]

    def box(self, request: UUID, ids: list[str], close: bool = True) -> str:
        order = self.order(request)["id"]
        self.call("POST", "/pick", {"devices": ids, "order": order})
        carton = str(self.call("POST", "/cartons", {"order": order}, 201)["id"])
        self.call("POST", "/pack", {"devices": ids, "carton": carton})
        if close:
            self.call("POST", f"/cartons/{carton}/close")
        return carton

    def laptops(self) -> tuple[int, int, int]:
        (one,) = [one for one in self.call("GET", "/stock") if one["type"] == "laptop"]
        return one["on_shelf"], one["reserved"], one["free"]

    def undo(self, *ids: str, status: int = 200) -> Any:
        return self.call("POST", "/devices/undo", {"devices": list(ids), "reason": "wrong one"}, status)

    def state(self, device: str) -> Any:
        return self.call("GET", f"/devices/{device}")["state"]


def opened(folder: Path) -> Iterator[Stage]:
    """A warehouse of its own in that folder, for the length of a fixture."""
    settings = installation(folder, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    yield Stage(running)
    running.database.close()


def about(request: UUID) -> dict[str, Any]:
    return {"request": request, "board": BOARD}


def dispatched(request: UUID, *cartons: str, shipment: UUID = SHIPMENT) -> ShipmentDispatched:
    travel = {"carrier": "P", "tracking": "1", "freight_cents": 1}
    return ShipmentDispatched(shipment=shipment, cartons=[UUID(one) for one in cartons], **travel, **about(request))


def voided(request: UUID, *cartons: str) -> ShipmentVoided:
    return ShipmentVoided(shipment=SHIPMENT, cartons=[UUID(one) for one in cartons], reason="x", **about(request))


def released(request: UUID, carton: str) -> CartonReleased:
    return CartonReleased(carton=UUID(carton), reason="x", **about(request))


def withdrawal(request: UUID) -> WithdrawalAsked:
    return WithdrawalAsked(request=request, board=BOARD, reason="x")


def grant_undone(request: UUID, left: int, step: str = "request.granted") -> RequestUndone:
    granted = [Quantity(type="laptop", quantity=left)] if left else []
    return RequestUndone(request=request, board=BOARD, granted=granted, undone=uuid4(), step=step, reason="x")
