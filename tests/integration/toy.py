"""A toy service that stands on the chassis as a real one does: a route, a page, a scan action, a subscription."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, render_template_string
from sqlalchemy import Column, MetaData, String, Table, Uuid, event, insert, select, text
from sqlalchemy.orm import Session

from scanner.codes import Makers
from services.chassis import outbox, scans, tables
from services.chassis.database import Database
from services.chassis.errors import Conflict, NotFound
from services.chassis.keyfiles import make_keys
from services.chassis.run import Running
from services.chassis.service import Service
from services.chassis.tokens import read_keys
from services.chassis.web.application import application
from services.chassis.web.doors import Doors
from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow, form_of
from services.chassis.web.scans import answer
from services.chassis.web.shapes import Answer, Body, One
from services.contracts.envelope import Envelope
from services.contracts.roles import Person, Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode, FreeText, LocationCode
from services.contracts.warehouse import DeviceStored, DeviceWiped
from tests.integration.databases import installation

metadata = MetaData()
shelf = Table("shelf", metadata, Column("device", Uuid, primary_key=True), Column("place", String(20)))


class Put(Body):
    location: LocationCode
    note: FreeText | None = None


class Placed(Answer):
    location: str


api = Routes("toy_api", __name__, url_prefix="/toy/api/v1")
pages = Blueprint("toy_pages", __name__, url_prefix="/toy")


def put(session: Session, device: UUID, location: str) -> None:
    """The toy's one use case; location A-09-09 is refused after everything was written."""
    session.execute(insert(shelf).values(device=device, place=location))
    outbox.record(session, DeviceStored(device=device, type="tablet", location=LocationCode(location)))
    if location == "A-09-09":
        raise Conflict("toy.full", say("%(where)s is full.", where=location))


@api.post("/devices/<uuid:id>", responses={201: Placed})
@allow(Role.WAREHOUSE, creates=True)
def put_route(path: One, body: Put) -> Any:
    put(session(), path.id, body.location)
    return Placed(location=body.location), 201


@api.put("/devices/<uuid:id>", responses={200: Placed})
@allow(Role.WAREHOUSE)
def put_without_key(path: One, body: Put) -> Placed:
    put(session(), path.id, body.location)
    return Placed(location=body.location)


@api.get("/devices")
@allow(Role.WAREHOUSE)
def devices_route() -> Any:
    return {"places": list(session().scalars(select(shelf.c.place)))}


@api.post("/scans")
@allow(Role.WAREHOUSE, repeatable=True)
def scan_route(body: scans.ScanBatch) -> Any:
    return answer(body, judge), {"Content-Type": "application/json"}


def judge(session: Session, who: Person, batch: Sequence[scans.Scan], _makers: Makers) -> list[scans.Answer]:
    answers = []
    for scan in batch:
        if scan.action == "put":
            put(session, uuid4(), scan.context["location"])
            answers.append(scans.Answer(scans.Outcome.DONE, say("Done."), {"text": scan.codes[0].text}))
        else:
            answers.append(scans.refused(Conflict("toy.unknown", say("Unknown."))))
    return answers


@pages.get("/shelf")
@allow(Role.WAREHOUSE)
def shelf_page() -> str:
    return render_template_string(
        "{% extends 'base.html' %}{% block title %}Étagère{% endblock %}"
        "{% block main %}<input value=\"{{ typed.get('location', '') }}\">{% endblock %}"
    )


@pages.get("/places")
@allow(Role.WAREHOUSE)
def places_page() -> str:
    return ", ".join(session().scalars(select(shelf.c.place)))


@pages.post("/shelf/put")
@form_of(shelf_page)
@allow(Role.WAREHOUSE)
def put_page() -> str:
    raise Conflict("toy.full", say("%(where)s is full.", where="A-01-01"))


@pages.get("/lost")
@allow(Role.WAREHOUSE)
def lost_page() -> str:
    raise NotFound("toy.lost", say("Lost."))


@pages.post("/lost/put")
@form_of(lost_page)
@allow(Role.WAREHOUSE)
def put_lost() -> str:
    raise NotFound("toy.lost", say("Lost."))


def hear(session: Session, envelopes: Sequence[Envelope[Any]]) -> None:
    """Remember each device's place; BOOM-99 is poison, SQL-99 a statement that is wrong."""
    for envelope in envelopes:
        if envelope.data.location == "BOOM-99":
            raise ArithmeticError("poison")
        if envelope.data.location == "SQL-99":
            session.execute(text("SELECT * FROM nowhere"))
    rows = [{"device": one.id, "place": one.data.location} for one in envelopes]
    session.execute(insert(shelf), rows)


TOY = Service(
    "toy",
    "services.chassis",
    metadata,
    subscriptions={DeviceStored: hear, DeviceWiped: hear},
)


DOORS = Doors(routes=[api], pages=[pages])


@contextmanager
def running_toy(folder: Path) -> Iterator[Running]:
    """The toy with a database of its own, its tables made, its keys in `folder`."""
    settings = installation(folder, TOY)
    database = Database(settings.database_url("toy"), "toy")
    tables.metadata.create_all(database.engine)
    metadata.create_all(database.engine)
    make_keys(settings.var / "keys")
    yield Running(TOY, settings, database)
    database.close()


def client(one: Running) -> Any:
    """A test client of the toy's application."""
    keys = read_keys(one.settings.var / "keys")
    return application(TOY, DOORS, one.settings, one.database, keys).test_client()


def token(one: Running, role: Role = Role.WAREHOUSE, board: str | None = None, actor: str = "u-1") -> str:
    keys = read_keys(one.settings.var / "keys")
    return keys.sign(Person(actor, role, BoardCode(board) if board else None, csrf="form-1"))


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database meanwhile, in order: the statement's text and its values."""
    seen: list[tuple[str, Any]] = []
    listener = lambda *told: seen.append((told[2], told[3]))  # noqa: E731
    event.listen(database.engine, "before_cursor_execute", listener)
    yield seen
    event.remove(database.engine, "before_cursor_execute", listener)


def sent_by(database: Database, act: Callable[[], object]) -> int:
    """How many statements an act sends to the database."""
    with statements(database) as seen:
        act()
    return len(seen)


def shelved(one: Running) -> list[str]:
    """The places on the toy's shelf, in the order in which they were written."""
    with one.database.reading() as reading:
        return list(reading.scalars(select(shelf.c.place)))


def waiting(one: Running) -> list[bytes]:
    """The bodies in the outbox, oldest first."""
    with one.database.reading() as reading:
        return list(reading.scalars(select(tables.outbox.c.body).order_by(tables.outbox.c.id)))
