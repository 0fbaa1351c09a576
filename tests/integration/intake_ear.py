"""Intake's inbox, and what the warehouse and shipping tell it."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select

from services.chassis import inbox, run, tables
from services.chassis.act import Act, now
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.intake import Quantity, RequestLine
from services.contracts.shipping import DeviceAccepted
from services.contracts.values import BoardCode, LocationCode, Serial
from services.contracts.warehouse import (
    DeviceReceived,
    OrderReserved,
    OrderShort,
    Shortage,
)
from services.intake.model.asking import Asking
from services.intake.model.calendar import day_of
from services.intake.model.freight import Quote
from services.intake.model.held import held
from services.intake.model.line import Line
from services.intake.model.request import Request
from services.intake.model.share import Share
from services.intake.model.state import State, Urgency
from services.intake.operations.request import give_up
from services.intake.operations.stock import keep_free
from services.intake.queries.request import one_request
from services.intake.queries.stock import stock
from services.intake.service import SERVICE
from tests.integration.databases import copied, installation

BOARD = BoardCode("762000")


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


def set_up(factory: pytest.TempPathFactory) -> Path:
    """An installation to be copied for each test: migrating once is enough."""
    folder = factory.mktemp("prepared")
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


def opened(prepared: Path, folder: Path) -> Iterator[Ear]:
    """An inbox of its own in that folder, for the length of a fixture."""
    running = run.running(SERVICE, copied(prepared, folder, SERVICE))
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
