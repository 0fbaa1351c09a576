"""Shipping on a real database with a client of any role, for the tests of its routes and scans."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event as hooks
from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.chassis import inbox, tables
from services.chassis.act import now
from services.chassis.keyfiles import make_keys
from services.chassis.run import Running, keys, running
from services.contracts.envelope import Envelope, from_wire
from services.contracts.event import Event
from services.contracts.intake import Address, RequestGranted
from services.contracts.roles import Person, Role
from services.contracts.values import AssetTag, BoardCode, CartonCode, Serial
from services.contracts.warehouse import CartonClosed, OrderPacked, PackedDevice
from services.shipping.service import SERVICE
from tests.integration.databases import installation

BOARD, OTHER = BoardCode("762000"), BoardCode("831000")
API = "/shipping/api/v1"


class Site:
    """Shipping with a client of any role, and shipments made by what the others tell."""

    def __init__(self, one: Running) -> None:
        self.running, self.client, self._numbers = one, one.application().test_client(), count(1)

    def call(self, role: Role, method: str, path: str, board: BoardCode | None = None, **more: Any) -> Any:
        headers = {
            "Authorization": f"Bearer {self.token(role, board)}",
            "Idempotency-Key": str(uuid4()),
            "Accept-Language": "en",
        }
        return self.client.open(f"{API}{path}", method=method, headers=headers | more.pop("headers", {}), **more)

    def get(self, path: str, role: Role = Role.BOARD_TECHNICIAN, board: BoardCode | None = BOARD) -> Any:
        answer = self.call(role, "GET", path, board)
        assert answer.status_code == 200, answer.text
        return answer.json

    def page(self, path: str, role: Role, board: BoardCode | None = None) -> str:
        """A page as a browser shows it to someone of this role."""
        answer = self.asked(path, role, board)
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def asked(self, path: str, role: Role, board: BoardCode | None = None) -> Any:
        """The answer to a browser of someone of this role, whatever it is."""
        client = self.client.application.test_client(use_cookies=False)
        return client.get(f"/shipping{path}", headers={"Cookie": f"reserve_token={self.token(role, board)}"})

    def token(self, role: Role, board: BoardCode | None) -> str:
        return keys(self.running.settings).sign(Person(f"u-{role}", role, board, csrf="c"))

    def call_status(self, method: str, path: str, board: BoardCode) -> int:
        return int(self.call(Role.BOARD_TECHNICIAN, method, path, board).status_code)

    def post(self, path: str, body: Any, status: int = 200, board: BoardCode = BOARD) -> Any:
        answer = self.call(Role.BOARD_TECHNICIAN, "POST", path, board, json=body)
        assert answer.status_code == status, answer.text
        return answer.json

    def scan(self, action: str, *codes: str, role: Role = Role.STATION, board: BoardCode = BOARD, **given: str) -> Any:
        """One scan; the codes are of one label."""
        return self.scans([one_scan(action, *codes, **given)], role, board)[0]

    def scans(self, scans: list[Any], role: Role = Role.STATION, board: BoardCode | None = BOARD) -> Any:
        answer = self.call(role, "POST", "/scans", board, json={"sent": now().isoformat(), "scans": scans})
        assert answer.status_code == 200, answer.text
        return answer.json["results"]

    def hear(self, *events: Event) -> None:
        bodies = [
            Envelope(uuid7(), f"/{one.owner}", one.subject(), now(), next(self._numbers), "u-1", one).to_wire()
            for one in events
        ]
        assert inbox.take(self.running.database, SERVICE, bodies) == []

    def told(self, *kinds: str) -> list[Any]:
        """Events recorded, as `noun.verb`; only those of these kinds where some are named."""
        with self.running.database.reading() as session:
            rows = session.scalars(select(tables.outbox.c.body).order_by(tables.outbox.c.id))
            events = [from_wire(body) for body in rows]
        return [one for one in events if not kinds or f"{one.data.noun}.{one.data.verb}" in kinds]

    def ready(self, *cartons: list[PackedDevice], board: BoardCode = BOARD, address: bool = True) -> UUID:
        """A shipment that stands ready. Gives its id."""
        order, request, ids = uuid4(), uuid4(), [uuid4() for _ in cartons]
        closed = [
            CartonClosed(
                carton=carton,
                code=CartonCode.numbered(next(self._numbers), None),
                order=order,
                request=request,
                board=board,
                devices=devices,
            )
            for carton, devices in zip(ids, cartons, strict=True)
        ]
        self.hear(*closed, OrderPacked(order=order, request=request, board=board, cartons=ids, final=True))
        if address:
            self.hear(granted(request, board))
        return UUID(str(self.told("shipment.readied")[-1].data.shipment))

    def sent(self, *cartons: list[PackedDevice], board: BoardCode = BOARD) -> str:
        """A shipment on its way. Gives its path."""
        path = f"/shipments/{self.ready(*cartons, board=board)}"
        answer = self.call(Role.WAREHOUSE, "POST", f"{path}/dispatch", json=DISPATCH)
        assert answer.status_code == 200, answer.text
        return path


DISPATCH = {"carrier": "Transport Démo", "tracking": "TD-1", "freight_cents": 4550}


def granted(request: UUID, board: BoardCode) -> RequestGranted:
    address = Address(
        site="quai", street="1, rue du Quai", town="Montréal", postal_code="H1A 1A1", contact="TI", phone="514 555-0100"
    )
    return RequestGranted(request=request, number="D000001", board=board, granted=[], address=address, freight_cents=0)


def packed(serial: str, maker: str = "Apple", model: str = "MYLD2C/A", tag: str | None = None) -> PackedDevice:
    return PackedDevice(
        device=uuid7(),
        maker=maker,
        serial=Serial(serial),
        model=model,
        type="tablet",
        asset_tag=AssetTag(tag) if tag else None,
    )


def some(number: int, prefix: str = "C02XL") -> list[PackedDevice]:
    return [packed(f"{prefix}{index:05d}") for index in range(number)]


def ids(devices: list[PackedDevice]) -> list[str]:
    return [str(one.device) for one in devices]


def one_scan(action: str, *codes: str, at: datetime | None = None, **given: str) -> Any:
    return {
        "id": str(uuid4()),
        "at": (at or now()).isoformat(),
        "station": "reception-1",
        "action": action,
        "codes": [{"text": code, "symbology": "Code128"} for code in codes],
        "with": given,
    }


def opened(tmp_path: Path) -> Iterator[Site]:
    """A site for one test."""
    settings = installation(tmp_path, SERVICE)
    make_keys(settings.var / "keys")
    one = running(SERVICE, settings)
    yield Site(one)
    one.database.close()


@contextmanager
def counting(site: Site) -> Iterator[list[str]]:
    """The statements run inside the block."""
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    hooks.listen(site.running.database.engine, "before_cursor_execute", note)
    yield seen
    hooks.remove(site.running.database.engine, "before_cursor_execute", note)
