"""Shipping's devices and shipments, against the recount."""

from collections.abc import Iterator
from typing import Any

from services.audit.difference import Difference, unknown, untold
from services.audit.recount import Recount
from services.audit.site import Site
from services.audit.unit import Unit

API = "/shipping/api/v1"
SERVICE = "shipping"
# A shipment is told when it is ready; it may grow again, or lose a carton, until then.
PREPARING = "preparing"
AT_DOCK = (PREPARING, "ready")
# What was packed and is no more (a carton opened again) is nobody's here, and was told by nobody.
NOBODYS = {None, "returned"}


def compare_custody(recount: Recount, site: Site) -> Iterator[Difference]:
    """Each device's custody: its state, its board, and the school or the loan that has it."""
    seen = set()
    for said in site.items(f"{API}/devices"):
        seen.add(said["id"])
        unit = recount.units.get(said["id"]) or Unit(said["id"], said["maker"], said["serial"], said["type"])
        yield from _custody(recount, unit, said)
    for unit in recount.units.values():
        if unit.id not in seen and recount.custody(unit) not in NOBODYS:
            yield unknown("device", unit.id, unit.name, SERVICE)


def _custody(recount: Recount, unit: Unit, said: dict[str, str]) -> Iterator[Difference]:
    state = recount.custody(unit)
    if unit.found_in and not unit.held:
        return
    if state != said["state"] and not {state, said["state"]} <= NOBODYS:
        yield _device(unit, "state", state, said["state"])
    elif unit.held and unit.held.board != said["board"]:
        yield _device(unit, "board", unit.held.board, said["board"])
    elif unit.held and unit.held.state in ("at_school", "on_loan"):
        kind, number = unit.held.holder or ("school", "")
        if number != said[kind]:
            yield _device(unit, kind, number, said[kind])


def compare_shipments(recount: Recount, site: Site) -> Iterator[Difference]:
    """How far each shipment is, which cartons are in it, and how many devices travel in it."""
    states, inside, seen = recount.road.shipments, recount.road.inside(), set()
    for said in site.items(f"{API}/shipments"):
        seen.add(said["id"])
        state = states.get(said["id"], PREPARING)
        if said["id"] not in states and said["state"] not in (PREPARING, "voided"):
            yield untold("shipment", said["id"], said["number"], SERVICE)
        elif state != said["state"] and not (state in AT_DOCK and said["state"] == PREPARING):
            yield Difference("shipment", said["id"], said["number"], "state", state, SERVICE, said["state"])
        elif state not in (PREPARING, "voided") and said["state"] != PREPARING:
            yield from _content(recount, site, said, inside.get(said["id"], []))
    for shipment in states.keys() - seen:
        yield unknown("shipment", shipment, recount.road.numbers[shipment], SERVICE)


def compare_returns(recount: Recount, site: Site) -> Iterator[Difference]:
    """Which returns are closed, and without how many devices. One that nothing was sent in yet is in no log."""
    closed, seen = recount.returns.closed, set()
    for said in site.items(f"{API}/returns"):
        seen.add(said["id"])
        fact = closed.get(said["id"])
        missing = fact.data["missing"] if fact else None
        if missing != said["missing"]:
            yield Difference("return", said["id"], said["number"], "missing", missing, SERVICE, said["missing"])
    for parcel in closed.keys() - seen:
        yield unknown("return", parcel, closed[parcel].data["number"], SERVICE)


def _content(recount: Recount, site: Site, said: dict[str, Any], cartons: list[str]) -> Iterator[Difference]:
    counted = sum(len(recount.floor.cartons.get(carton, ())) for carton in cartons)
    whole = site.get(f"{API}/shipments/{said['id']}")
    for figure, count in (
        ("devices", said["device_count"]),
        ("listed", sum(one["devices"] for one in whole["devices"])),
    ):
        if counted != count:
            yield Difference("shipment", said["id"], said["number"], figure, counted, SERVICE, count)
    loaded = [carton for carton in cartons if recount.road.loaded.get(carton) == said["id"]]
    for figure, told, listed in (
        ("cartons", cartons, [one["id"] for one in whole["cartons"]]),
        ("loaded", loaded, [one["id"] for one in whole["cartons"] if one["loaded_at"]]),
    ):
        if set(told) != set(listed):
            log, other = ", ".join(sorted(told)), ", ".join(sorted(listed))
            yield Difference("shipment", said["id"], said["number"], figure, log or None, SERVICE, other or None)


def _device(unit: Unit, figure: str, log: object, said: object) -> Difference:
    return Difference("device", unit.id, unit.name, figure, log, SERVICE, said)
