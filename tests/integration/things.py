"""Real things in every state that a route needs: made through the API of a whole reserve, named for the table of ways.

`Things` maps a name ("device accepted") to an id or a code. What is our board's own is in `Things.ours`: another board
must not get at it. A route that needs a new state: add a line to the chapter that makes its noun (`chapter_*.py`, told
in the order of `maker.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from services.chassis.act import now
from services.contracts.roles import Role
from tests.integration.house import House

INTAKE, WAREHOUSE, SHIPPING = "/intake/api/v1", "/warehouse/api/v1", "/shipping/api/v1"
DOCK = "QUAI-01"
SHELF, NEXT_SHELF, OTHER_SHELF, LAST_SHELF = "A-01-01", "A-01-02", "A-01-03", "A-01-04"
CART, OTHER_CART = "CHAR-01", "CHAR-02"
SITE = {"street": "5100, rue Sherbrooke Est", "town": "Montréal", "postal_code": "H1V 3R9"}
SITE |= {"contact": "Service des technologies", "phone": "514 555-0123"}
DISPATCH = {"carrier": "Transport Démo", "tracking": "TD-1", "freight_cents": 4200}
SCHOOL, OTHER_SCHOOL = "762217", "762218"
HEADER = "carton,maker,model,serial,asset_tag\n"


@dataclass
class Things:
    """Ids and codes by name; `ours` are those that only our board, and those who see all, may see."""

    known: dict[str, str] = field(default_factory=dict)
    ours: set[str] = field(default_factory=set)

    def __getitem__(self, name: str) -> str:
        return self.known[name]

    def know(self, name: str, value: Any, ours: bool = False) -> str:
        self.known[name] = str(value)
        if ours:
            self.ours.add(name)
        return str(value)

    def put_in(self, form: Any) -> Any:
        """The same form with every "@name" in it as the thing of that name."""
        if isinstance(form, dict):
            return {self.put_in(key): self.put_in(value) for key, value in form.items()}
        if isinstance(form, list):
            return [self.put_in(one) for one in form]
        return self[form[1:]] if isinstance(form, str) and form.startswith("@") else form


class Chapter:
    """A part of the story in which the things of one house are made, on what the parts before it made."""

    def __init__(self, house: House) -> None:
        self.house, self.things = house, Things()
        self.shelf: list[str] = []
        self.serials: dict[str, str] = {}

    def call(self, role: Role, method: str, path: str, body: Any = None) -> Any:
        return self.house.call(role, method, path, json=body)

    def post(self, path: str) -> Any:
        return self.call(Role.WAREHOUSE, "POST", path, {})

    def step(self, verb: str, devices: Sequence[str], **given: Any) -> None:
        self.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/{verb}", {"devices": list(devices), **given})

    def board(self, verb: str, **body: Any) -> Any:
        return self.call(Role.BOARD_TECHNICIAN, "POST", f"{SHIPPING}/{verb}", body)

    def scan(self, action: str, code: str, **given: str) -> None:
        answer = self.board("scans", **scans(action, code, **given))
        assert answer["results"][0]["outcome"] == "done", answer

    def know(self, name: str, value: Any, ours: bool = False) -> str:
        return self.things.know(name, value, ours)

    def device(self, name: str, device: str, ours: bool = True) -> None:
        self.know(f"device {name}", device, ours)
        self.know(f"serial {name}", self.serials[device], ours)


def scans(action: str, code: str, **given: str) -> dict[str, Any]:
    """A batch of one scan, sent now."""
    at = now().isoformat()
    codes = [{"text": code, "symbology": "Code128"}]
    one = {"id": str(uuid4()), "at": at, "station": "quai-1", "action": action, "codes": codes, "with": given}
    return {"sent": at, "scans": [one]}
