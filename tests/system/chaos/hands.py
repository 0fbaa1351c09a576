"""Hands: the ways in which a client does a step with its own devices, by scan or by call, and what is noted of it."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from services.contracts.roles import Role
from tests.system.chaos.client import Client, Refused
from tests.system.chaos.ledger import Ledger
from tests.system.people import INTAKE, SHIPPING, WAREHOUSE

CONFLICT = 409


class Ended(Exception):
    """The load is to end, and what this step waits for has not come: nothing is owed."""


@dataclass
class Hands:
    """`devices` are serials by id; `request` and `shipment` are learned on the way. `Refused` is a defect."""

    client: Client
    ledger: Ledger
    rng: random.Random
    name: str
    board: str
    devices: dict[str, str] = field(default_factory=dict, kw_only=True)
    request: str = field(default="", kw_only=True)
    order: str = field(default="", kw_only=True)
    shipment: str = field(default="", kw_only=True)

    def in_warehouse(self, action: str, path: str, what: str, state: str, **given: str) -> None:
        if self.rng.random() < 0.5:
            self.scan(action, **given)
        else:
            body = {"devices": [*self.devices], **given}
            self.client.post(Role.WAREHOUSE, f"{WAREHOUSE}/{path}", json=body)
        self.ledger.warehouse(self.devices, what, state, given.get("location"))

    def at_board(self, action: str, path: str, what: str, state: str) -> None:
        if self.rng.random() < 0.5:
            self.scan(action, self.board)
        else:
            self.ask_board(path, Role.BOARD_TECHNICIAN, SHIPPING, {"devices": [*self.devices]})
        self.ledger.shipping(self.devices, what, state)

    def scan(self, action: str, board: str | None = None, **given: str) -> None:
        at = datetime.now(UTC).isoformat()
        one = {"at": at, "station": "quai", "action": action, "with": given}
        scans = [one | {"id": str(uuid4()), "codes": [{"text": serial}]} for serial in self.devices.values()]
        door = SHIPPING if board else WAREHOUSE
        told = self.client.post(Role.STATION, f"{door}/scans", board, json={"sent": at, "scans": scans})
        for result in told["results"]:
            if result["outcome"] != "done":
                raise Refused(f"scan {action}", CONFLICT, f"{result}")

    def ask_board(self, path: str, role: Role, at: str, body: dict[str, Any]) -> Any:
        return self.client.post(role, f"{at}/{path}", self.board, json=body)

    def shipped(self, verb: str, role: Role, body: dict[str, Any], state: str) -> None:
        path = f"{SHIPPING}/shipments/{self.shipment}"
        self.once(
            lambda: self.client.post(role, f"{path}/{verb}", self.board, json=body),
            lambda: self.client.get(path)["state"] == state,
        )

    def asked(self, *states: str) -> bool:
        return self.client.get(f"{INTAKE}/requests/{self.request}")["state"] in states

    def listed(self) -> list[dict[str, Any]]:
        return [self.client.get(f"{WAREHOUSE}/devices/{one}") for one in self.devices]

    def once(self, act: Callable[[], object], reached: Callable[[], bool]) -> None:
        """A step without a key: asked again, it is refused as done already, and done it is: by us, for it is ours."""
        try:
            act()
        except Refused as refusal:
            if refusal.status != CONFLICT or not reached():
                raise

    def wait(self, what: str, ask: Callable[[], Any]) -> Any:
        found = self.client.wait(f"{self.name}: {what}", ask)
        if not found:
            raise Ended
        return found
