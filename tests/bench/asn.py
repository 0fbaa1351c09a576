"""One notice of 15,000 serials: validated and kept, then received by one bulk scan of its 500 cartons."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import uuid4

from sqlalchemy import event

from services.chassis import run
from services.chassis.act import now
from services.chassis.run import Running
from services.contracts.roles import Person, Role
from services.contracts.values import with_check_character

DEVICES, IN_CARTON = 15_000, 30
MODELS = (("HP", "9UZ86UT"), ("Apple", "MYLD2C/A"))
HEAD = "carton,maker,model,serial,asset_tag"
API = "/warehouse/api/v1"


@dataclass(frozen=True)
class Taken:
    """What a call took: seconds, and statements sent to the database."""

    seconds: float
    statements: int


class Dock:
    """The warehouse's manager at the dock, through the WSGI application of a warehouse that is set up."""

    def __init__(self, warehouse: Running) -> None:
        self.engine = warehouse.database.engine
        self.client = warehouse.application().test_client(use_cookies=False)
        self.keys = run.keys(warehouse.settings)
        self.post("/locations", json={"codes": ["QUAI-01", "A-01-03"]})

    def post(self, path: str, **request: Any) -> Any:
        manager = Person("bench", Role.WAREHOUSE_MANAGER, None)
        headers = {"Authorization": f"Bearer {self.keys.sign(manager)}", "Idempotency-Key": str(uuid4())}
        answer = self.client.post(API + path, headers=headers, **request)
        assert answer.status_code < 300, answer.text
        return answer

    def announce(self, name: str, devices: int = DEVICES) -> Taken:
        """Send a notice whose serials, tags and cartons begin with `name`, four letters or digits."""
        file = {"supplier": "Bench", "reference": name, "file": (BytesIO(notice(name, devices)), "notice.csv")}
        return self.taken(lambda: self.post("/deliveries", data=file, content_type="multipart/form-data"))

    def receive(self, name: str, devices: int = DEVICES) -> Taken:
        """Scan all the cartons of a notice, in one call."""
        return self.scan(cartons(name, devices), "receive", "QUAI-01")

    def put_away(self, name: str, devices: int = DEVICES) -> Taken:
        return self.scan(cartons(name, devices), "put_away", "A-01-03")

    def scan(self, codes: Sequence[str], action: str, location: str) -> Taken:
        scans = [a_scan(code, action, location) for code in codes]
        told: list[Any] = []
        taken = self.taken(
            lambda: told.append(self.post("/scans", json={"sent": now().isoformat(), "scans": scans}).json)
        )
        assert {one["outcome"] for one in told[0]["results"]} == {"done"}
        return taken

    def taken(self, call: Callable[[], object]) -> Taken:
        with self._counted() as sent:
            started = time.perf_counter()
            call()
            return Taken(time.perf_counter() - started, len(sent))

    @contextmanager
    def _counted(self) -> Iterator[list[str]]:
        sent: list[str] = []
        listener = lambda *told: sent.append(told[2])  # noqa: E731
        event.listen(self.engine, "before_cursor_execute", listener)
        yield sent
        event.remove(self.engine, "before_cursor_execute", listener)


def notice(name: str, devices: int) -> bytes:
    """Two makers in turn, every other device with an asset tag: no two neighbours are alike."""
    return "\n".join([HEAD, *(_row(name, number) for number in range(devices))]).encode()


def cartons(name: str, devices: int) -> list[str]:
    return [f"{name}{number:05d}" for number in range(-(-devices // IN_CARTON))]


def a_scan(code: str, action: str, location: str) -> dict[str, Any]:
    codes = [{"text": code, "symbology": "Code128"}]
    scan = {"id": str(uuid4()), "at": now().isoformat(), "station": "bench", "action": action, "codes": codes}
    return scan | {"with": {"location": location}}


def measure(warehouse: Running) -> dict[str, float]:
    """The figures of `make bench`; a small notice first, so that nothing is done for the first time."""
    dock = Dock(warehouse)
    for name, devices in (("WARM", 60), ("BIGN", DEVICES)):
        kept, received = dock.announce(name, devices), dock.receive(name, devices)
    return {
        "asn_keep_s": kept.seconds,
        "asn_keep_statements": kept.statements,
        "asn_receive_s": received.seconds,
        "asn_receive_statements": received.statements,
    }


def _row(name: str, number: int) -> str:
    maker, model = MODELS[number % 2]
    tag = with_check_character(f"RA{name[:2]}{number:06d}") if number % 2 else ""
    return f"{name}{number // IN_CARTON:05d},{maker},{model},{name}{number:06d},{tag}"
