"""The board's form of a request: what it offers, what a draft fills in, and how it is read."""

from collections.abc import Mapping
from typing import Any

from services.chassis.act import now
from services.chassis.web.edge import session
from services.contracts.reference import boards, categories, device_types
from services.intake.model.calendar import day_of
from services.intake.model.freight import capacity, rate
from services.intake.model.request import Request
from services.intake.queries.board import sites
from services.intake.scope import own_board, scope


def offered(draft: Request | None = None) -> dict[str, Any]:
    """The board's addresses, what may be asked, what freight costs there today, and what the draft says already."""
    board, day = boards()[own_board()], day_of(now())
    types = [kind for kind in device_types().values() if kind.holds(day)]
    return {
        "sites": sites(session(), scope(), board.code),
        "types": types,
        "categories": [category for category in categories().values() if category.holds(day)],
        "rate": rate(board.zone, day),
        "capacities": {kind.code: capacity(kind.code, day) for kind in types},
        "written": _written(draft) if draft else {},
    }


def asked(form: Mapping[str, str]) -> dict[str, Any]:
    """The form as a body: fields `ask.<type>.<category>`; an empty or zero field is no line."""
    lines = [
        {"type": kind, "category": category, "quantity": quantity}
        for kind in device_types()
        for category in categories()
        if (quantity := form.get(_field(kind, category), "").strip()) not in ("", "0")
    ]
    return {"lines": lines} | {name: form.get(name, "") for name in ("site", "justification", "urgency")}


def _written(draft: Request) -> dict[str, Any]:
    """A draft as fields of the form."""
    fields = {name: getattr(draft, name) for name in ("site", "justification", "urgency")}
    return fields | {_field(line.type, line.category): line.quantity for line in draft.asked}


def _field(kind: str, category: str) -> str:
    return f"ask.{kind}.{category}"
