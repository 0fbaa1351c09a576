"""The audit: log and services read, recounted and compared, until what differs is sure to."""

import threading
from dataclasses import dataclass

from services.audit.compare import COMPARED
from services.audit.difference import Difference
from services.audit.fact import Log
from services.audit.recount import Recount
from services.audit.site import Site

# On a living system both sides move: what differs must do so, by as much, each time that both are read again; until the
# log has stood still over so many rounds, for then all that was told is in it.
ROUNDS = 6
STILL = 2
PAUSE_S = 1.0


@dataclass(frozen=True)
class Audit:
    """What was found, over how many entries (the last one's hash) and devices, in how many rounds."""

    differences: list[Difference]
    entries: int
    hash: str
    devices: int
    rounds: int


def audit(site: Site, most: int = ROUNDS) -> Audit:
    """Recount and compare. Raises `Unreadable` when a service cannot be read, `Broken` when the chain does not hold."""
    log, wait = Log(), threading.Event()
    rounds, still, recount, found = 1, 0, *_round(site, log)
    while found and rounds < most and still < STILL:
        wait.wait(PAUSE_S)
        before, position = {one.key for one in found}, log.position
        recount, again = _round(site, log)
        found, rounds = [one for one in again if one.key in before], rounds + 1
        still = still + 1 if log.position == position else 0
    return Audit(found, log.position, log.hash, len(recount.units), rounds)


def _round(site: Site, log: Log) -> tuple[Recount, list[Difference]]:
    for page in site.log(log.position):
        log.take(page)
    recount = Recount(log.facts)
    found = [*log.holes.broken(), *recount.broken()]
    for compare in COMPARED:
        found += compare(recount, site)
    return recount, found
