"""Shipping with one shipment ready, and a browser for anybody."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.chassis import tables
from services.chassis.act import Act, now
from services.chassis.keyfiles import make_keys
from services.chassis.run import Running, keys, running
from services.contracts.envelope import Envelope, from_wire
from services.contracts.event import Event
from services.contracts.intake import Address, RequestGranted
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode, CartonCode, Serial
from services.contracts.warehouse import CartonClosed, OrderPacked, PackedDevice
from services.shipping.operations import grow_shipments, keep_addresses, note_cartons
from services.shipping.service import SERVICE
from tests.integration.databases import installation

BOARD, OTHER = BoardCode("762000"), BoardCode("831000")

SERIALS = ("C02XL0GTJGH5", "5CD0123ABC")


class Page(HTMLParser):
    """What must be right on every page: one h1, labels for inputs, ids once."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[str] = []
        self._in_label = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [str(given["id"])] if "id" in given else []
        self._in_label = tag == "label" or (self._in_label and tag == "input")
        if tag == "label" and given.get("for"):
            self.labelled.add(str(given["for"]))
        if tag in {"input", "select"} and given.get("type") != "hidden" and not self._in_label:
            self.inputs.append(given.get("id") or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_label = self._in_label and tag != "label"


class Site:
    """Shipping with one shipment ready, and a browser for anybody."""

    def __init__(self, one: Running) -> None:
        self.running, self.application = one, one.application()
        order, request, carton = uuid4(), uuid4(), uuid4()
        self.request = request
        self.devices = [
            PackedDevice(device=uuid7(), maker="Apple", serial=Serial(one), model="MYLD2C/A", type="tablet")
            for one in SERIALS
        ]
        code = CartonCode.numbered(1, None)
        address = Address(
            site="quai", street="1, rue du Quai", town="Laval", postal_code="H7A 1A1", contact="TI", phone="514"
        )
        closed = CartonClosed(carton=carton, code=code, order=order, request=request, board=BOARD, devices=self.devices)
        packed = OrderPacked(order=order, request=request, board=BOARD, cartons=[carton], final=True)
        granted = RequestGranted(
            request=request, number="D000001", board=BOARD, granted=[], address=address, freight_cents=0
        )
        with one.database.writing(Act("service:shipping", now())) as session:
            note_cartons(session, [heard(closed)])
            grow_shipments(session, [heard(packed)])
            keep_addresses(session, [heard(granted)])
        self.shipment: UUID = self.told()[-1].shipment
        self.path = f"/shipping/shipments/{self.shipment}"

    def told(self) -> list[Any]:
        with self.running.database.reading() as session:
            rows = session.scalars(select(tables.outbox.c.body).order_by(tables.outbox.c.id))
            return [from_wire(body).data for body in rows]

    def open(self, path: str, role: Role = Role.BOARD_TECHNICIAN, board: BoardCode | None = BOARD, **form: str) -> Any:
        client = self.application.test_client()
        token = keys(self.running.settings).sign(Person(f"u-{role}", role, board, csrf="c"))
        client.set_cookie("reserve_token", token)
        return client.post(path, data={"csrf": "c", **form}) if form else client.get(path)

    def another(self, serial: str) -> str:
        """Another shipment of the same request that stands ready, with one device. Gives its path."""
        order, request, carton = uuid4(), self.request, uuid4()
        line = PackedDevice(device=uuid7(), maker="HP", serial=Serial(serial), model="9UZ86UT", type="laptop")
        code = CartonCode.numbered(2, None)
        closed = CartonClosed(carton=carton, code=code, order=order, request=request, board=BOARD, devices=[line])
        packed = OrderPacked(order=order, request=request, board=BOARD, cartons=[carton], final=True)
        with self.running.database.writing(Act("service:shipping", now())) as session:
            note_cartons(session, [heard(closed)])
            grow_shipments(session, [heard(packed)])
        return f"/shipping/shipments/{self.told()[-1].shipment}"

    def dispatched(self) -> None:
        form = {"carrier": "Transport", "tracking": "TD-1", "freight": "45,50"}
        assert self.open(f"{self.path}/dispatch", Role.WAREHOUSE, None, **form).status_code == 303


def heard(event: Any) -> Envelope[Any]:
    assert isinstance(event, Event)
    return Envelope(uuid7(), f"/{event.owner}", event.subject(), now(), 1, "u-1", event)


def opened(folder: Path) -> Iterator[Site]:
    """A site of its own in that folder, for the length of a fixture."""
    settings = installation(folder, SERVICE)
    make_keys(settings.var / "keys")
    one = running(SERVICE, settings)
    yield Site(one)
    one.database.close()
