"""A warehouse alone, as those who work on its floor meet it: its API, its pages and its door for scans."""

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
from services.contracts.intake import Address, Quantity, RequestGranted
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode, LocationCode
from services.warehouse import operations
from services.warehouse.operations.device import put_away, receive
from services.warehouse.queries.device import DeviceFilter, devices
from services.warehouse.queries.stock import stock
from services.warehouse.service import SERVICE
from tests.integration.databases import installation
from tests.integration.toy import sent_by

API = "/warehouse/api/v1"
BOARD = BoardCode("762000")
ADDRESS = Address(site="quai", street="1, rue A", town="Montréal", postal_code="H1A 1A1", contact="TI", phone="514")
HEAD = "carton,maker,model,serial,asset_tag"
CLERK = Person("w1", Role.WAREHOUSE)
MODELS = {"laptop": ("HP", "9UZ86UT"), "tablet": ("Apple", "MYLD2C/A")}


class FloorSite:
    """`call` gives status and body of the API, `scan` the result of one scan, in English; events are heard at once."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.keys = keys = run.keys(running.settings)
        self.client = running.application().test_client(use_cookies=False)
        self.cookie = f"reserve_token={keys.sign(Person('w1', Role.WAREHOUSE, csrf='c'))}"

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        return self.call_as(CLERK, method, path, body)

    def call_as(self, person: Person, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {
            "Authorization": f"Bearer {self.keys.sign(person)}",
            "Idempotency-Key": str(uuid4()),
            "Accept-Language": "en",
        }
        answer = self.client.open(API + path, method=method, json=body, headers=headers)
        return answer.status_code, answer.json

    def page(self, path: str) -> str:
        answer = self.client.get(f"/warehouse{path}", headers={"Cookie": self.cookie})
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def send(self, path: str, **fields: Any) -> Any:
        """The answer to a form of a page, in French."""
        form = {"csrf": "c", "idempotency_key": str(uuid4()), **fields}
        return self.client.post(f"/warehouse{path}", data=form, headers={"Cookie": self.cookie})

    def scans(self, *scans: dict[str, Any]) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.keys.sign(CLERK)}", "Accept-Language": "en"}
        body = {"sent": now().isoformat(), "scans": list(scans)}
        answer = self.client.post(f"{API}/scans", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json["results"]
        return results

    def scan(self, action: str, *codes: str, **context: str) -> dict[str, Any]:
        return self.scans(a_scan(action, *codes, **context))[0]

    def places(self, *codes: str, **said: Any) -> None:
        assert self.call("POST", "/locations", {"codes": list(codes), **said})[0] == 200

    def announce(self, count: int, prefix: str, kind: str = "laptop", carton: int = 10) -> list[UUID]:
        """Devices of which `carton` lie in each of the supplier's cartons, PREFIX000 and on."""
        maker, model = MODELS[kind]
        rows = [f"{prefix}{n // carton:03d},{maker},{model},{prefix}{n:07d}," for n in range(count)]
        with self.running.database.writing(Act("w1", now())) as session:
            made = operations.announce_delivery(session, "S", prefix, "\n".join([HEAD, *rows]).encode())
            wanted, found, cursor = DeviceFilter(delivery_id=made.id), list[UUID](), None
            while True:
                page = devices(session, wanted, cursor, limit=200)
                found += [one.id for one in page.items]
                cursor = page.next
                if cursor is None:
                    return found[::-1]

    def shelve(
        self, count: int, prefix: str, location: str = "A-01-03", kind: str = "laptop", carton: int = 10
    ) -> None:
        """Announce, receive and put away; the devices are called PREFIX0000000 and on."""
        self.places("QUAI-01", location)
        found = self.announce(count, prefix, kind, carton)
        with self.running.database.writing(Act("w1", now())) as session:
            receive(session, found, LocationCode("QUAI-01"))
            put_away(session, found, LocationCode(location))

    def hear(self, *events: Event, sequence: int = 1) -> None:
        envelopes = [Envelope(uuid7(), f"/{one.owner}", one.subject(), now(), sequence, "u1", one) for one in events]
        assert inbox.take(self.running.database, SERVICE, [one.to_wire() for one in envelopes]) == []

    def grant(self, number: str, **quantities: int) -> str:
        """A request granted; the id of its order."""
        granted = [Quantity(type=kind, quantity=count) for kind, count in quantities.items()]
        told = RequestGranted(
            request=uuid4(), number=number, board=BOARD, granted=granted, address=ADDRESS, freight_cents=100
        )
        self.hear(told)
        return self.order_of(told.request)["id"]

    def order_of(self, request: UUID) -> Any:
        return self.call("GET", f"/orders?request={request}")[1]["items"][0]

    def order(self, key: str) -> Any:
        return self.call("GET", f"/orders/{key}")[1]

    def device(self, serial: str) -> Any:
        return self.call("GET", f"/devices?serial={serial}")[1]["items"][0]

    def told(self, kind: str) -> list[Any]:
        """The data of every event of a kind recorded so far, in order."""
        with self.running.database.reading() as session:
            bodies = session.scalars(select(outbox.c.body).order_by(outbox.c.id)).all()
        found = [from_wire(body).data for body in bodies]
        return [one for one in found if one.routing_key() == f"warehouse.{kind}"]

    def stock(self, kind: str = "laptop") -> tuple[int, int, int]:
        """On the shelves, reserved, free."""
        with self.running.database.reading() as session:
            (one,) = [one for one in stock(session) if one.type == kind]
        return one.on_shelf, one.reserved, one.free

    def statements(self, act: Any) -> int:
        return sent_by(self.running.database, act)


def a_scan(action: str, *codes: str, **context: str) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "at": now().isoformat(),
        "station": "quai-1",
        "action": action,
        "codes": [{"text": code, "symbology": "Code128"} for code in codes],
        "with": context,
    }


def opened(folder: Path) -> Iterator[FloorSite]:
    """A warehouse set up in an empty folder, while a test lasts."""
    settings = installation(folder, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    yield FloorSite(running)
    running.database.close()
