"""A whole reserve in whose aisle phones scan: people who sign in at the portal, and devices announced and received."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.tables import outbox
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.everything import BY_NAME
from services.portal.operations import add_account
from tests.system.site import Reserve, reserve

PASSWORD = "un long mot de passe"
CLERK, OTHER_CLERK, TECHNICIAN = "commis", "commis-2", "technicienne"
BOARD = BoardCode("762000")
PEOPLE = {
    CLERK: (Role.WAREHOUSE, None),
    OTHER_CLERK: (Role.WAREHOUSE, None),
    TECHNICIAN: (Role.BOARD_TECHNICIAN, BOARD),
}
DOCK, SHELF, OTHER_SHELF, FAR_SHELF = "QUAI-01", "A-01-01", "A-01-02", "B-09-01"
API = "/warehouse/api/v1"


@dataclass
class Aisle:
    """What tests prepare and look at, by the API; each test has devices of its own."""

    site: Reserve
    numbers: Iterator[int] = field(default_factory=count)
    # The number of the delivery in which each serial was announced.
    deliveries: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.site.settings.url

    def call(self, method: str, path: str, **request: Any) -> Any:
        headers = {"Idempotency-Key": str(uuid4())}
        answer = self.site.call(Role.WAREHOUSE, method, f"{API}{path}", headers=headers, **request)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def announced(self, many: int) -> list[str]:
        """The serials of a delivery that a supplier announced."""
        start = next(self.numbers)
        serials = [f"5CD{start:03d}{number:04d}" for number in range(many)]
        rows = "".join(f"C{start},HP,9UZ86UT,{serial},\n" for serial in serials)
        file = ("avis.csv", f"carton,maker,model,serial,asset_tag\n{rows}")
        made = self.call("POST", "/deliveries", data={"supplier": "HP", "reference": "R"}, files={"file": file})
        self.deliveries |= dict.fromkeys(serials, made["number"])
        return serials

    def received(self, many: int) -> list[str]:
        """The serials of devices that lie at the dock."""
        serials = self.announced(many)
        assert {one["outcome"] for one in self.scan("receive", serials, location=DOCK)} == {"done"}
        return serials

    def scan(self, action: str, serials: Sequence[str], **context: str) -> list[Any]:
        """What a scanner elsewhere does meanwhile."""
        moment = datetime.now(UTC).isoformat()
        scan = {"at": moment, "station": "quai", "action": action, "with": context}
        scans = [scan | {"id": str(uuid4()), "codes": [{"text": serial}]} for serial in serials]
        results: list[Any] = self.call("POST", "/scans", json={"sent": moment, "scans": scans})["results"]
        return results

    def devices(self, location: str) -> list[Any]:
        """What lies there, 200 at most."""
        return self.call("GET", f"/devices?location={location}&limit=200")["items"]

    def device(self, serial: str) -> Any:
        return self.call("GET", f"/devices?serial={serial}")["items"][0]

    def told(self, event: str) -> list[str]:
        """The devices, by their ids, of which the warehouse told such an event, in the order in which it did."""
        warehouse = run.running(BY_NAME["warehouse"], self.site.settings)
        with warehouse.database.reading() as session:
            told = select(outbox.c.subject).where(outbox.c.routing_key == f"warehouse.device.{event}")
            subjects = session.scalars(told.order_by(outbox.c.id)).all()
        warehouse.database.close()
        return [subject.removeprefix("device/") for subject in subjects]


@contextmanager
def aisle(folder: Path) -> Iterator[Aisle]:
    """The reserve under `folder`, with its people and its places."""
    with reserve(folder) as site:
        portal = run.running(BY_NAME["portal"], site.settings)
        with portal.database.writing(Act("test", now())) as session:
            for login, (role, board) in PEOPLE.items():
                add_account(session, login, PASSWORD, role, board, login)
        portal.database.close()
        made = Aisle(site)
        made.call("POST", "/locations", json={"codes": [DOCK, SHELF, OTHER_SHELF, FAR_SHELF]})
        yield made
