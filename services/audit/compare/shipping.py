"""Shipping's devices and shipments, against the recount."""

from collections.abc import Iterator

from services.audit.difference import Difference
from services.audit.recount import Recount
from services.audit.site import Site
from services.audit.unit import Unit

API = "/shipping/api/v1"
SERVICE = "shipping"
# A shipment that grows is told when it is ready: both stand at the dock.
AT_DOCK = {"preparing", "ready"}
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
            yield _device(unit, "known", True, False)


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
    """How far each shipment is, and how many devices travel in it."""
    road, inside = recount.road, _inside(recount)
    for said in site.items(f"{API}/shipments"):
        shipment, state = said["id"], road.shipments.get(said["id"], "preparing")
        if state != said["state"] and not {state, said["state"]} <= AT_DOCK:
            yield Difference("shipment", shipment, said["number"], "state", state, SERVICE, said["state"])
        elif state not in (*AT_DOCK, "voided") and inside.get(shipment, 0) != said["device_count"]:
            count = inside.get(shipment, 0)
            yield Difference("shipment", shipment, said["number"], "devices", count, SERVICE, said["device_count"])


def _inside(recount: Recount) -> dict[str, int]:
    found: dict[str, int] = {}
    for carton, shipment in recount.road.cartons.items():
        found[shipment] = found.get(shipment, 0) + len(recount.floor.cartons.get(carton, ()))
    return found


def _device(unit: Unit, figure: str, log: object, said: object) -> Difference:
    return Difference("device", unit.id, unit.name, figure, log, SERVICE, said)
