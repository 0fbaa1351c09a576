"""The board's form of a portrait: how it is read, the rows of its own orders, and the needs that follow from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.contracts.reference import categories, device_types
from services.contracts.term import Term
from services.intake.model.need import Need
from services.intake.model.portrait import Portrait
from services.intake.pages.typed import counted

# So many rows for orders stand empty under those that a type has.
SPARE = 2
MOST_ORDERS = 60


def typed_portrait(form: Mapping[str, str]) -> dict[str, Any]:
    """The form as a body: `need.<type>.<category>`, `own_available.<type>` ..., `order.<type>.<row>.expected`.

    A type of which every field is empty is not stated; another empty field counts 0.
    """
    lines = [
        {
            "type": kind,
            "by_category": {code: form[name] or 0 for code in categories() if (name := f"need.{kind}.{code}") in form},
            "own_available": form.get(f"own_available.{kind}") or 0,
            "on_order": form.get(f"on_order.{kind}") or None,
            "orders": _orders(form, kind),
            "in_repair": form.get(f"in_repair.{kind}") or 0,
        }
        for kind in device_types()
        if any(form.get(name) for name in form if name.split(".")[1:2] == [kind])
    ]
    return {"weekly_capacity": form.get("weekly_capacity", ""), "lines": lines}


def order_rows(portrait: Portrait | None, types: Sequence[Term], form: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of the form: what was typed, else the orders of the last version, and some that are empty."""
    found = []
    for kind in types:
        lines = portrait.lines if portrait else []
        given = [one for line in lines if line.type == kind.code for one in line.expected]
        for row in range(min(max(len(given), len(_typed_rows(form, kind.code))) + SPARE, MOST_ORDERS)):
            name = f"order.{kind.code}.{row}"
            kept = given[row] if row < len(given) else None
            found.append(
                {
                    "name": name,
                    "type": kind,
                    "number": row + 1,
                    "expected": form.get(f"{name}.expected", kept.expected.isoformat() if kept else ""),
                    "quantity": form.get(f"{name}.quantity", kept.quantity if kept else ""),
                }
            )
    return found


def needs_as_typed(
    portrait: Portrait | None, types: Sequence[Term], held: Mapping[str, int], form: Mapping[str, str]
) -> list[Need]:
    """What follows from what is typed, or else from the last version; a field that cannot be read counts 0."""
    lines = {line.type: line for line in portrait.lines} if portrait else {}
    typed = {line["type"]: line for line in typed_portrait(form)["lines"]}
    found = []
    for kind in types:
        here = held.get(kind.code, 0)
        if form or kind.code not in lines:
            found.append(_typed_need(kind.code, typed.get(kind.code, {}), here))
        else:
            found.append(lines[kind.code].need(here))
    return found


def _typed_need(kind: str, line: Mapping[str, Any], held: int) -> Need:
    needed = {code: counted(str(text)) for code, text in line.get("by_category", {}).items()}
    own, repair = (counted(str(line.get(name, ""))) for name in ("own_available", "in_repair"))
    ordered = (
        counted(line["on_order"])
        if line.get("on_order")
        else sum(counted(one["quantity"]) for one in line.get("orders", ()))
    )
    return Need(kind, needed, own, ordered, repair, held)


def _orders(form: Mapping[str, str], kind: str) -> list[dict[str, str]]:
    rows = [
        {name: form.get(f"order.{kind}.{row}.{name}", "") for name in ("expected", "quantity")}
        for row in _typed_rows(form, kind)
    ]
    return [row for row in rows if any(row.values())]


def _typed_rows(form: Mapping[str, str], kind: str) -> list[int]:
    prefix, end = f"order.{kind}.", ".expected"
    rows = [name[len(prefix) : -len(end)] for name in form if name.startswith(prefix) and name.endswith(end)]
    return sorted(int(row) for row in rows if row.isdecimal())
