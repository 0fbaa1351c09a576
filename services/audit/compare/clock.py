"""The portal's clock, request by request and table by table, against the recount."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.audit.clock import STAGES, Timed
from services.audit.difference import Difference, unknown
from services.audit.figures import Figures, Tables
from services.audit.recount import Recount
from services.audit.site import Site

API = "/portal/api/v1/clock"
BOARDS = "/intake/api/v1/boards"
SERVICE = "portal"
TABLES = {"requests": ("all", "by_board", "by_zone", "by_week"), "devices": ("all", "by_board")}
NOTHING = dict.fromkeys(Figures.__dataclass_fields__)


def compare_clock(recount: Recount, site: Site) -> Iterator[Difference]:
    """How long each request took, and the tables of how long they took by board, zone and week, and with devices."""
    zones = {said["code"]: said["zone"] for said in site.get(BOARDS)}
    yield from _requests(recount, site, zones)
    said = site.get(API)
    yield from _tables("requests", recount.clock.tables(zones), said["requests"])
    yield from _tables("devices", recount.clock.device_tables(), said["devices"])


def _requests(recount: Recount, site: Site, zones: Mapping[str, str]) -> Iterator[Difference]:
    timed, seen = recount.clock.requests, set()
    for said in site.items(f"{API}/requests"):
        seen.add(said["id"])
        one = timed.get(said["id"]) or Timed()
        told = {f"{stage}_s": one.seconds(stage) for stage in STAGES} | {"zone": zones.get(said["board"], "unknown")}
        for figure, log in told.items():
            if log != said[figure]:
                yield Difference("request", said["id"], said["number"], figure, log, SERVICE, said[figure])
    for request in timed.keys() - seen:
        yield unknown("request", request, timed[request].number, SERVICE)


def _tables(what: str, counted: Tables, said: Mapping[str, Any]) -> Iterator[Difference]:
    """A table's row is a group; one of no group, over all, is told without its name."""
    for table in TABLES[what]:
        groups: Mapping[str, Any] = {"": said[table]} if table == "all" else said[table]
        for group in sorted(counted[table].keys() | groups.keys()):
            log, told = counted[table].get(group, {}), groups.get(group, {})
            for stage in sorted(log.keys() | told.keys()):
                mine = vars(log[stage]) if stage in log else NOTHING
                name = f"{what}{f', {group}' if group else ''} ({stage})"
                yield from _row(f"{what}/{table}/{group}/{stage}", name, mine, told.get(stage) or NOTHING)


def _row(subject: str, name: str, log: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Difference]:
    for figure, counted in log.items():
        if counted != said[figure]:
            yield Difference("times", subject, name, figure, counted, SERVICE, said[figure])
