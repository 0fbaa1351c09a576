"""One program of the reserve: a role of a service, in an environment of its own, started again as often as it ends."""

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.forked import Reserve
from tests.servers.process import Program

ROOT = Path(__file__).parents[3]
WEB = "web"
ALL = "all"
# This very code, from whatever folder it is started, and in one language.
HERE = {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]), "RESERVE_LANG": "en"}


@dataclass
class Unit:
    """`name` says service, role and number. `held` keeps the supervisor's hands off while a fault works on it."""

    name: str
    service: str
    role: str
    program: Program
    lines: dict[str, str] = field(default_factory=dict)
    port: int = 0
    held: threading.Lock = field(default_factory=threading.Lock)
    asked_to_end: bool = False


def unit(service: str, role: str, number: int, folder: Path, environment: dict[str, str]) -> Unit:
    """A program that is not started yet."""
    name = f"{service} {role} {number}"
    log = folder / f"{name.replace(' ', '-')}.log"
    program = Reserve(["run", service, role], log, os.environ | environment | HERE)
    return Unit(name, service, role, program, port=int(environment.get("RESERVE_PORT", "0")))
