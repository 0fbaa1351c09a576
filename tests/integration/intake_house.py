"""Intake with a person for each role, and a warehouse that says what the test wants."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from services.chassis import inbox, run, tables
from services.chassis.act import now
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.intake import Quantity
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.contracts.warehouse import (
    OrderCancelled,
    OrderReserved,
    OrderShort,
    Shortage,
    StockChanged,
    WithdrawalRefused,
)
from services.intake.model.share import Share
from services.intake.model.stock import Stock
from services.intake.service import SERVICE
from tests.integration.databases import copied, installation

API, OURS, OTHER = "/intake/api/v1", "762000", "711000"

SITE = {"street": "1, rue X", "town": "Montréal", "postal_code": "H1V 3R9", "contact": "TI", "phone": "514 555-0123"}

REASON = {"reason": "Une erreur"}


class House:
    """Intake with a person for each role, and a warehouse that says what the test wants."""

    def __init__(self, running: run.Running) -> None:
        self.running = running
        self.application = running.application()
        self.keys = run.keys(running.settings)
        self.sequence = 0

    def call(self, who: str, method: str, path: str, body: Any = None, board: str = OURS) -> tuple[int, Any]:
        role = Role(who)
        bound = BoardCode(board) if role in (Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN) else None
        token = self.keys.sign(Person(f"u-{who}-{board}", role, bound))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4()), "Accept-Language": "en"}
        answer = self.application.test_client().open(API + path, method=method, json=body, headers=headers)
        return answer.status_code, answer.get_json()

    def does(self, who: str, request: str, step: str, body: Any = REASON, board: str = OURS) -> tuple[int, str]:
        """The status of a step, and the state or the refusal that came of it."""
        status, answer = self.call(who, "POST", f"/requests/{request}/{step}", body, board)
        return status, answer.get("state") or answer["code"]

    def shown(self, request: str) -> Any:
        return self.call("ministry", "GET", f"/requests/{request}")[1]

    def figures(self, request: str) -> dict[str, int]:
        (laptop,) = self.shown(request)["types"]
        return {name: laptop[name] for name in ("granted", "reserved", "short")}

    def hear(self, *events: Event) -> None:
        bodies = []
        for one in events:
            self.sequence += 1
            bodies.append(Envelope(uuid4(), one.source(), one.subject(), now(), self.sequence, "w", one).to_wire())
        inbox.take(self.running.database, SERVICE, bodies)

    def events(self, verb: str) -> list[Any]:
        with self.running.database.reading() as session:
            bodies = [json.loads(body) for body in session.scalars(select(tables.outbox.c.body).order_by("id"))]
        return [body["data"] | {"id": body["id"]} for body in bodies if body["type"].endswith(f"{verb}.v1")]

    def stock(self) -> tuple[int, int]:
        with self.running.database.reading() as session:
            stock = session.get(Stock, "laptop")
            pending = session.scalar(select(func.sum(Share.pending))) or 0
            assert stock is not None
            assert stock.pending == pending, "what is pending over all requests is what the stock lacks"
            return stock.heard, stock.pending

    def asked(self, quantity: int, board: str = OURS, free: int = 100) -> str:
        """A submitted request."""
        lines = [{"type": "laptop", "by_category": {"no_access": quantity}}]
        self.call("board_manager", "POST", f"/boards/{board}/portraits", {"weekly_capacity": 4, "lines": lines}, board)
        self.call("board_manager", "PUT", f"/boards/{board}/sites/quai", SITE, board)
        self.hear(StockChanged(free={"laptop": free}))
        body = {"site": "quai", "justification": "x", "lines": [line(quantity)]}
        request = self.call("board_technician", "POST", "/requests", body, board)[1]["id"]
        assert self.does("board_manager", request, "submit", {"freight_accepted": True}, board) == (200, "submitted")
        return str(request)

    def granted(self, quantity: int, board: str = OURS) -> str:
        """A request granted and reserved whole."""
        request = self.asked(quantity, board)
        assert self.does("ministry", request, "grant", {}) == (200, "granted")
        self.hear(reserved(request, quantity, 100 - quantity))
        return request


def line(quantity: int) -> dict[str, Any]:
    return {"type": "laptop", "category": "no_access", "quantity": quantity}


def order(request: str, free: int) -> dict[str, Any]:
    return {"order": UUID(int=UUID(request).int ^ 1), "request": request, "board": OURS, "free": {"laptop": free}}


def reserved(request: str, count: int, free: int) -> OrderReserved:
    return OrderReserved(**order(request, free), reserved=[Quantity(type="laptop", quantity=count)])


def short(request: str, asked: int, count: int, free: int = 0) -> OrderShort:
    return OrderShort(**order(request, free), lines=[Shortage(type="laptop", asked=asked, reserved=count)])


def cancelled(request: str, free: int) -> OrderCancelled:
    return OrderCancelled(**order(request, free), held=[])


def refused(request: str, free: int) -> WithdrawalRefused:
    return WithdrawalRefused(**order(request, free))


def shipped(device: UUID, request: str) -> dict[str, Any]:
    return {"device": device, "type": "laptop", "board": OURS, "shipment": UUID(int=7), "request": request}


def set_up(factory: pytest.TempPathFactory) -> Path:
    """An installation to be copied for each test: migrating once is enough."""
    folder = factory.mktemp("prepared")
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


def opened(prepared: Path, folder: Path) -> Iterator[House]:
    """A house of its own in that folder, for the length of a fixture."""
    running = run.running(SERVICE, copied(prepared, folder, SERVICE))
    yield House(running)
    running.database.close()
