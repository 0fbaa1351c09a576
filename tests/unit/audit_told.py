"""What the audit's tests tell a log, and what the recount makes of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.audit.fact import PREFIX, SUFFIX, Fact, read
from services.audit.hole import Holes
from services.audit.recount import Recount

BOARD, OTHER, SHELF, DOCK = "762000", "689000", "A-01-03", "QUAI-01"


def time_of(position: int) -> str:
    """An hour after the entry before."""
    return (datetime(2020, 8, 24, tzinfo=UTC) + timedelta(hours=position)).isoformat()


class Told:
    """Facts as the services tell them, with sequences by subject; `undo` takes one back."""

    def __init__(self) -> None:
        # An hour a position, unless it is told.
        self.time: str | None = None
        self.facts: list[Fact] = []
        self.events: list[dict[str, Any]] = []
        self._sequences: dict[tuple[str, str], int] = {}

    def tell(self, source: str, what: str, subject: str, **data: Any) -> Fact:
        about = f"/{source}", subject
        self._sequences[about] = self._sequences.get(about, 0) + 1
        position = len(self.facts) + 1
        event = {"id": f"{position:x}", "source": about[0], "type": f"{PREFIX}{what}{SUFFIX}", "subject": subject}
        told = {"sequence": f"{self._sequences[about]:012d}", "time": self.time or time_of(position), "data": data}
        self.events.append(event | told)
        fact = read(position, self.events[-1])
        self.facts.append(fact)
        return fact

    def device(self, source: str, what: str, device: str, **data: Any) -> Fact:
        return self.tell(source, f"device.{what}", f"device/{device}", device=device, **data)

    def undo(self, fact: Fact, **data: Any) -> Fact:
        noun = fact.what.split(".")[0]
        event = self.events[fact.position - 1]
        told = event["data"] | {"undone": event["id"], "step": fact.what, "reason": "a slip"} | data
        return self.tell(fact.source.strip("/"), f"{noun}.undone", event["subject"], **told)

    def arrive(self, *devices: str, returned: bool = False) -> None:
        for device in devices:
            named = {"maker": "HP", "serial": device.upper(), "model": "9UZ86UT", "type": "laptop"}
            self.device("warehouse", "received", device, **named, location=DOCK, returned=returned)

    def store(self, *devices: str) -> None:
        for device in devices:
            self.device("warehouse", "stored", device, type="laptop", location=SHELF)

    def ask(self, quantity: int, request: str = "r", need: int = 10) -> Fact:
        self.submit(quantity, request, need)
        return self.grant(quantity, request)

    def submit(self, quantity: int, request: str = "r", need: int = 10) -> None:
        line = {"type": "laptop", "need": need, "own_available": 1, "on_order": 2, "in_repair": 0}
        self.tell("intake", "portrait.updated", f"portrait/{BOARD}", board=BOARD, lines=[line])
        asked = [{"type": "laptop", "category": "no_access", "quantity": quantity}]
        about = {"request": request, "board": BOARD, "number": "D1"}
        self.tell(
            "intake", "request.submitted", f"request/{request}", **about, lines=asked, freight_cents=100 * quantity
        )

    def grant(self, quantity: int, request: str = "r", freight: int | None = None, **more: Any) -> Fact:
        about = {"request": request, "board": BOARD, "number": "D1"}
        due = 100 * quantity if freight is None else freight
        return self.tell(
            "intake",
            "request.granted",
            f"request/{request}",
            **about,
            granted=lines(quantity),
            freight_cents=due,
            **more,
        )

    def reserve(self, quantity: int, free: int, asked: int | None = None, request: str = "r") -> None:
        about = {"order": f"o-{request}", "request": request, "board": BOARD, "free": {"laptop": free}}
        if asked is None:
            self.tell("warehouse", "order.reserved", f"order/o-{request}", **about, reserved=lines(quantity))
        else:
            short = [{"type": "laptop", "asked": asked, "reserved": quantity}]
            self.tell("warehouse", "order.short", f"order/o-{request}", **about, lines=short)

    def pick(self, *devices: str, request: str = "r") -> list[Fact]:
        about = {"order": f"o-{request}", "request": request, "board": BOARD}
        return [self.device("warehouse", "picked", device, **about) for device in devices]

    def pack(self, *devices: str, carton: str = "c", request: str = "r") -> Fact:
        packed = [{"device": one, "maker": "HP", "serial": one.upper(), "type": "laptop"} for one in devices]
        about = {"carton": carton, "order": f"o-{request}", "request": request, "board": BOARD}
        return self.tell("warehouse", "carton.closed", f"carton/{carton}", **about, devices=packed)

    def ship(self, what: str, shipment: str = "s", carton: str = "c", cents: int = 100) -> Fact:
        about: dict[str, Any] = {"shipment": shipment, "request": "r", "board": BOARD, "cartons": [carton]}
        about |= {"freight_cents": cents} if what == "dispatched" else {}
        return self.tell("shipping", f"shipment.{what}", f"shipment/{shipment}", **about)

    def receipt(self, what: str, device: str, board: str = BOARD, shipment: str = "s") -> Fact:
        about = {"type": "laptop", "board": board, "shipment": shipment, "request": "r"}
        return self.device("shipping", what, device, **about)

    def use(self, what: str, device: str, **more: Any) -> Fact:
        return self.device("shipping", what, device, type="laptop", board=BOARD, **more)

    def delivered(self, *devices: str) -> None:
        self.arrive(*devices), self.store(*devices), self.ask(len(devices)), self.reserve(len(devices), 0)
        self.pick(*devices), self.pack(*devices)
        for what in ("readied", "dispatched", "delivered"):
            self.ship(what)


def lines(quantity: int) -> list[dict[str, Any]]:
    return [{"type": "laptop", "quantity": quantity}]


def states(told: Told, device: str = "a") -> tuple[str, str | None, str, tuple[str, str] | None]:
    """A device in the eyes of the warehouse, of shipping and of both, and its holder."""
    recount = Recount(told.facts)
    unit = recount.units[device]
    return recount.here(unit), recount.custody(unit), recount.whole(unit), recount.holder(unit)


def figures(told: Told, request: str = "r") -> dict[str, int]:
    share = Recount(told.facts).need.requests[request].shares["laptop"]
    return {name: getattr(share, name) for name in ("granted", "reserved", "short", "accepted", "lacking", "given_up")}


def rules(told: Told) -> list[str]:
    holes = Holes()
    for event in told.events:
        holes.take(event["source"], event["subject"], int(event["sequence"]), 0)
    return [one.figure for one in (*holes.broken(), *Recount(told.facts).broken())]


def held(told: Told) -> int:
    return Recount(told.facts).held()[BOARD]["laptop"]
