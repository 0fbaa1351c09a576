"""The warehouse's devices, stock and orders, against the recount."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from services.audit.difference import Difference, unknown, untold
from services.audit.recount import Recount
from services.audit.site import Site
from services.audit.unit import PLACED, Unit

API = "/warehouse/api/v1"
SERVICE = "warehouse"
# Packing is told by the closing alone: until then the log has the device as picked.
UNTOLD = {("picked", "packed")}
# What a board tells of a return while the warehouse has the device already is over; that receipt may be undone later.
SENT_BACK = ("returning", "departed")


def compare_devices(recount: Recount, site: Site) -> Iterator[Difference]:
    """Each device's state, and where it is by that state. One that was only announced is in no log."""
    seen = set()
    for said in site.items(f"{API}/devices"):
        seen.add(said["id"])
        unit = recount.units.get(said["id"]) or Unit(said["id"], said["maker"], said["serial"], said["type"])
        state = recount.here(unit)
        late = unit.gone_again and (state, said["state"]) == SENT_BACK
        if state != said["state"] and (state, said["state"]) not in UNTOLD and not late:
            yield _device(unit, "state", state, said["state"])
        elif state in PLACED and unit.location != said["location"]:
            yield _device(unit, "location", unit.location, said["location"])
        elif state == "picked" and unit.order != said["order"]:
            yield _device(unit, "order", unit.order, said["order"])
        elif state == "packed" and unit.carton != said["carton"]:
            yield _device(unit, "carton", unit.carton, said["carton"])
    for unit in recount.units.values():
        if unit.state != "announced" and unit.id not in seen:
            yield unknown("device", unit.id, unit.name, SERVICE)


def compare_stock(recount: Recount, site: Site) -> Iterator[Difference]:
    """By type: on the shelf, promised, free; and the free figure that was told last."""
    counted = recount.stock()
    for said in site.get(f"{API}/stock"):
        kind = said["type"]
        shelf, promised = counted.pop(kind, (0, 0))
        figures = {
            "on_shelf": (shelf, said["on_shelf"]),
            "promised": (promised, said["reserved"]),
            "free": (shelf - promised, said["free"]),
            "heard": (recount.floor.free.get(kind, 0), said["free"]),
        }
        for figure, (log, other) in figures.items():
            if log != other:
                yield Difference("stock", kind, kind, figure, log, SERVICE, other)
    for kind, (shelf, promised) in counted.items():
        if shelf or promised or recount.floor.free.get(kind):
            yield unknown("stock", kind, kind, SERVICE)


def compare_orders(recount: Recount, site: Site) -> Iterator[Difference]:
    """Each order's state, and its lines: reserved, picked, packed."""
    in_open, seen = _packed_untold(recount, site), set()
    for said in site.items(f"{API}/orders"):
        seen.add(said["id"])
        if said["id"] not in recount.floor.requests:
            yield untold("order", said["id"], said["number"], SERVICE)
            continue
        states = recount.order_states(said["id"])
        if said["state"] not in states:
            yield Difference("order", said["id"], said["number"], "state", states[0], SERVICE, said["state"])
        yield from _lines(recount, said, in_open)
    for order in recount.floor.requests.keys() - seen:
        yield unknown("order", order, recount.number(order), SERVICE)


def _lines(recount: Recount, said: dict[str, Any], in_open: Counter[tuple[str, str]]) -> Iterator[Difference]:
    order, floor, reserved = said["id"], recount.floor, recount.reserved(said["id"])
    for kind in sorted(reserved.keys() - {line["type"] for line in said["lines"]}):
        yield unknown("order", f"{order}/{kind}", f"{said['number']} ({kind})", SERVICE)
    for line in said["lines"]:
        key = order, line["type"]
        figures = {
            "granted": recount.asked(order).get(line["type"], 0),
            "reserved": reserved.get(line["type"], 0),
            "picked": floor.picked[key],
            "packed": floor.packed[key] + in_open[key],
        }
        for figure, log in figures.items():
            if log != line[figure]:
                name = f"{said['number']} ({line['type']})"
                yield Difference("order", f"{order}/{line['type']}", name, figure, log, SERVICE, line[figure])


def _packed_untold(recount: Recount, site: Site) -> Counter[tuple[str, str]]:
    """What lies in cartons that are still open: nobody told of it yet."""
    found: Counter[tuple[str, str]] = Counter()
    for said in site.items(f"{API}/devices", state="packed"):
        unit = recount.units.get(said["id"])
        if unit and unit.state == "picked":
            found[said["order"], said["type"]] += 1
    return found


def _device(unit: Unit, figure: str, log: object, said: object) -> Difference:
    return Difference("device", unit.id, unit.name, figure, log, SERVICE, said)
