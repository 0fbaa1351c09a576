"""The portal's devices and figures, against the recount."""

from collections import Counter
from collections.abc import Iterator

from services.audit.difference import Difference, unknown
from services.audit.recount import Recount
from services.audit.site import Site
from services.audit.unit import Unit

API = "/portal/api/v1"
SERVICE = "portal"


def compare_portal(recount: Recount, site: Site) -> Iterator[Difference]:
    """Each device's state and holder, and the figures that are counted over them."""
    seen = set()
    for said in site.items(f"{API}/devices"):
        seen.add(said["id"])
        unit = recount.units.get(said["id"]) or Unit(said["id"], said["maker"], said["serial"], said["type"])
        state, holder = recount.whole(unit), recount.holder(unit)
        shown = (said["holder_kind"], said["holder"]) if said["holder_kind"] else None
        if state != said["state"]:
            yield Difference("device", unit.id, unit.name, "state", state, SERVICE, said["state"])
        elif holder != shown:
            yield Difference("device", unit.id, unit.name, "holder", _text(holder), SERVICE, _text(shown))
    for unit in recount.units.values():
        if unit.id not in seen:
            yield unknown("device", unit.id, unit.name, SERVICE)
    yield from _figures(recount, site)


def _figures(recount: Recount, site: Site) -> Iterator[Difference]:
    counted = Counter((unit.type, recount.whole(unit)) for unit in recount.units.values())
    figures = site.get(f"{API}/figures")
    said = {(one["type"], one["state"]): one["count"] for one in figures["devices"]}
    for kind, state in sorted(counted.keys() | said.keys()):
        if counted[kind, state] != said.get((kind, state), 0):
            name, other = f"{kind}, {state}", said.get((kind, state), 0)
            yield Difference("figure", f"{kind}/{state}", name, "devices", counted[kind, state], SERVICE, other)
    stages = Counter(recount.stage(request) for request in recount.need.requests.values())
    shown = {one["state"]: one["count"] for one in figures["requests"]}
    for stage in sorted(stages.keys() | shown.keys()):
        if stages[stage] != shown.get(stage, 0):
            yield Difference("figures", stage, stage, "requests", stages[stage], SERVICE, shown.get(stage, 0))


def _text(holder: tuple[str, str] | None) -> str | None:
    return "/".join(holder) if holder else None
