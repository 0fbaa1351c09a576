"""The board's form of a request: what it offers, what a draft fills in, and how it is read."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from services.chassis.act import now
from services.chassis.web.edge import session
from services.contracts.reference import boards, categories, device_types, models
from services.intake.model.calendar import day_of
from services.intake.model.closure import CLOSED
from services.intake.model.freight import Quote, capacity, quote_if_priced, rate
from services.intake.model.line import totals
from services.intake.model.request import Request
from services.intake.pages.typed import FEW
from services.intake.queries.board import sites
from services.intake.scope import own_board, portrait_days, scope

CLOSURE = ("closed", "school", "first_day", "last_day", "students")


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
        "models": [model for model in models().values() if model.holds(day)],
        "type_names": device_types(),
        "days": portrait_days(),
        "CLOSED": CLOSED,
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
    plain = {name: form.get(name, "") for name in ("site", "justification", "urgency")}
    return {"lines": lines} | plain | _closure(form)


def asked_freight(form: Mapping[str, str], request: Request) -> Quote | None:
    """What is typed costs today, or, while nothing is, what the request asks; None where it cannot be told."""
    day, zone = day_of(now()), boards()[request.board].zone
    if not form:
        return quote_if_priced(zone, totals(request.asked), day)
    typed = Counter[str]()
    for line in asked(form)["lines"]:
        if not FEW.fullmatch(line["quantity"]):
            return None
        typed[line["type"]] += int(line["quantity"])
    return quote_if_priced(zone, typed, day)


def acceptance(form: Mapping[str, str]) -> dict[str, Any]:
    """The tick under the freight, and the amount that stood beside it."""
    seen = form.get("freight_cents")
    return {"freight_accepted": "freight_accepted" in form} | ({"freight_cents": seen} if seen else {})


def _closure(form: Mapping[str, str]) -> dict[str, Any]:
    """What closed; all of it where anything is filled in, an empty last day being none."""
    given = {name: form.get(name, "").strip() for name in CLOSURE}
    filled = any(given.values())
    return {"closure": given | {"last_day": given["last_day"] or None}} if filled else {}


def _written(draft: Request) -> dict[str, Any]:
    """A draft as fields of the form."""
    fields = {name: getattr(draft, name) for name in ("site", "justification", "urgency")}
    fields |= draft.closing or {}
    return fields | {_field(line.type, line.category): line.quantity for line in draft.asked}


def _field(kind: str, category: str) -> str:
    return f"ask.{kind}.{category}"
